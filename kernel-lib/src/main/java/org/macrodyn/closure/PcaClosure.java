package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.net.WeightsFile;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Archive;
import org.macrodyn.store.Entries;
import org.macrodyn.store.Fields;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;

/**
 * Closure by principal components, without training: ẑ = (1/K) Σ_I Wᵀ(f(x_I) − f̄) for each function f of what a site shows
 * ({@link MicroModel#siteFunctions}), where the columns of W are the leading eigenvectors of the covariance of patches of f after
 * each patch's own mean has been taken away.
 *
 * <p>The means are left out because the observables usually hold them already, and two components of z that are the same
 * would make the diffusion singular. Encodes normalised z.
 *
 * @param <S> the state array
 */
public final class PcaClosure<S> extends PatchMeans<S> {
    /** Version of how components are found: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    private static final Set<String> PARTS =
            new TreeSet<>(Set.of("components.npy", "profiles.npy", "scale.npy", "shift.npy"));

    /** More patches than this do not change the leading components visibly. */
    private static final int MOST_PATCHES = 1 << 17;

    private final Encoder encoder;

    private PcaClosure(MicroModel<S> model, Patches patches, Encoder encoder, Normalisation normalisation) {
        super(model, patches, model.siteFunctions(), encoder, normalisation);
        this.encoder = encoder;
    }

    /**
     * Finds the components and normalises z to mean 0 and variance 1 over the same configurations.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param configurations 𝒟; at most 131 072 patches of evenly chosen configurations enter the covariance
     * @param componentsPerField closure variables of each field, at least 1 and below the sites of one field in a patch
     * @param <S> the state array
     * @return the closure
     * @throws IllegalArgumentException if the tiling is of another system or the number of components is out of range
     * @throws CancellationException if the thread is interrupted
     */
    public static <S> PcaClosure<S> fit(
            MicroModel<S> model, Patches patches, Snapshots<S> configurations, int componentsPerField) {
        return fit(model, patches, configurations, componentsPerField, ProgressListener.NONE);
    }

    /**
     * The same, telling how far it is.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param configurations 𝒟; at most 131 072 patches of evenly chosen configurations enter the covariance
     * @param componentsPerField closure variables of each field, at least 1 and below the sites of one field in a patch
     * @param progress hears of each configuration that has entered, and of each field's components
     * @param <S> the state array
     * @return the closure
     * @throws IllegalArgumentException if the tiling is of another system or the number of components is out of range
     * @throws CancellationException if the thread is interrupted
     */
    public static <S> PcaClosure<S> fit(
            MicroModel<S> model,
            Patches patches,
            Snapshots<S> configurations,
            int componentsPerField,
            ProgressListener progress) {
        requireTiling(model, patches);
        int fields = model.siteFunctions().size();
        int inputs = patches.patch().sites() / patches.grid().fields();
        if (componentsPerField < 1 || componentsPerField >= inputs) {
            throw new IllegalArgumentException("components per field = " + componentsPerField
                    + ": must be at least 1 and below the " + inputs + " sites of a patch");
        }
        Encoder encoder = encoder(model, patches, configurations, componentsPerField, progress);
        int d = model.observables().size() + fields * componentsPerField;
        PcaClosure<S> raw = new PcaClosure<>(model, patches, encoder, Normalisation.identity(d));
        return new PcaClosure<>(model, patches, encoder, Normalisation.standard(raw.encode(configurations)));
    }

