package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.Activation;
import org.macrodyn.net.Dense;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

class OnsagerDriftTest {
    private static final int D = 3;
    private static final OnsagerDrift FORM = new OnsagerDrift(7, 5);
    private static final SdeSettings SHAPE = SdeSettings.of(Diffusion.FULL).with(FORM);

    @TempDir
    Path folder;

    private static List<Dense> layers(int inputs) {
        OnsagerNetwork network = OnsagerNetwork.of(FORM, inputs, D);
        List<Dense> layers = new ArrayList<>(network.embedding());
        layers.addAll(List.of(
                network.first(),
                network.second(),
                network.potential(),
                network.potentialOfState(),
                network.matrix(),
                network.force()));
        return layers;
    }

    /** Weights of order 1, so that units lie on all three pieces of F. */
    private static float[] weights(List<Dense> layers, RandomGenerator random) {
        float[] flat = new float[layers.get(layers.size() - 1).end()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) (0.5 * random.nextGaussian());
        }
        return flat;
    }

    private static double[] affine(Dense layer, float[] flat, double[] x) {
        double[] y = new double[layer.outputs()];
        for (int i = 0; i < y.length; i++) {
            y[i] = flat[layer.biases() + i];
            for (int j = 0; j < x.length; j++) {
                y[i] += flat[layer.weight(i, j)] * x[j];
            }
        }
        return y;
    }

    private static double[] hidden(List<Dense> layers, float[] flat, double[] z, double parameter) {
        double[] x = z;
        if (layers.size() == 8) {
            double[] embedded = affine(layers.get(0), flat, new double[] {parameter});
            for (int i = 0; i < embedded.length; i++) {
                embedded[i] = Math.max(0, embedded[i]);
            }
            embedded = affine(layers.get(1), flat, embedded);
            x = java.util.Arrays.copyOf(z, z.length + embedded.length);
            System.arraycopy(embedded, 0, x, z.length, embedded.length);
        }
        int next = layers.size() - 6;
        double[] h1 = activated(affine(layers.get(next), flat, x));
        double[] h2 = activated(affine(layers.get(next + 1), flat, h1));
        for (int i = 0; i < h2.length; i++) {
            h2[i] += h1[i];
        }
        return h2;
    }

    private static double[] activated(double[] a) {
        double[] h = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            h[i] = Math.pow(Math.max(a[i], 0), 2) - Math.pow(Math.max(a[i] - 0.5, 0), 2);
        }
        return h;
    }

    private static double potential(List<Dense> layers, float[] flat, double[] z, double parameter) {
        int next = layers.size() - 6;
        double[] ofHidden = affine(layers.get(next + 2), flat, hidden(layers, flat, z, parameter));
        double[] ofState = affine(layers.get(next + 3), flat, z);
        double v = 0;
        for (int c = 0; c < D; c++) {
            v += Math.pow(ofHidden[c] + ofState[c], 2) + 0.5 * z[c] * z[c];
        }
        return v;
    }

    /** The definition word by word, ∇V by central differences. */
    private static double[] reference(List<Dense> layers, float[] flat, double[] z, double parameter) {
        int next = layers.size() - 6;
        double[] h2 = hidden(layers, flat, z, parameter);
        double[] a = affine(layers.get(next + 4), flat, h2);
        double[] drift = affine(layers.get(next + 5), flat, h2);
        double[] descent = new double[D];
        for (int c = 0; c < D; c++) {
            double[] up = z.clone();
            double[] down = z.clone();
            up[c] += 1e-6;
            down[c] -= 1e-6;
            descent[c] = -(potential(layers, flat, up, parameter) - potential(layers, flat, down, parameter)) / 2e-6;
        }
        for (int i = 0; i < D; i++) {
            for (int j = 0; j < D; j++) {
                double mobility = i == j ? 0.1 : i < j ? a[i * D + j] : -a[j * D + i];
                for (int m = 0; m <= Math.min(i, j); m++) {
                    mobility += a[i * D + m] * a[j * D + m];
                }
                drift[i] += mobility * descent[j];
            }
        }
        return drift;
    }

    @ParameterizedTest
    @ValueSource(ints = {D, D + 1})
    void isItsFormula(int inputs) {
        List<Dense> layers = layers(inputs);
        RandomGenerator random = RandomStreams.stream(1, "onsager", inputs);
        float[] flat = weights(layers, random);
        OnsagerNetwork network = OnsagerNetwork.of(FORM, inputs, D);
        OnsagerPass pass = new OnsagerPass(network, 1);
        pass.load(flat);
        for (int trial = 0; trial < 20; trial++) {
            double[] point = random.doubles(inputs, -1, 1).toArray();
            double[] z = java.util.Arrays.copyOf(point, D);
            double[] expected = reference(layers, flat, z, point[inputs - 1]);
            double[] drift = network.evaluate(flat, point);
            double v = potential(layers, flat, z, point[inputs - 1]);
            assertThat(network.potential(flat, point)).isCloseTo(v, within(1e-12 * v));
            for (int c = 0; c < inputs; c++) {
                pass.input()[c][0] = (float) point[c];
            }
            float[][] single = pass.forward(1);
            for (int c = 0; c < D; c++) {
                assertThat(drift[c]).isCloseTo(expected[c], within(1e-6 * (1 + Math.abs(expected[c]))));
                assertThat((double) single[c][0]).isCloseTo(drift[c], within(1e-5 * (1 + Math.abs(drift[c]))));
            }
        }
    }

    /** ℓ = Σ_samples c·μ, whose gradient in every weight is compared with a central difference in double precision. */
    @ParameterizedTest
    @ValueSource(ints = {D, D + 1})
    void gradientsAgreeWithFiniteDifferences(int inputs) {
        int samples = 5;
        List<Dense> layers = layers(inputs);
        RandomGenerator random = RandomStreams.stream(2, "onsager", inputs);
        float[] flat = weights(layers, random);
        OnsagerPass pass = new OnsagerPass(OnsagerNetwork.of(FORM, inputs, D), samples);
        pass.load(flat);
        float[][] input = pass.input();
        float[][] error = new float[D][samples];
        for (float[][] rows : List.of(input, error)) {
            for (float[] row : rows) {
                for (int i = 0; i < samples; i++) {
                    row[i] = (float) random.nextDouble(-1, 1);
                }
            }
        }
        float[] found = new float[flat.length];
        pass.forward(samples);
        pass.backward(error, samples);
        pass.addGradients(found);
        pass.forward(samples);
        pass.backward(error, samples);
        pass.addGradients(found);
        double largest = 0;
        for (Dense layer : layers) {
            for (int i = 0; i < layer.inputs() * layer.outputs() + layer.outputs(); i++) {
                boolean bias = i >= layer.inputs() * layer.outputs();
                int at = bias ? layer.biases() + i - layer.inputs() * layer.outputs() : layer.from() + i;
                double expected = 2 * difference(inputs, flat, at, input, error, samples);
                largest = Math.max(largest, Math.abs(expected));
                assertThat(found[at]).as("weight " + at).isCloseTo((float) expected, within(2e-3f));
            }
        }
        assertThat(largest).isGreaterThan(1);
    }

    private static double difference(int inputs, float[] flat, int at, float[][] input, float[][] error, int samples) {
        float[] up = flat.clone();
        float[] down = flat.clone();
        up[at] += 0x1p-12f;
        down[at] -= 0x1p-12f;
        double rise = sum(inputs, up, input, error, samples) - sum(inputs, down, input, error, samples);
        return rise / ((double) up[at] - down[at]);
    }

    private static double sum(int inputs, float[] flat, float[][] input, float[][] error, int samples) {
        OnsagerNetwork network = OnsagerNetwork.of(FORM, inputs, D);
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            double[] point = new double[inputs];
            for (int c = 0; c < inputs; c++) {
                point[c] = input[c][i];
            }
            double[] drift = network.evaluate(flat, point);
            for (int c = 0; c < D; c++) {
                sum += error[c][i] * drift[c];
            }
        }
        return sum;
    }

    /** dz = −k(T)z dt + √(2k)·s dW with k = T/1000 per unit of time, whose unit is 1000/T s: k is 1e-6 T² per s. */
    private static MacroPairs pairs() {
        Map<Double, MacroPairs> byTemperature = new TreeMap<>();
        for (double temperature : new double[] {500, 1000, 1500, 2000}) {
            double k = temperature / 1000;
            double[][] a = {{k, 0.5 * k}, {-0.5 * k, k}};
            double s = Math.sqrt(2 * k);
            MacroPairs slow = Pairs.linear(a, new double[][] {{s, 0}, {0, s}}, 1, 0.1, 20_000, (long) temperature);
            float[] seconds = slow.dt().clone();
            for (int i = 0; i < seconds.length; i++) {
                seconds[i] *= (float) (1e-9 / k);
            }
            byTemperature.put(temperature, new MacroPairs(slow.names(), slow.z0(), slow.dz(), seconds));
        }
        return MacroPairs.conditional("T", byTemperature);
    }

    private static SdeModel learn(SdeSettings shape) {
        TrainingSettings training = TrainingSettings.of(1).withEpochs(15).withLearningRate(LearningRate.cosine(5e-3));
        return SdeTrainer.train(pairs(), shape, training, null, ProgressListener.NONE)
                .model();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void learnsADriftThatDependsOnTemperatureInSeconds(boolean onsager) {
        SdeSettings plain = SdeSettings.of(Diffusion.FULL).withHidden(32, 2).withActivation(Activation.TANH);
        SdeModel model = learn(onsager ? plain.with(new OnsagerDrift(16, 8)) : plain);
        for (double temperature : new double[] {500, 1000, 2000}) {
            SdeModel at = model.at(temperature);
            double rate = 1e9 * Math.pow(temperature / 1000, 2);
            double[] drift = at.drift(new double[] {1, -0.5});
            assertThat(drift[0]).isCloseTo(-0.75 * rate, within(0.15 * rate));
            assertThat(drift[1]).isCloseTo(1.0 * rate, within(0.15 * rate));
            assertThat(at.covariance(new double[] {0, 0})[0][0]).isCloseTo(2 * rate, within(0.2 * rate));
        }
    }

    @Test
    void forecastsOfAConditionedModelAreInSeconds() {
        SdeModel at = learn(SHAPE).at(1000);
        double[][] start = {{3, 0}};
        double[][] path = Forecast.run(at, start, 1e-11, 3, 7, 1).trajectories().values()[0];
        double[] drift = at.drift(start[0]);
        assertThat(path[1][0] - 3).isCloseTo(1e-11 * drift[0], within(6 * Math.sqrt(2e9 * 1e-11)));
        assertThat(path[2]).isNotEqualTo(path[1]);
    }

    @Test
    void comesBackFromItsFileToTheLastBit() throws IOException {
        SdeModel model = learn(SHAPE);
        Path file = folder.resolve("onsager.zip");
        model.save(file);
        SdeModel loaded = SdeModel.load(file);
        assertThat(loaded.settings()).isEqualTo(model.settings());
        assertThat(loaded.parameter()).contains("T");
        double[] z = {0.2, -0.4};
        assertThat(loaded.at(1234).drift(z)).isEqualTo(model.at(1234).drift(z));
        assertThat(loaded.at(1234).diffusion(z)).isDeepEqualTo(model.at(1234).diffusion(z));
        model.at(1234).save(file);
        assertThat(SdeModel.load(file).drift(z)).isEqualTo(model.at(1234).drift(z));
    }

    @Test
    void aResumedTrainingEndsWithTheSameBits() {
        // So many that whoever looks from time to time sees some.
        TrainingSettings many = TrainingSettings.of(1).withEpochs(12).withLearningRate(LearningRate.constant(1e-3));
        Path checkpoint = folder.resolve("checkpoint.zip");
        assertThatThrownBy(() -> SdeTrainer.train(pairs(), SHAPE, many, checkpoint, (done, total, note) -> {
                    if (note.contains("epoch ") && !note.contains("epoch 12/")) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOf(java.util.concurrent.CancellationException.class);
        SdeModel resumed = SdeTrainer.train(pairs(), SHAPE, many, checkpoint, ProgressListener.NONE)
                .model();
        SdeModel whole = SdeTrainer.train(pairs(), SHAPE, many, null, ProgressListener.NONE)
                .model();
        assertThat(resumed.parameters()).isEqualTo(whole.parameters());
    }

    @Test
    void aMissingOrUnknownTemperatureIsRefused() {
        SdeModel model = learn(SHAPE);
        assertThatThrownBy(() -> model.drift(new double[2])).hasMessageContaining("model.at(T)");
        assertThatThrownBy(() -> model.at(3000)).hasMessage("value 3000.0: was learnt from 500.0 to 2000.0");
        assertThatThrownBy(() -> model.at(1000).at(1000)).hasMessageContaining("was taken at one already");
        assertThatThrownBy(() -> new OnsagerDrift(0, 1)).hasMessageContaining("width = 0");
    }

    /** Of the scaled state; a plain network has none. */
    @Test
    void modelsTellTheirPotential() {
        Scaling scaling = new Scaling(
                new double[] {1, -1, 0}, new double[] {2, 1, 0.5}, new double[] {3, 1, 2}, new double[] {0.1, 1, 4});
        SdeModel model = SdeModel.create(Pairs.names(D), SHAPE, scaling, 5);
        double exact = potential(layers(D), model.parameters(), new double[] {1, 2, 3}, 0);
        assertThat(model.potential(new double[] {3, 1, 1.5})).isCloseTo(exact, within(1e-9 * exact));
        SdeModel plain = SdeModel.create(Pairs.names(1), SdeSettings.of(Diffusion.FULL), Scaling.none(1), 5);
        assertThatThrownBy(() -> plain.potential(new double[1]))
                .hasMessageContaining("potential of a drift that is a plain network");
    }
}
