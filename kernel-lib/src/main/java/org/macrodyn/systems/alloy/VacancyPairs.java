package org.macrodyn.systems.alloy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.AlignedBoxes;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.alloy.ShortRangeOrder;
import org.macrodyn.micro.alloy.VacancySampling;
import org.macrodyn.micro.alloy.WaitingTime;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.study.Codec;
import org.macrodyn.study.Identities;
import org.macrodyn.study.Kept;
import org.macrodyn.study.PairRule;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.Step;
import org.macrodyn.study.Study;

/**
 * Pairs of an alloy by jumps of one vacancy in its box, made of small configurations. All of them have the same δt, the mean
 * time of the jumps, so that a forecast step of one δt follows the statistics of the jumps exactly where these are linear.
 *
 * @param count least number of pairs, at least 1
 * @param sampling how they are made; waiting times are mean ones
 */
public record VacancyPairs(int count, VacancySampling sampling) implements PairRule<byte[]> {
    /** Version of how pairs are made: raised when their numbers change. */
    public static final int ALGORITHM = 1;

    private static final int D = ShortRangeOrder.PAIRS.size();

    /**
     * Checks the count.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public VacancyPairs {
        if (count < 1) {
            throw new IllegalArgumentException("pairs = " + count + ": must be at least 1");
        }
    }

    /**
     * The rule of a recipe of the alloy.
     *
     * @param recipe the recipe
     * @return its pairs
     * @throws IllegalArgumentException if it makes pairs by another rule
     */
    public static VacancyPairs of(Recipe<byte[]> recipe) {
        if (recipe.pairs() instanceof VacancyPairs pairs) {
            return pairs;
        }
        throw new IllegalArgumentException("pairs by " + recipe.pairs() + ": must be VacancyPairs");
    }

    /**
     * Jumps of the vacancy in one pair.
     *
     * @return their number; 1 if boxes evolve for a time instead
     */
    public long jumps() {
        return sampling.evolution().span() instanceof Span.Events events ? events.count() : 1;
    }

    @Override
    public int substeps(double time, double step) {
        return 1;
    }

    @Override
    public Kept<MacroPairs> make(
            Study<byte[]> study, Kept<Snapshots<byte[]>> small, Kept<ClosureModel<byte[]>> closure) {
        List<String> names = closure.value().names();
        if (!(study.large() instanceof NbMoTaAlloy large) || !ShortRangeOrder.PAIRS.containsAll(names)) {
            throw new IllegalArgumentException("pairs by jumps of vacancies, of " + names + " of " + study.large()
                    + ": must be of some δ of an NbMoTa alloy");
        }
        NbMoTaAlloy alloy = new NbMoTaAlloy(large.lattice(), large.settings().with(WaitingTime.MEAN));
        AlignedBoxes boxes = new AlignedBoxes(new BccLattice(small.value().grid()), alloy.lattice());
        double temperature = alloy.settings().temperature();
        int sites = alloy.lattice().sites();
        int each = sampling.each(boxes);
        VacancySampling.Pool pool = pool(small.value(), study.recipe().small().frames());
        long seed = study.seed();
        Step<double[][]> step = new Step<>(
                "pairs",
                String.format(Locale.ROOT, "evolve boxes of %d atoms at %.0f K", sites, temperature),
                Identities.of(alloy, ALGORITHM, Map.of("rule", this, "seed", study.seed()))
                        .from(small.hash()),
                (count + each - 1) / each,
                Codec.matrix("pairs"),
                (from, to, threads, progress) -> {
                    double[][] rows = new double[(to - from) * each][];
                    Parallel.forEach(from, to, threads, progress, i -> {
                        var random = RandomStreams.stream(seed, "pairs-" + sites + "-" + temperature, i);
                        double[][] made = sampling.sample(alloy, boxes, pool, random);
                        System.arraycopy(made, 0, rows, (i - from) * each, each);
                    });
                    return rows;
                });
        Kept<double[][]> rows = study.keeping().keep(step);
        return rows.then(pairs(names, rows.value()), "-" + names);
    }

    private static VacancySampling.Pool pool(Snapshots<byte[]> small, int frames) {
        return new VacancySampling.Pool(small.size() / frames, frames, index -> {
            byte[] state = new byte[small.grid().sites()];
            small.get(index, state);
            return state;
        });
    }

    /** Some components of rows of six δ, six Δδ, and the time, of which all receive the mean. */
    private static MacroPairs pairs(List<String> names, double[][] rows) {
        int d = names.size();
        float[] z0 = new float[rows.length * d];
        float[] dz = new float[z0.length];
        for (int i = 0; i < z0.length; i++) {
            int component = ShortRangeOrder.PAIRS.indexOf(names.get(i % d));
            z0[i] = (float) rows[i / d][component];
            dz[i] = (float) rows[i / d][D + component];
        }
        float[] dt = new float[rows.length];
        Arrays.fill(
                dt, (float) (Arrays.stream(rows).mapToDouble(row -> row[2 * D]).sum() / dt.length));
        return new MacroPairs(names, z0, dz, dt);
    }
}
