package org.macrodyn.closure;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.BatchModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.scale.PairDataset;

/**
 * No closure variables: z = z*(x). Enough where the observables follow an SDE of their own, as the magnetisation of
 * Curie–Weiss does.
 *
 * <p>Where the patch saw its true neighbours, Δz = K · (z*(x with the evolved patch) − z*(x)), which counts bonds across the
 * patch's edge once. Where a margin evolved with it, Δz is the mean of that and of the same difference in the evolved
 * margin, so that the increments of all patches add up to the whole's even if both ends of a bond across an edge have
 * changed: Δ(s_i s_j) = Δs_i (s_j + s_j′)/2 + Δs_j (s_i + s_i′)/2. Where events change several sites ({@link
 * MicroModel#spill}), those across the edge have happened in full, at their rate times the patch's share, and Δz counts all
 * that they changed, so that nothing which they conserve is lost. Where the patch evolved alone, Δz = z*(x_{t+δt,I}) −
 * z*(x_{t,I}) of the patch as a system of its own, as in the paper's code.
 *
 * @param model the large system, whose observables are measured
 * @param <S> the state array
 */
public record ObservablesOnly<S>(MicroModel<S> model) implements ClosureModel<S> {
    @Override
    public List<String> names() {
        return model.observables();
    }

    @Override
    public MicroModel<S> observed(MicroModel<S> large) {
        return model;
    }

    @Override
    public ObservablesOnly<S> on(Grid grid) {
        return new ObservablesOnly<>(model.on(grid));
    }

    @Override
    public double[][] encode(Snapshots<S> configurations) {
        double[][] z = new double[configurations.size()][dimension()];
        S state = model.stateType().allocate(model.grid().sites());
        BatchModel.Measuring<S> measuring = BatchModel.measuring(model);
        for (int i = 0; i < z.length; i++) {
            configurations.get(i, state);
            measuring.observe(state, z[i]);
        }
        measuring.flush();
        return z;
    }

    @Override
    public MacroPairs encodePairs(PairDataset<S> pairs, Increment increment) {
        return new Encoding(pairs, increment).run();
    }

    /** Those that are known, if they are of the same system. */
    @Override
    public MacroPairs encodePairs(PairDataset<S> pairs, Increment increment, Supplier<MacroPairs> observed) {
        return model.equals(pairs.model()) ? observed.get() : encodePairs(pairs, increment);
    }

    /** One pass over a set of pairs with its buffers. */
    private final class Encoding {
        private final PairDataset<S> pairs;
        private final Increment increment;
        private final BatchModel.Measuring<S> large = BatchModel.measuring(model);
        private final BatchModel.Measuring<S> small;
        private final int d = dimension();
        /** {@code [pairs][d]} z of the configuration, which its pairs share, and what is measured of each pair. */
        private final double[][] z;

        private final double[][] change;
        private final double[][] measured;
        /** {@code [K]} boxes of the patches, and of what may change when one evolves. */
        private final Region[] regions;

        private final Region[] reaches;
        private final S before;
        private final S after;
        private final S beside;
        private final S reachBefore;
        private final S reachAfter;
        private final S reachConfiguration;
        private final S patchBefore;
        private final S patchAfter;

        Encoding(PairDataset<S> pairs, Increment increment) {
            this.pairs = pairs;
            this.increment = increment;
            MicroModel<S> patchModel = model.on(pairs.patches().patch());
            small = BatchModel.measuring(patchModel);
            z = new double[pairs.size()][];
            change = new double[pairs.size()][d];
            measured = new double[pairs.size()][d];
            regions = IntStream.range(0, pairs.patches().count())
                    .mapToObj(pairs.patches()::region)
                    .toArray(Region[]::new);
            reaches = Arrays.stream(regions)
                    .map(region -> pairs.boundary().reach(pairs.model(), region))
                    .toArray(Region[]::new);
            before = model.stateType().allocate(model.grid().sites());
            after = model.stateType().allocate(model.grid().sites());
            beside = model.stateType().allocate(model.grid().sites());
            reachBefore = model.stateType().allocate(pairs.after().grid().sites());
            reachConfiguration = model.stateType().allocate(pairs.after().grid().sites());
            reachAfter = model.stateType().allocate(pairs.after().grid().sites());
            patchBefore = model.stateType().allocate(patchModel.grid().sites());
            patchAfter = model.stateType().allocate(patchModel.grid().sites());
        }

        MacroPairs run() {
            int loaded = -1;
            for (int pair = 0; pair < pairs.size(); pair++) {
                int configuration = pairs.configuration()[pair];
                if (configuration != loaded) {
                    pairs.configurations().get(configuration, before);
                    pairs.configurations().get(configuration, after);
                    pairs.configurations().get(configuration, beside);
                    z[pair] = new double[d];
                    model.observe(before, z[pair]);
                    loaded = configuration;
                } else {
                    z[pair] = z[pair - 1];
                }
                pairs.after().get(pair, reachAfter);
                measureChange(pair);
            }
            large.flush();
            small.flush();
            return measured();
        }

        private MacroPairs measured() {
            float[] z0 = new float[z.length * d];
            float[] dz = new float[z.length * d];
            for (int pair = 0; pair < z.length; pair++) {
                for (int c = 0; c < d; c++) {
                    z0[pair * d + c] = (float) z[pair][c];
                    dz[pair * d + c] = (float) change(pair, c);
                }
            }
            return new MacroPairs(names(), z0, dz, pairs.dt());
        }

        private double change(int pair, int c) {
            if (increment == Increment.NAIVE) {
                return change[pair][c] - z[pair][c];
            } else if (!pairs.wholeLattice()) {
                return change[pair][c] - measured[pair][c];
            }
            double ofWhole = hasMargin(pair) ? (change[pair][c] + measured[pair][c]) / 2 : change[pair][c];
            return ofWhole * pairs.patches().count();
        }

        /** Whether a margin has evolved beside the patch, so that its change is the mean of two. */
        private boolean hasMargin(int pair) {
            int patch = pairs.patch()[pair];
            return model.spill() == 0 && !reaches[patch].equals(regions[patch]);
        }

        private void measureChange(int pair) {
            Region region = regions[pairs.patch()[pair]];
            Region reach = reaches[pairs.patch()[pair]];
            reach.extract(before, reachConfiguration);
            // Increments count from the configuration, or from what its patch's surroundings have become before.
            pairs.prepared().ifPresent(all -> {
                all.get(pair, reachBefore);
                reach.insert(reachBefore, before);
            });
            reach.insert(reachAfter, after);
            region.extract(before, patchBefore);
            region.extract(after, patchAfter);
            if (increment == Increment.NAIVE) {
                small.observe(patchAfter, change[pair]);
            } else if (!pairs.wholeLattice()) {
                small.observe(patchBefore, measured[pair]);
                small.observe(patchAfter, change[pair]);
            } else if (hasMargin(pair)) {
                besideMargins(pair, region, reach);
            } else {
                large.increment(before, after, region.widened(model.spill()), change[pair]);
            }
            pairs.prepared().ifPresent(all -> reach.insert(reachConfiguration, before));
            reach.insert(reachConfiguration, after);
        }

        /** The patch's change beside its old margin and beside its new one. */
        private void besideMargins(int pair, Region region, Region reach) {
            region.insert(patchAfter, beside);
            large.increment(before, beside, region, measured[pair]);
            reach.insert(reachAfter, beside);
            region.insert(patchBefore, beside);
            large.increment(beside, after, region, change[pair]);
            reach.insert(reachConfiguration, beside);
        }
    }
}
