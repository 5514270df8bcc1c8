package org.macrodyn.closure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.Patches;

/**
 * z = (z*, ẑ) with ẑ = (1/K) Σ_I e(x_I) for each field, normalised: what all closures with a patch encoder share.
 *
 * <p>Pairs: Δẑ = e(x_{t+δt,I}) − e(x_{t,I}) for ours, e(x_{t+δt,I}) − ẑ(x_t) for the naive baseline; Δz* as in {@link
 * ObservablesOnly}.
 *
 * @param <S> the state array
 */
final class PatchMeans<S> {
    private static final int POLL_EVERY = 256;

    private final MicroModel<S> model;
    private final Patches patches;
    private final PatchEncoder encoder;
    private final Normalisation normalisation;
    private final PatchValues values;
    private final List<String> names;
    private final int observables;
    private final int fields;
    private final int closures;

    PatchMeans(MicroModel<S> model, Patches patches, PatchEncoder encoder, Normalisation normalisation) {
        this.model = model;
        this.patches = patches;
        this.encoder = encoder;
        this.normalisation = normalisation;
        values = new PatchValues(patches);
        observables = model.observables().size();
        fields = patches.grid().fields();
        closures = fields * encoder.outputs();
        names = names(model, closures);
        if (normalisation.dimension() != names.size()) {
            throw new IllegalArgumentException("normalisation of " + normalisation.dimension() + " components: z has "
                    + names.size() + " (" + String.join(", ", names) + ")");
        }
    }

    static List<String> names(MicroModel<?> model, int closures) {
        List<String> names = new ArrayList<>(model.observables());
        for (int c = 1; c <= closures; c++) {
            names.add("closure " + c);
        }
        return List.copyOf(names);
    }

    /** Refuses a tiling of another system than the model's. */
    static void requireTiling(MicroModel<?> model, Patches patches) {
        if (!patches.grid().equals(model.grid())) {
            throw new IllegalArgumentException(
                    "patches tile " + patches.grid() + " but the system is " + model.grid() + ": they must be equal");
        }
    }

    List<String> names() {
        return names;
    }

    double[][] encode(Snapshots<S> configurations) {
        double[][] z = new double[configurations.size()][names.size()];
        S state = model.stateType().allocate(model.grid().sites());
        Codes codes = new Codes();
        double[] measured = new double[observables];
        for (int i = 0; i < z.length; i++) {
            poll(i, z.length);
            configurations.get(i, state);
            model.observe(state, measured);
            System.arraycopy(measured, 0, z[i], 0, observables);
            codes.of(state);
            System.arraycopy(codes.mean, 0, z[i], observables, closures);
            normalisation.apply(z[i]);
        }
        return z;
    }

    private static void poll(int done, int total) {
        if (done % POLL_EVERY == 0 && Thread.currentThread().isInterrupted()) {
            throw new CancellationException("encoding interrupted after " + done + " of " + total);
        }
    }

    MacroPairs encodePairs(PairDataset<S> pairs, Increment increment) {
        if (!pairs.patches().equals(patches)) {
            throw new IllegalArgumentException(
                    "pairs of patches of " + pairs.patches().patch() + " in "
                            + pairs.patches().grid() + ": this closure encodes patches of " + patches.patch() + " in "
                            + patches.grid());
        }
        return new Encoding(pairs, increment).run();
    }

    /** The codes of all patches of one configuration, and their mean. */
    private final class Codes {
        private final PatchEncoder.Pass pass = encoder.pass();
        private final float[] regrouped = new float[patches.grid().sites()];
        private final float[] single = new float[patches.patch().sites()];
        /** {@code [patches][fields · variables]} */
        private final double[][] ofPatch = new double[patches.count()][closures];

        private final double[] mean = new double[closures];

        void of(S state) {
            values.regroup(state, regrouped, 0);
            java.util.Arrays.fill(mean, 0);
            for (int patch = 0; patch < ofPatch.length; patch++) {
                for (int field = 0; field < fields; field++) {
                    pass.encode(field, regrouped, values.at(field, patch), ofPatch[patch], field * encoder.outputs());
                }
                for (int c = 0; c < closures; c++) {
                    mean[c] += ofPatch[patch][c] / ofPatch.length;
                }
            }
        }

        /** A patch's sites are already in the order field, site. */
        void ofPatch(S patchState, double[] code) {
            PatchValues.copy(patchState, single, 0);
            for (int field = 0; field < fields; field++) {
                pass.encode(field, single, field * encoder.inputs(), code, field * encoder.outputs());
            }
        }
    }

    /** One pass over a set of pairs with its buffers. */
    private final class Encoding {
        private final PairDataset<S> pairs;
        private final Increment increment;
        private final MacroPairs measured;
        private final int d = names.size();
        private final float[] z0;
        private final float[] dz;
        private final Codes codes = new Codes();
        private final double[] evolved = new double[closures];
        private final double[] z = new double[d];

        Encoding(PairDataset<S> pairs, Increment increment) {
            this.pairs = pairs;
            this.increment = increment;
            measured = new ObservablesOnly<>(model).encodePairs(pairs, increment);
            z0 = new float[pairs.size() * d];
            dz = new float[z0.length];
        }

        MacroPairs run() {
            S state = model.stateType().allocate(model.grid().sites());
            S after = model.stateType().allocate(patches.patch().sites());
            S reachBefore = model.stateType().allocate(pairs.after().grid().sites());
            S reachAfter = model.stateType().allocate(pairs.after().grid().sites());
            int loaded = -1;
            for (int pair = 0; pair < pairs.size(); pair++) {
                poll(pair, pairs.size());
                if (pairs.configuration()[pair] != loaded) {
                    loaded = pairs.configuration()[pair];
                    pairs.configurations().get(loaded, state);
                    codes.of(state);
                }
                pairs.after().get(pair, reachAfter);
                Region reach = pairs.reach(pair);
                reach.extract(state, reachBefore);
                reach.insert(reachAfter, state);
                pairs.region(pair).extract(state, after);
                reach.insert(reachBefore, state);
                codes.ofPatch(after, evolved);
                writeState(pair);
                writeIncrement(pair);
            }
            return new MacroPairs(names, z0, dz, pairs.dt());
        }

        private void writeState(int pair) {
            for (int c = 0; c < observables; c++) {
                z[c] = measured.z0()[pair * observables + c];
            }
            System.arraycopy(codes.mean, 0, z, observables, closures);
            normalisation.apply(z);
            store(z0, pair);
        }

        private void writeIncrement(int pair) {
            double[] start = increment == Increment.OURS ? codes.ofPatch[pairs.patch()[pair]] : codes.mean;
            for (int c = 0; c < observables; c++) {
                z[c] = measured.dz()[pair * observables + c];
            }
            for (int c = 0; c < closures; c++) {
                z[observables + c] = evolved[c] - start[c];
            }
            normalisation.applyToIncrement(z);
            store(dz, pair);
        }

        private void store(float[] rows, int pair) {
            for (int c = 0; c < d; c++) {
                rows[pair * d + c] = (float) z[c];
            }
        }
    }
}
