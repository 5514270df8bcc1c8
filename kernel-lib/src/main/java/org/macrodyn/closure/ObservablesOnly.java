package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.ensemble.Snapshots;
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
    public double[][] encode(Snapshots<S> configurations) {
        double[][] z = new double[configurations.size()][dimension()];
        S state = model.stateType().allocate(model.grid().sites());
        for (int i = 0; i < z.length; i++) {
            configurations.get(i, state);
            model.observe(state, z[i]);
        }
        return z;
    }

    @Override
    public MacroPairs encodePairs(PairDataset<S> pairs, Increment increment) {
        return new Encoding(pairs, increment).run();
    }

    /** One pass over a set of pairs with its buffers. */
    private final class Encoding {
        private final PairDataset<S> pairs;
        private final Increment increment;
        private final MicroModel<S> patchModel;
        private final int d = dimension();
        private final float[] z0;
        private final float[] dz;
        private final S before;
        private final S after;
        private final S beside;
        private final S reachBefore;
        private final S reachAfter;
        private final S reachConfiguration;
        private final S patchBefore;
        private final S patchAfter;
        private final double[] z = new double[d];
        private final double[] change = new double[d];
        private final double[] measured = new double[d];

        Encoding(PairDataset<S> pairs, Increment increment) {
            this.pairs = pairs;
            this.increment = increment;
            patchModel = model.on(pairs.patches().patch());
            z0 = new float[pairs.size() * d];
            dz = new float[pairs.size() * d];
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
                    model.observe(before, z);
                    loaded = configuration;
                }
                pairs.after().get(pair, reachAfter);
                prepare(pair);
                measureChange(pairs.region(pair), pairs.reach(pair));
                for (int c = 0; c < d; c++) {
                    z0[pair * d + c] = (float) z[c];
                    dz[pair * d + c] = (float) change[c];
                }
            }
            return new MacroPairs(names(), z0, dz, pairs.dt());
        }

        private void measureChange(Region region, Region reach) {
            reach.insert(reachAfter, after);
            region.extract(before, patchBefore);
            region.extract(after, patchAfter);
            if (increment == Increment.NAIVE) {
                patchModel.observe(patchAfter, change);
                subtract(change, z);
            } else if (pairs.wholeLattice()) {
                changeOfWhole(region, reach);
            } else {
                patchModel.observe(patchBefore, measured);
                patchModel.observe(patchAfter, change);
                subtract(change, measured);
            }
            reach.insert(reachConfiguration, before);
            reach.insert(reachConfiguration, after);
        }

        /** Increments count from the configuration, or from what its patch's surroundings have become before. */
        private void prepare(int pair) {
            Region reach = pairs.reach(pair);
            reach.extract(before, reachConfiguration);
            pairs.prepared().ifPresent(all -> {
                all.get(pair, reachBefore);
                reach.insert(reachBefore, before);
            });
        }

        private void changeOfWhole(Region region, Region reach) {
            if (reach.equals(region) || model.spill() > 0) {
                model.increment(before, after, region.widened(model.spill()), change);
            } else {
                besideMargins(region, reach);
            }
            for (int c = 0; c < d; c++) {
                change[c] *= pairs.patches().count();
            }
        }

        /** The patch's change beside its old margin and beside its new one, averaged. */
        private void besideMargins(Region region, Region reach) {
            region.insert(patchAfter, beside);
            model.increment(before, beside, region, measured);
            reach.insert(reachAfter, beside);
            region.insert(patchBefore, beside);
            model.increment(beside, after, region, change);
            for (int c = 0; c < d; c++) {
                change[c] = (change[c] + measured[c]) / 2;
            }
            reach.extract(before, reachBefore);
            reach.insert(reachBefore, beside);
        }

        private static void subtract(double[] from, double[] what) {
            for (int c = 0; c < from.length; c++) {
                from[c] -= what[c];
            }
        }
    }
}
