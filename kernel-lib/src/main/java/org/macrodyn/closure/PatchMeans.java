package org.macrodyn.closure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.Patches;

/**
 * z = (z*, ẑ) with ẑ = (1/K) Σ_I e(x_I) for each field, normalised: what all closures with a patch encoder share. Immutable,
 * for any number of threads.
 *
 * <p>Pairs: Δẑ = e(x_{t+δt,I}) − e(x_{t,I}) for ours, e(x_{t+δt,I}) − ẑ(x_t) for the naive baseline; Δz* as in {@link
 * ObservablesOnly}.
 *
 * @param <S> the state array
 */
abstract class PatchMeans<S> implements ClosureModel<S> {
    private static final int POLL_EVERY = 256;
    /** Patches that are encoded together. */
    private static final int TOGETHER = 256;

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

    MicroModel<S> model() {
        return model;
    }

    Patches patches() {
        return patches;
    }

    @Override
    public final List<String> names() {
        return names;
    }

    /**
     * The scale of z.
     *
     * @return what {@link #encode} applies after encoding
     */
    @Override
    public final Normalisation normalisation() {
        return normalisation;
    }

    @Override
    public final double[][] encode(Snapshots<S> configurations) {
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

    @Override
    public final MacroPairs encodePairs(PairDataset<S> pairs, Increment increment) {
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
        /** {@code [fields][patches · variables]} */
        private final double[][] ofPatch = new double[fields][patches.count() * encoder.outputs()];

        private final double[] mean = new double[closures];

        void of(S state) {
            values.regroup(state, regrouped, 0);
            int variables = encoder.outputs();
            Arrays.fill(mean, 0);
            for (int field = 0; field < fields; field++) {
                pass.encode(field, regrouped, values.at(field, 0), patches.count(), ofPatch[field]);
                for (int i = 0; i < ofPatch[field].length; i++) {
                    mean[field * variables + i % variables] += ofPatch[field][i] / patches.count();
                }
            }
        }

        /** Of closure variable c in one patch. */
        double ofPatch(int patch, int c) {
            int variables = encoder.outputs();
            return ofPatch[c / variables][patch * variables + c % variables];
        }
    }

    /** One pass over a set of pairs with its buffers: evolved patches are encoded {@value #TOGETHER} at a time. */
    private final class Encoding {
        private final PairDataset<S> pairs;
        private final Increment increment;
        private final MacroPairs measured;
        private final int d = names.size();
        private final float[] z0;
        private final float[] dz;
        private final Codes codes = new Codes();
        /** {@code [pairs of a group][closures]} what Δẑ is counted from. */
        private final double[][] start = new double[TOGETHER][closures];

        private final float[][] evolved = new float[fields][TOGETHER * encoder.inputs()];
        private final double[][] evolvedCodes = new double[fields][TOGETHER * encoder.outputs()];
        private final float[] single = new float[patches.patch().sites()];
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
                gather(pair, after);
                writeState(pair);
                if ((pair + 1) % TOGETHER == 0 || pair + 1 == pairs.size()) {
                    writeIncrements(pair / TOGETHER * TOGETHER, pair + 1);
                }
            }
            return new MacroPairs(names, z0, dz, pairs.dt());
        }

        /** A patch's sites are already in the order field, site. */
        private void gather(int pair, S after) {
            PatchValues.copy(after, single, 0);
            int inputs = encoder.inputs();
            for (int field = 0; field < fields; field++) {
                System.arraycopy(single, field * inputs, evolved[field], pair % TOGETHER * inputs, inputs);
            }
            for (int c = 0; c < closures; c++) {
                start[pair % TOGETHER][c] =
                        increment == Increment.OURS ? codes.ofPatch(pairs.patch()[pair], c) : codes.mean[c];
            }
        }

        private void writeState(int pair) {
            for (int c = 0; c < observables; c++) {
                z[c] = measured.z0()[pair * observables + c];
            }
            System.arraycopy(codes.mean, 0, z, observables, closures);
            normalisation.apply(z);
            store(z0, pair);
        }

        private void writeIncrements(int from, int to) {
            for (int field = 0; field < fields; field++) {
                codes.pass.encode(field, evolved[field], 0, to - from, evolvedCodes[field]);
            }
            int variables = encoder.outputs();
            for (int pair = from; pair < to; pair++) {
                for (int c = 0; c < observables; c++) {
                    z[c] = measured.dz()[pair * observables + c];
                }
                for (int c = 0; c < closures; c++) {
                    double code = evolvedCodes[c / variables][(pair - from) * variables + c % variables];
                    z[observables + c] = code - start[pair - from][c];
                }
                normalisation.applyToIncrement(z);
                store(dz, pair);
            }
        }

        private void store(float[] rows, int pair) {
            for (int c = 0; c < d; c++) {
                rows[pair * d + c] = (float) z[c];
            }
        }
    }
}
