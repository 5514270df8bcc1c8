package org.macrodyn.closure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SiteFunction;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.Patches;

/**
 * z = (z*, ẑ) with ẑ = (1/K) Σ_I e(f(x_I)) for each function f of what sites show, normalised: what all closures with a patch
 * encoder share. Immutable, for any number of threads.
 *
 * <p>Pairs: Δẑ = e(x_{t+δt,I}) − e(x_{t,I}) for ours, and the same of patches beside I that its events have changed ({@link
 * MicroModel#spill}); e(x_{t+δt,I}) − ẑ(x_t) for the naive baseline; Δz* as in {@link ObservablesOnly}.
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
    private final Shown<S> shown;
    private final List<String> names;
    private final int observables;
    private final int fields;
    private final int closures;

    PatchMeans(
            MicroModel<S> model,
            Patches patches,
            List<SiteFunction<S>> functions,
            PatchEncoder encoder,
            Normalisation normalisation) {
        this.model = model;
        this.patches = patches;
        this.encoder = encoder;
        this.normalisation = normalisation;
        shown = new Shown<>(patches, functions);
        observables = model.observables().size();
        fields = functions.size();
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

    Shown<S> shown() {
        return shown;
    }

    PatchEncoder encoder() {
        return encoder;
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

    /** By the same encoder of patches; the way back is that of the system's own size, if there is one. */
    @Override
    public final ClosureModel<S> on(Grid grid) {
        return new PatchMeans<>(
                model.on(grid), new Patches(grid, patches.patch()), shown.functions(), encoder, normalisation) {};
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
        return encodePairs(pairs, increment, () -> new ObservablesOnly<>(model).encodePairs(pairs, increment));
    }

    @Override
    public final MacroPairs encodePairs(PairDataset<S> pairs, Increment increment, Supplier<MacroPairs> observed) {
        if (!pairs.patches().equals(patches)) {
            throw new IllegalArgumentException(
                    "pairs of patches of " + pairs.patches().patch() + " in "
                            + pairs.patches().grid() + ": this closure encodes patches of " + patches.patch() + " in "
                            + patches.grid());
        }
        MacroPairs measured = new ObservablesOnly<>(model).encodePairs(pairs, increment, observed);
        return new Encoding(pairs, increment, measured).run();
    }

    /** The codes of all patches of one configuration, and their mean. */
    private final class Codes {
        private final PatchEncoder.Pass pass = encoder.pass();
        private final float[] regrouped = new float[shown.size()];
        /** {@code [fields][patches · variables]} */
        private final double[][] ofPatch = new double[fields][patches.count() * encoder.outputs()];

        private final double[] mean = new double[closures];

        void of(S state) {
            shown.regroup(state, regrouped);
            int variables = encoder.outputs();
            Arrays.fill(mean, 0);
            for (int field = 0; field < fields; field++) {
                pass.encode(field, regrouped, shown.at(field, 0), patches.count(), ofPatch[field]);
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

    /** One pass over a set of pairs with its buffers: patches are encoded {@value #TOGETHER} at a time. */
    private final class Encoding {
        private final PairDataset<S> pairs;
        private final Increment increment;
        private final MacroPairs measured;
        private final int d = names.size();
        private final float[] z0;
        private final float[] dz;
        private final Codes codes = new Codes();
        /** {@code [pairs][closures]} Δẑ */
        private final double[][] change;
        /** {@code [K]} the patches that may change when one evolves. */
        private final int[][] touched = new int[patches.count()][];

        private final S before = model.stateType().allocate(model.grid().sites());
        private final S after = model.stateType().allocate(model.grid().sites());
        private final S patchBefore = model.stateType().allocate(patches.patch().sites());
        private final S patchAfter = model.stateType().allocate(patches.patch().sites());
        private final S reachOld;
        private final S reachNew;

        private final float[][] gathered = new float[fields][TOGETHER * encoder.inputs()];
        private final double[][] gatheredCodes = new double[fields][TOGETHER * encoder.outputs()];
        private final int[] pairOf = new int[TOGETHER];
        private final int[] signOf = new int[TOGETHER];
        private int count;
        private final float[] single = new float[fields * encoder.inputs()];
        private final double[] z = new double[d];

        Encoding(PairDataset<S> pairs, Increment increment, MacroPairs measured) {
            this.pairs = pairs;
            this.increment = increment;
            this.measured = measured;
            z0 = new float[pairs.size() * d];
            dz = new float[z0.length];
            change = new double[pairs.size()][closures];
            reachOld = model.stateType().allocate(pairs.after().grid().sites());
            reachNew = model.stateType().allocate(pairs.after().grid().sites());
        }

        MacroPairs run() {
            int loaded = -1;
            for (int pair = 0; pair < pairs.size(); pair++) {
                poll(pair, pairs.size());
                if (pairs.configuration()[pair] != loaded) {
                    loaded = pairs.configuration()[pair];
                    pairs.configurations().get(loaded, before);
                    pairs.configurations().get(loaded, after);
                    codes.of(before);
                }
                writeState(pair);
                changes(pair);
            }
            if (count > 0) {
                encodeGathered();
            }
            for (int pair = 0; pair < pairs.size(); pair++) {
                writeIncrement(pair);
            }
            return new MacroPairs(names, z0, dz, pairs.dt());
        }

        private void changes(int pair) {
            Region reach = pairs.reach(pair);
            reach.extract(before, reachOld);
            pairs.after().get(pair, reachNew);
            reach.insert(reachNew, after);
            pairs.prepared().ifPresent(all -> {
                all.get(pair, reachNew);
                reach.insert(reachNew, before);
            });
            for (int patch : touched(pairs.patch()[pair])) {
                changeOf(patch, pair);
            }
            pairs.prepared().ifPresent(all -> reach.insert(reachOld, before));
            reach.insert(reachOld, after);
        }

        /** Events that are the patch's by half change its neighbours, too. */
        private int[] touched(int patch) {
            if (touched[patch] == null) {
                touched[patch] = increment == Increment.OURS && pairs.wholeLattice()
                        ? patches.touching(patches.region(patch).widened(model.spill()))
                        : new int[] {patch};
            }
            return touched[patch];
        }

        private void changeOf(int patch, int pair) {
            patches.region(patch).extract(before, patchBefore);
            patches.region(patch).extract(after, patchAfter);
            if (patch != pairs.patch()[pair] && Objects.deepEquals(patchBefore, patchAfter)) {
                return;
            }
            if (increment == Increment.OURS && pairs.prepared().isPresent()) {
                gather(pair, patchBefore, -1);
            } else {
                for (int c = 0; c < closures; c++) {
                    change[pair][c] -= increment == Increment.OURS ? codes.ofPatch(patch, c) : codes.mean[c];
                }
            }
            gather(pair, patchAfter, 1);
        }

        /** What a patch shows is already in the order function, position. */
        private void gather(int pair, S patch, int sign) {
            shown.ofPatch(patch, single);
            int inputs = encoder.inputs();
            for (int field = 0; field < fields; field++) {
                System.arraycopy(single, field * inputs, gathered[field], count * inputs, inputs);
            }
            pairOf[count] = pair;
            signOf[count++] = sign;
            if (count == TOGETHER) {
                encodeGathered();
            }
        }

        private void encodeGathered() {
            int variables = encoder.outputs();
            for (int field = 0; field < fields; field++) {
                codes.pass.encode(field, gathered[field], 0, count, gatheredCodes[field]);
                for (int i = 0; i < count * variables; i++) {
                    int at = i / variables;
                    change[pairOf[at]][field * variables + i % variables] += signOf[at] * gatheredCodes[field][i];
                }
            }
            count = 0;
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
            for (int c = 0; c < observables; c++) {
                z[c] = measured.dz()[pair * observables + c];
            }
            System.arraycopy(change[pair], 0, z, observables, closures);
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
