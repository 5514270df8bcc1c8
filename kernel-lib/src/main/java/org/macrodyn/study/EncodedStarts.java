package org.macrodyn.study;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.store.Identity;

/** Where forecasts start: states of the large system that are drawn and encoded, but not evolved. */
final class EncodedStarts {
    /** Sites of those that are held in memory together, by each thread. */
    private static final int SITES = 1 << 22;

    /** Sites of all that are drawn. */
    private static final int ALL = 1 << 28;

    private static final int FEWEST = 100;

    private EncodedStarts() {}

    /** How many starts do for so many runs: all of them, unless systems are very large, whose starts lie close to each other. */
    static int enough(Study<?> study, int runs) {
        return Math.min(runs, Math.max(FEWEST, ALL / study.large().grid().sites()));
    }

    /** As many as there are runs: if they are fewer, again and again. */
    static double[][] repeated(double[][] z0, int runs) {
        return IntStream.range(0, runs)
                .mapToObj(run -> z0[run % z0.length].clone())
                .toArray(double[][]::new);
    }

    /** Those that were drawn before, while there is memory: forecasts of many laws start alike. */
    static <S> double[][] of(Study<S> study, Study.Pairs<S> pairs, String stream, Start<S> start, int runs) {
        MicroModel<S> large = study.large();
        ClosureModel<S> closure = closure(study, pairs);
        Simulation<S> drawn = new Simulation<>(large, start.in(large), runs, 1, Span.events(1), stream, study.seed());
        Identity identity = Identities.of(drawn, closure, pairs.closure().hash());
        double[][] z0 = study.keeping().inMemory("starts", identity, () -> drawn(study, closure, stream, start, runs));
        return Arrays.stream(z0).map(double[]::clone).toArray(double[][]::new);
    }

    /** φ of the large system, where configurations are of a part of it. */
    private static <S> ClosureModel<S> closure(Study<S> study, Study.Pairs<S> pairs) {
        ClosureModel<S> closure = pairs.closure().value();
        return Sampled.of(study, pairs.configurations()).equals(study)
                ? closure
                : closure.on(study.large().grid());
    }

    /** {@code [runs][d]} z = φ(x), each drawn from a stream of its own. */
    static <S> double[][] drawn(Study<S> study, ClosureModel<S> closure, String stream, Start<S> start, int runs) {
        int together = Math.max(1, SITES / study.large().grid().sites());
        double[][] z0 = new double[runs][];
        Parallel.forEach(
                0,
                (runs + together - 1) / together,
                study.keeping().threads(),
                study.keeping().late("draw starts"),
                block -> {
                    int from = block * together;
                    int to = Math.min(runs, from + together);
                    double[][] z = closure.encode(states(study, stream, start, from, to));
                    System.arraycopy(z, 0, z0, from, to - from);
                });
        return z0;
    }

    private static <S> Snapshots<S> states(Study<S> study, String stream, Start<S> start, int from, int to) {
        MicroModel<S> large = study.large();
        Snapshots<S> states = new Snapshots<>(large.grid(), large.stateType(), to - from);
        S state = large.stateType().allocate(large.grid().sites());
        for (int run = from; run < to; run++) {
            RandomGenerator random = RandomStreams.stream(study.seed(), stream, run);
            start.draw(large, state, random);
            states.set(run - from, state);
        }
        return states;
    }
}
