package org.macrodyn.systems.spin;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.HeatMap;
import org.macrodyn.figures.Panels;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Refinement;

/** How a lattice is enlarged, in pictures. */
public final class EnlargingFigure {
    private static final int PIECES = 4;

    private final Ising large;
    private final LocalRelaxation healing;
    private final double time;
    private final long seed;

    private EnlargingFigure(Ising large, LocalRelaxation healing, double time, long seed) {
        this.large = large;
        this.healing = healing;
        this.time = time;
        this.seed = seed;
    }

    /**
     * A configuration by 2 × 2 replication (above) and by assembly of 16 pieces (below): its origin, before, and after healing.
     *
     * @param large the large lattice, of a side that 4 divides
     * @param healing how its seams heal
     * @param time that small lattices evolve from m = 0 before they are enlarged
     * @param seed of the example
     * @return six lattices
     */
    public static Figure of(Ising large, LocalRelaxation healing, double time, long seed) {
        EnlargingFigure one = new EnlargingFigure(large, healing, time, seed);
        return Panels.column(
                lattices(List.of("small system", "replicated", "relaxed"), one.replication()),
                lattices(List.of("one of 16 pieces", "assembled", "healed"), one.assembly()));
    }

    private static Figure lattices(List<String> titles, List<byte[]> states) {
        return Panels.row(IntStream.range(0, titles.size())
                .mapToObj(i -> HeatMap.lattice(
                        titles.get(i), states.get(i), (int) Math.round(Math.sqrt(states.get(i).length))))
                .toArray(Figure[]::new));
    }

    private List<byte[]> replication() {
        Ising small = large.on(Grid.square(large.grid().rows() / 2));
        RandomGenerator random = RandomStreams.stream(seed, "example", 0);
        byte[] coarse = evolved(small, random);
        byte[] fine = new byte[large.grid().sites()];
        Refinement.<byte[]>replication().refine(coarse, small.grid(), fine, large.grid());
        return List.of(coarse, fine, healed(fine, random));
    }

    private List<byte[]> assembly() {
        Ising piece = large.on(Grid.square(large.grid().rows() / PIECES));
        int mates = PIECES * PIECES;
        RandomGenerator random = RandomStreams.stream(seed, "example", 1);
        Snapshots<byte[]> pieces = new Snapshots<>(piece.grid(), piece.stateType(), mates);
        for (int i = 0; i < mates; i++) {
            pieces.set(i, evolved(piece, random));
        }
        byte[] first = new byte[piece.grid().sites()];
        pieces.get(0, first);
        byte[] whole = new byte[large.grid().sites()];
        new Assembly(new Assembly.Groups(mates), 1, 1, Assembly.Tiling.SHIFTED, Optional.empty())
                .assemble(pieces, large, seed, 1, ProgressListener.NONE)
                .get(0, whole);
        return List.of(first, whole, healed(whole, random));
    }

    private byte[] evolved(Ising model, RandomGenerator random) {
        byte[] state = new byte[model.grid().sites()];
        model.initialise(state, 0, random);
        model.evolve(state, model.grid().whole(), Span.time(time), random);
        return state;
    }

    private byte[] healed(byte[] state, RandomGenerator random) {
        byte[] healed = state.clone();
        healing.relax(large, healed, random);
        return healed;
    }
}
