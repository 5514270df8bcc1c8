package org.macrodyn.closure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;

/**
 * Closure by principal components, without training: ẑ = (1/K) Σ_I Wᵀ(x_I − x̄) for each field, where the columns of W are
 * the leading eigenvectors of the covariance of the field's patches after each patch's own mean has been taken away.
 *
 * <p>The means are left out because the observables usually hold them already, and two components of z that are the same
 * would make the diffusion singular. Encodes normalised z.
 *
 * @param <S> the state array
 */
public final class PcaClosure<S> extends PatchMeans<S> {
    /** Version of how components are found: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    /** More patches than this do not change the leading components visibly. */
    private static final int MOST_PATCHES = 1 << 17;

    private final Encoder encoder;

    private PcaClosure(MicroModel<S> model, Patches patches, Encoder encoder, Normalisation normalisation) {
        super(model, patches, encoder, normalisation);
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
        requireTiling(model, patches);
        int fields = patches.grid().fields();
        int inputs = patches.patch().sites() / fields;
        if (componentsPerField < 1 || componentsPerField >= inputs) {
            throw new IllegalArgumentException("components per field = " + componentsPerField
                    + ": must be at least 1 and below the " + inputs + " sites of a patch");
        }
        Encoder encoder = new Covariance<>(model, patches, configurations).encoder(componentsPerField);
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
            return of(Npz.read(path), model, patches);
        } catch (IllegalArgumentException wrong) {
            throw AutoencoderFile.named(path, wrong);
        } catch (java.io.IOException problem) {
            throw new java.io.UncheckedIOException("cannot read the PCA closure " + path, problem);
        }
    }

    private static <S> PcaClosure<S> of(Map<String, NpyArray> arrays, MicroModel<S> model, Patches patches) {
        int fields = patches.grid().fields();
        int inputs = patches.patch().sites() / fields;
        double[][][] components = Npz.array(arrays, "components").cube();
        double[][] profiles = Npz.array(arrays, "profiles").matrix();
        requireShapes(components, profiles, fields, inputs);
        int d = model.observables().size() + fields * components[0].length;
        Normalisation normalisation = new Normalisation(
                Npz.array(arrays, "shift").doubles(), Npz.array(arrays, "scale").doubles());
        if (normalisation.dimension() != d) {
            throw new IllegalArgumentException("normalises " + normalisation.dimension() + " components of z, not " + d
                    + ": load it for the model that it was fitted to");
        }
        return new PcaClosure<>(model, patches, new Encoder(components, profiles), normalisation);
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
     */
    @Override
    public float[] reconstruct(S state) {
        PatchValues values = new PatchValues(patches());
        float[] regrouped = new float[patches().grid().sites()];
        values.regroup(state, regrouped, 0);
        float[] result = new float[regrouped.length];
        float[] patch = new float[patches().patch().sites()];
        for (int field = 0; field < patches().grid().fields(); field++) {
            float[] mean = encoder.meanPatch(
                    field, regrouped, values.at(field, 0), patches().count());
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

    /** Sums over patches of each field, their own means taken away. */
    private static final class Covariance<S> {
        private final int inputs;
        private final int perConfiguration;
        private final double[][] sums;
        private final double[][][] products;
        private long patchesSeen;

        Covariance(MicroModel<S> model, Patches patches, Snapshots<S> configurations) {
            int fields = patches.grid().fields();
            inputs = patches.patch().sites() / fields;
            perConfiguration = patches.count();
            sums = new double[fields][inputs];
            products = new double[fields][inputs][inputs];
            PatchValues values = new PatchValues(patches);
            S state = model.stateType().allocate(model.grid().sites());
            float[] regrouped = new float[patches.grid().sites()];
            long wanted = Math.max(1, MOST_PATCHES / perConfiguration);
            int stride = (int) Math.max(1, configurations.size() / wanted);
            for (int i = 0; i < configurations.size(); i += stride) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("principal components interrupted, run again");
                }
                configurations.get(i, state);
                values.regroup(state, regrouped, 0);
                add(regrouped, values);
            }
        }

        private void add(float[] regrouped, PatchValues values) {
            double[] centred = new double[inputs];
            for (int field = 0; field < sums.length; field++) {
                for (int patch = 0; patch < perConfiguration; patch++) {
                    centre(regrouped, values.at(field, patch), centred);
                    addProducts(centred, sums[field], products[field]);
                }
            }
            patchesSeen += perConfiguration;
        }

        private static void centre(float[] values, int from, double[] centred) {
            double mean = 0;
            for (int i = 0; i < centred.length; i++) {
                mean += values[from + i] / (double) centred.length;
            }
            for (int i = 0; i < centred.length; i++) {
                centred[i] = values[from + i] - mean;
            }
        }

        private static void addProducts(double[] x, double[] sum, double[][] product) {
            for (int i = 0; i < x.length; i++) {
                sum[i] += x[i];
                addScaled(x[i], x, product[i]);
            }
        }

        private static void addScaled(double factor, double[] x, double[] to) {
            for (int j = 0; j < to.length; j++) {
                to[j] += factor * x[j];
            }
        }

        Encoder encoder(int count) {
            double[][][] components = new double[sums.length][][];
            double[][] profiles = new double[sums.length][inputs];
            for (int field = 0; field < sums.length; field++) {
                for (int i = 0; i < inputs; i++) {
                    profiles[field][i] = sums[field][i] / patchesSeen;
                }
                components[field] = leading(covariance(products[field], profiles[field]), count);
            }
            return new Encoder(components, profiles);
        }

        private double[][] covariance(double[][] product, double[] profile) {
            double[][] covariance = new double[inputs][inputs];
            for (int i = 0; i < inputs; i++) {
                for (int j = 0; j < inputs; j++) {
                    covariance[i][j] = product[i][j] / patchesSeen - profile[i] * profile[j];
                }
            }
            return covariance;
        }

        /** Eigenvectors of the largest eigenvalues, which the library gives in falling order. */
        private static double[][] leading(double[][] covariance, int count) {
            EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance));
            double[][] vectors = new double[count][];
            for (int c = 0; c < count; c++) {
                vectors[c] = eigen.getEigenvector(c).toArray();
                fixSign(vectors[c]);
            }
            return vectors;
        }

        private static void fixSign(double[] vector) {
            double largest = 0;
            for (double entry : vector) {
                largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
            }
            for (int i = 0; i < vector.length; i++) {
                vector[i] *= Math.signum(largest);
            }
        }
    }
}
