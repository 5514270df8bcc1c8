package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.figures.Figure;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.net.Activation;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.Scaling;
import org.macrodyn.sde.Sde;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.study.Learnt;

/** Known answers that the experiments are held against: SDEs whose μ and σ are known, moments of pairs, fits. */
final class Guards {
    private static final int FINE = 200;

    private Guards() {}

    /**
     * An SDE that nobody trained: σ = diag(volatility), μ a smooth function of size {@code drift}, to be read from the
     * model itself.
     */
    static SdeModel untrained(List<String> names, double drift, double volatility) {
        double[] ones = filled(names.size(), 1);
        Scaling scaling = new Scaling(
                new double[names.size()], ones, filled(names.size(), drift), filled(names.size(), volatility));
        SdeSettings shape = SdeSettings.of(Diffusion.CONSTANT_DIAGONAL)
                .withActivation(Activation.TANH)
                .withHidden(8, 1);
        return SdeModel.create(names, shape, scaling, 3);
    }

    static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    static TrainingResult result(SdeModel model) {
        return new TrainingResult(model, new double[1], new double[1], new double[0], 0);
    }

    /** z at given times of dz/dt = μ(z)/unit, by midpoint steps of 1/{@value #FINE} of the interval. */
    static double[][] course(SdeModel model, double[] start, double[] times, double unit) {
        double[][] course = new double[times.length][];
        course[0] = start.clone();
        double[] z = start.clone();
        for (int k = 1; k < times.length; k++) {
            double h = (times[k] - times[k - 1]) / unit / FINE;
            for (int s = 0; s < FINE; s++) {
                double[] half = moved(z, model.drift(z), h / 2);
                z = moved(z, model.drift(half), h);
            }
            course[k] = z.clone();
        }
        return course;
    }

    private static double[] moved(double[] z, double[] by, double factor) {
        double[] moved = z.clone();
        for (int c = 0; c < moved.length; c++) {
            moved[c] += factor * by[c];
        }
        return moved;
    }

    /** {@code [d][d]} ⟨r rᵀ / δt⟩ of pairs, r = Δz − (a + Bz) δt by least squares: what λ Σ must be on average. */
    static double[][] noise(MacroPairs pairs) {
        int d = pairs.dimension();
        double[][] residuals = new double[d][];
        for (int c = 0; c < d; c++) {
            residuals[c] = regression(pairs, c).estimateResiduals();
        }
        double[][] noise = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                for (int i = 0; i < pairs.size(); i++) {
                    noise[a][b] += residuals[a][i] * residuals[b][i] / pairs.size();
                }
            }
        }
        return noise;
    }

    /** a and B of one component: Δz/√δt ≈ (a + Bz) √δt. */
    static double[] affineDrift(MacroPairs pairs, int component) {
        return regression(pairs, component).estimateRegressionParameters();
    }

    private static OLSMultipleLinearRegression regression(MacroPairs pairs, int component) {
        int d = pairs.dimension();
        double[] y = new double[pairs.size()];
        double[][] x = new double[pairs.size()][d + 1];
        for (int i = 0; i < y.length; i++) {
            double root = Math.sqrt(pairs.dt()[i]);
            y[i] = pairs.dz()[i * d + component] / root;
            x[i][0] = root;
            for (int c = 0; c < d; c++) {
                x[i][c + 1] = pairs.z0()[i * d + c] * root;
            }
        }
        OLSMultipleLinearRegression fit = new OLSMultipleLinearRegression();
        fit.setNoIntercept(true);
        fit.newSampleData(y, x);
        return fit;
    }

    /** Intercept and slopes of y over the rows of x. */
    static double[] line(double[] y, double[][] x) {
        OLSMultipleLinearRegression fit = new OLSMultipleLinearRegression();
        fit.newSampleData(y, x);
        return fit.estimateRegressionParameters();
    }

    /** The states of pairs, each configuration once if neighbours share it. */
    static double[][] states(MacroPairs pairs, int every) {
        int d = pairs.dimension();
        return IntStream.range(0, pairs.size() / every)
                .mapToObj(i -> IntStream.range(0, d)
                        .mapToDouble(c -> pairs.z0()[i * every * d + c])
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Mean of Σ(z) over states. */
    static double[][] meanCovariance(Sde model, double[][] states) {
        int d = model.dimension();
        double[][] mean = new double[d][d];
        for (double[] z : states) {
            double[][] covariance = model.covariance(z);
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    mean[a][b] += covariance[a][b] / states.length;
                }
            }
        }
        return mean;
    }

    static double[] drifts(Sde model, double[][] states, int component) {
        return Arrays.stream(states).mapToDouble(z -> model.drift(z)[component]).toArray();
    }

    static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Standard deviation about the mean. */
    static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    /** z*(x) of each configuration. */
    static <S> double[][] observed(MicroModel<S> model, Snapshots<S> states) {
        double[][] z = new double[states.size()][model.observables().size()];
        S state = model.stateType().allocate(model.grid().sites());
        for (int i = 0; i < z.length; i++) {
            states.get(i, state);
            model.observe(state, z[i]);
        }
        return z;
    }

    /** Σ over steps and components of (p̄ − q̄)² / Σ q̄², written out. */
    static double relativeSquare(double[][] predicted, double[][] truth) {
        double above = 0;
        double below = 0;
        for (int a = 0; a < truth.length; a++) {
            for (int b = 0; b < truth[a].length; b++) {
                above += (predicted[a][b] - truth[a][b]) * (predicted[a][b] - truth[a][b]);
                below += truth[a][b] * truth[a][b];
            }
        }
        return above / below;
    }

    /** Means over runs, component by component. */
    static double[][] means(Trajectories runs, int components) {
        return IntStream.range(0, components).mapToObj(runs::mean).toArray(double[][]::new);
    }

    /** Pictures of the size that they say, with lines on them: a PNG of one colour is none. */
    static void requireDrawn(Figure... figures) throws IOException {
        for (Figure figure : figures) {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(figure.png()));
            assertThat(picture.getWidth()).isEqualTo(figure.width());
            int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
            assertThat(Arrays.stream(pixels).distinct().count()).isGreaterThan(3);
        }
    }

    /** The models that an experiment has kept in a directory. */
    static List<SdeModel> keptModels(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("model.zip"))
                    .sorted()
                    .map(Guards::load)
                    .toList();
        }
    }

    private static SdeModel load(Path file) {
        try {
            return SdeModel.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** As if that SDE had been learnt. */
    static Learnt<byte[]> instead(Learnt<byte[]> one, SdeModel model) {
        return new Learnt<>(one.study(), one.pairs(), result(model));
    }

    static ResultTable.Row row(ResultTable table, String name) {
        return table.rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + ": the table has "
                        + table.rows().stream().map(ResultTable.Row::name).toList()));
    }

    /** Files below a directory, as nobody has touched them since. */
    static Map<Path, FileTime> files(Path directory) throws IOException {
        List<Path> found;
        try (Stream<Path> paths = Files.walk(directory)) {
            found = paths.filter(Files::isRegularFile).toList();
        }
        Map<Path, FileTime> times = new TreeMap<>();
        for (Path path : found) {
            times.put(path, Files.getLastModifiedTime(path));
        }
        return times;
    }
}
