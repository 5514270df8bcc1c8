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
 * patch's edge once and correctly (DESIGN §5.1); where it evolved alone, Δz = z*(x_{t+δt,I}) − z*(x_{t,I}) of the patch as
 * a system of its own.
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
                    model.observe(before, z);
                    loaded = configuration;
                }
                pairs.after().get(pair, patchAfter);
                measureChange(pairs.region(pair));
                for (int c = 0; c < d; c++) {
                    z0[pair * d + c] = (float) z[c];
                    dz[pair * d + c] = (float) change[c];
                }
            }
            return new MacroPairs(names(), z0, dz, pairs.dt());
        }

        private void measureChange(Region region) {
            if (increment == Increment.NAIVE) {
                patchModel.observe(patchAfter, change);
                subtract(change, z);
            } else if (pairs.wholeLattice()) {
                changeOfWhole(region);
            } else {
                region.extract(before, patchBefore);
                patchModel.observe(patchBefore, measured);
                patchModel.observe(patchAfter, change);
                subtract(change, measured);
            }
        }

        private void changeOfWhole(Region region) {
            region.insert(patchAfter, after);
            model.increment(before, after, region, change);
            for (int c = 0; c < d; c++) {
                change[c] *= pairs.patches().count();
            }
            region.extract(before, patchBefore);
            region.insert(patchBefore, after);
        }

        private static void subtract(double[] from, double[] what) {
            for (int c = 0; c < from.length; c++) {
                from[c] -= what[c];
            }
        }
    }
}