    /**
     * Reads a closure that {@link #save} wrote.
     *
     * @param path of the file
     * @param model the large system
     * @param patches its tiling, with patches of the same size
     * @param <S> the state array
     * @return the closure
     * @throws IllegalArgumentException if the file is no closure for that tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static <S> PcaClosure<S> load(Path path, MicroModel<S> model, Patches patches) {
        requireTiling(model, patches);
        try {
            return of(Archive.read(path), model, patches);
        } catch (IllegalArgumentException | ZipException wrong) {
            throw new IllegalArgumentException(WeightsFile.told(path, wrong), wrong);
        } catch (java.io.IOException problem) {
            throw new java.io.UncheckedIOException("cannot read the PCA closure " + path, problem);
        }
    }

    private static <S> PcaClosure<S> of(Map<String, byte[]> parts, MicroModel<S> model, Patches patches) {
        if (!parts.keySet().equals(PARTS)) {
            throw new IllegalArgumentException("no PCA closure, it holds "
                    + Fields.shortened(parts.keySet().toString()) + ": must be " + PARTS + ", fit it again");
        }
        int fields = model.siteFunctions().size();
        int inputs = patches.patch().sites() / patches.grid().fields();
        double[][][] components = array(parts, "components.npy").cube();
        double[][] profiles = array(parts, "profiles.npy").matrix();
        requireShapes(components, profiles, fields, inputs);
        Normalisation normalisation = new Normalisation(
                array(parts, "shift.npy").doubles(), array(parts, "scale.npy").doubles());
        return new PcaClosure<>(model, patches, new Encoder(components, profiles), normalisation);
    }

    private static NpyArray array(Map<String, byte[]> parts, String name) {
        return Npy.read(Entries.required(parts, name, "array "), name);
    }

    private static void requireShapes(double[][][] components, double[][] profiles, int fields, int inputs) {
        int count = components.length == 0 ? 0 : components[0].length;
        int sites = count == 0 ? 0 : components[0][0].length;
        if (components.length != fields || sites != inputs || count < 1) {
            throw new IllegalArgumentException("encodes " + components.length + " fields with " + sites
                    + " sites in a patch, not " + fields + " with " + inputs + ": load it for the same tiling");
        }
        boolean fits = profiles.length == fields && profiles[0].length == inputs;
        boolean finite = Stream.concat(Arrays.stream(components).flatMap(Arrays::stream), Arrays.stream(profiles))
                .flatMapToDouble(Arrays::stream)
                .allMatch(Double::isFinite);
        if (!fits || !finite) {
            throw new IllegalArgumentException(
                    "its profiles are not those of its components, or a number is not finite:"
                            + " damaged, fit it again");
        }
    }

    /**
     * Writes components, mean profiles and normalisation as npz, which NumPy can read.
     *
     * @param path of the file. Overwritten.
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path path) {
        try {
            Npz.write(
                    path,
                    Map.of(
                            "components", NpyArray.of(encoder.components),
                            "profiles", NpyArray.of(encoder.profiles),
                            "shift", NpyArray.of(normalisation().shift(), dimension()),
                            "scale", NpyArray.of(normalisation().scale(), dimension())));
        } catch (java.io.IOException problem) {
            throw new java.io.UncheckedIOException("cannot write the PCA closure to " + path, problem);
        }
    }

    /**
     * The principal components.
     *
     * @return {@code [fields][components][sites]} unit vectors; in each the entry of largest modulus is positive
     */
    public double[][][] components() {
        return Arrays.stream(encoder.components)
                .map(field -> Arrays.stream(field).map(double[]::clone).toArray(double[][]::new))
                .toArray(double[][][]::new);
    }

    /**
     * The configuration whose patches are all equal: the field's mean, the mean profile and the components by their mean
     * codes; for pictures.
     *
     * @param state {@code [n]} a configuration x. Not modified.
     * @return {@code [n]} sites
     * @throws UnsupportedOperationException if sites show something else than their values
     */
    @Override
    public float[] reconstruct(S state) {
        if (!shown().isPlain()) {
            throw new UnsupportedOperationException("components of " + shown().functions()
                    + ": what sites show can be reconstructed, their states cannot");
        }
        float[] regrouped = new float[shown().size()];
        shown().regroup(state, regrouped);
        float[] result = new float[regrouped.length];
        float[] patch = new float[patches().patch().sites()];
        for (int field = 0; field < patches().grid().fields(); field++) {
            float[] mean = encoder.meanPatch(
                    field, regrouped, shown().at(field, 0), patches().count());
            System.arraycopy(mean, 0, patch, field * mean.length, mean.length);
        }
        for (int index = 0; index < patches().count(); index++) {
            patches().region(index).insert(patch, result);
        }
        return result;
    }

    @Override
    public String toString() {
        return "principal components of patches, z = " + names();
    }

    /**
     * Wᵀ(x − x̄); W has no constant part, so a patch's own mean drops out.
     *
     * @param components {@code [fields][components][sites]} Wᵀ
     * @param profiles {@code [fields][sites]} x̄, mean over patches, without its own mean
     */
    private record Encoder(double[][][] components, double[][] profiles) implements PatchEncoder {
        @Override
        public int inputs() {
            return profiles[0].length;
        }

        @Override
        public int outputs() {
            return components[0].length;
        }

        @Override
        public Pass pass() {
            return (field, values, from, count, codes) -> {
                for (int i = 0; i < count * outputs(); i++) {
                    int at = from + i / outputs() * inputs();
                    codes[i] = project(components[field][i % outputs()], profiles[field], values, at);
                }
            };
        }

        private static double project(double[] component, double[] profile, float[] values, int from) {
            double sum = 0;
            for (int i = 0; i < component.length; i++) {
                sum += component[i] * (values[from + i] - profile[i]);
            }
            return sum;
        }

        /** Field mean + x̄ + W·(mean code) of consecutive patches; the code is linear, so that of their mean. */
        float[] meanPatch(int field, float[] values, int from, int count) {
            float[] mean = new float[inputs()];
            for (int i = 0; i < mean.length; i++) {
                double sum = 0;
                for (int patch = 0; patch < count; patch++) {
                    sum += values[from + patch * mean.length + i];
                }
                mean[i] = (float) (sum / count);
            }
            double level = 0;
            for (float value : mean) {
                level += value / mean.length;
            }
            double[] codes = new double[outputs()];
            pass().encode(field, mean, 0, 1, codes);
            for (int i = 0; i < mean.length; i++) {
                double value = level + profiles[field][i];
                for (int c = 0; c < codes.length; c++) {
                    value += codes[c] * components[field][c][i];
                }
                mean[i] = (float) value;
            }
            return mean;
        }
    }

    /** The components of a tiled system's configurations. */
    private static <S> Encoder encoder(
            MicroModel<S> model,
            Patches patches,
            Snapshots<S> configurations,
            int components,
            ProgressListener progress) {
        Shown<S> shown = new Shown<>(patches, model.siteFunctions());
        int fields = shown.functions().size();
        List<Moments> moments = Stream.generate(() ->
                        new Moments(patches.patch().sites() / patches.grid().fields()))
                .limit(fields)
                .toList();
        S state = model.stateType().allocate(model.grid().sites());
        float[] regrouped = new float[shown.size()];
        int wanted = Math.max(1, MOST_PATCHES / patches.count());
        int total = configurations.size() + fields;
        for (int i = 0; i < configurations.size(); i += Math.max(1, configurations.size() / wanted)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("principal components interrupted, run again");
            }
            configurations.get(i, state);
            shown.regroup(state, regrouped);
            for (int field = 0; field < fields; field++) {
                for (int patch = 0; patch < patches.count(); patch++) {
                    moments.get(field).add(regrouped, shown.at(field, patch));
                }
            }
            progress.update(i, total, "");
        }
        double[][][] leading = new double[fields][][];
        ProgressListener rest = (done, all, note) -> progress.update(configurations.size() + done, total, note);
        Parallel.forEach(
                0,
                fields,
                Parallel.defaultThreads(),
                rest,
                field -> leading[field] = moments.get(field).leading(components));
        return new Encoder(leading, moments.stream().map(Moments::profile).toArray(double[][]::new));
    }

    /** Sums over the patches of one field, their own means taken away. */
    private static final class Moments {
        private final double[] sum;
        private final double[][] products;
        private final double[] x;
        private long patches;

        Moments(int inputs) {
            sum = new double[inputs];
            products = new double[inputs][inputs];
            x = new double[inputs];
        }

        void add(float[] values, int from) {
            double mean = 0;
            for (int i = 0; i < x.length; i++) {
                mean += values[from + i] / (double) x.length;
            }
            for (int i = 0; i < x.length; i++) {
                x[i] = values[from + i] - mean;
                sum[i] += x[i];
            }
            for (int i = 0; i < x.length; i++) {
                addScaled(x[i], x, products[i]);
            }
            patches++;
        }

        private static void addScaled(double factor, double[] x, double[] to) {
            for (int j = 0; j < to.length; j++) {
                to[j] += factor * x[j];
            }
        }

        /** x̄ */
        double[] profile() {
            return Arrays.stream(sum).map(value -> value / patches).toArray();
        }

        /** Eigenvectors of the largest eigenvalues, which the library gives in falling order; the largest entry positive. */
        double[][] leading(int count) {
            double[] profile = profile();
            double[][] covariance = new double[x.length][x.length];
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < x.length; j++) {
                    covariance[i][j] = products[i][j] / patches - profile[i] * profile[j];
                }
            }
            EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance));
            return IntStream.range(0, count)
                    .mapToObj(c -> signed(eigen.getEigenvector(c).toArray()))
                    .toArray(double[][]::new);
        }

        private static double[] signed(double[] vector) {
            double largest = 0;
            for (double entry : vector) {
                largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
            }
            double sign = Math.signum(largest);
            return Arrays.stream(vector).map(entry -> entry * sign).toArray();
        }
    }
}
