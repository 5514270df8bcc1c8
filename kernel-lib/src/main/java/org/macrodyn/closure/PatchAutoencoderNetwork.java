package org.macrodyn.closure;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.net.Activation;
import org.macrodyn.net.Adam;
import org.macrodyn.net.Dense;
import org.macrodyn.net.Network;
import org.macrodyn.net.NetworkPass;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Patches;

/**
 * Encoder and decoder of a dense autoencoder, with ReLU, and the loss L = mean over batch and sites of (x − decoder(z*,
 * (1/K) Σ_I e(x_I)))². Samples are worked on in blocks of {@value #BLOCK}, side by side; gradients are added in the order of
 * the blocks, so the numbers do not depend on the threads.
 */
final class PatchAutoencoderNetwork implements AutoencoderNetwork, PatchEncoder {
    private static final int BLOCK = 128;

    private final PatchAutoencoderSettings settings;
    private final int fields;
    private final int patches;
    private final int observables;
    private final Network encoder;
    private final Network decoder;
    private final float[] parameters;
    private final Adam adam;
    private Blocks encoding = new Blocks(List.of());
    private Blocks decoding = new Blocks(List.of());

    /** With its numbers, or fresh: weights Xavier-uniform, U(±√(6 / (in + out))); biases U(±1/√in). */
    PatchAutoencoderNetwork(
            PatchAutoencoderSettings settings, Patches patches, int observables, Map<String, float[]> rows) {
        this.settings = settings;
        this.observables = observables;
        this.patches = patches.count();
        fields = patches.grid().fields();
        int inputs = patches.patch().sites() / fields;
        encoder = Network.of(0, Activation.RELU, widths(inputs, settings.encoderHidden(), settings.closuresPerField()));
        decoder = Network.of(
                encoder.end(),
                Activation.RELU,
                widths(
                        observables + closures(),
                        settings.decoderHidden(),
                        patches.grid().sites()));
        parameters = rows.isEmpty()
                ? new float[decoder.end()]
                : AutoencoderNetwork.row(rows, "parameters", decoder.end()).clone();
        adam = Adam.of(parameters.length, settings.beta1(), settings.beta2(), settings.weightDecay());
        if (rows.isEmpty()) {
            drawParameters();
        } else {
            restore(rows);
        }
    }

    private void drawParameters() {
        RandomGenerator random = RandomStreams.stream(settings.seed(), "autoencoder-initial", 0);
        for (Network network : List.of(encoder, decoder)) {
            for (Dense layer : network.layers()) {
                double bias = 1 / Math.sqrt(layer.inputs());
                layer.drawWeights(parameters, layer.xavier(), random);
                layer.drawBiases(parameters, -bias, bias, random);
            }
        }
    }

    private static int[] widths(int first, List<Integer> hidden, int last) {
        return IntStream.concat(
                        IntStream.concat(IntStream.of(first), hidden.stream().mapToInt(Integer::intValue)),
                        IntStream.of(last))
                .toArray();
    }

    /** Passes for the blocks of a batch, each with the values that its way back needs. */
    private record Blocks(List<NetworkPass> passes) {
        interface Work {
            void run(NetworkPass pass, int from, int samples);
        }

        /** These, or new ones if they are too few. */
        Blocks atLeast(Network network, int samples) {
            int blocks = (samples + BLOCK - 1) / BLOCK;
            return blocks <= passes.size()
                    ? this
                    : new Blocks(IntStream.range(0, blocks)
                            .mapToObj(block -> new NetworkPass(network, BLOCK))
                            .toList());
        }

        void forEach(int samples, Work work) {
            int blocks = (samples + BLOCK - 1) / BLOCK;
            Parallel.forEach(
                    0,
                    blocks,
                    Parallel.defaultThreads(),
                    ProgressListener.NONE,
                    block -> work.run(passes.get(block), block * BLOCK, Math.min(BLOCK, samples - block * BLOCK)));
        }
    }

    @Override
    public int closures() {
        return fields * settings.closuresPerField();
    }

    /** The last, smaller batch is used too. */
    @Override
    public int steps(int configurations) {
        return (configurations + settings.batch() - 1) / settings.batch();
    }

    @Override
    public double step(Batch batch, int iteration) {
        float[] gradients = new float[parameters.length];
        double loss = gradient(batch, gradients);
        adam.update(parameters, gradients, 1, settings.learningRate(), iteration + 1);
        return loss;
    }

    /** Returns L, and adds its gradient. */
    double gradient(Batch batch, float[] gradients) {
        int rows = batch.size() * fields * patches;
        encoding = encoding.atLeast(encoder, rows);
        decoding = decoding.atLeast(decoder, batch.size());
        double[] codes = new double[rows * outputs()];
        encoding.forEach(rows, (pass, from, samples) -> {
            pass.load(parameters);
            encode(pass, batch.byPatch(), from * inputs(), samples, codes, from * outputs());
        });
        double[] z = states(batch, codes);
        double[] errors = new double[z.length];
        double[] losses = new double[batch.size()];
        decoding.forEach(batch.size(), (pass, from, samples) -> {
            pass.load(parameters);
            decode(pass, z, from, samples, batch.bySite(), errors, losses);
        });
        encoding.forEach(rows, (pass, from, samples) -> pass.backward(spread(errors, from, samples), samples));
        encoding.passes.forEach(pass -> pass.addGradients(gradients));
        decoding.passes.forEach(pass -> pass.addGradients(gradients));
        return IntStream.range(0, losses.length).mapToDouble(i -> losses[i]).reduce(0, Double::sum)
                / batch.bySite().length;
    }

    private double[] states(Batch batch, double[] codes) {
        int d = decoder.inputs();
        int each = outputs();
        double[] z = new double[batch.size() * d];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(batch.measured(), i * observables, z, i * d, observables);
        }
        for (int k = 0; k < codes.length; k++) {
            int row = k / each / patches;
            z[row / fields * d + observables + row % fields * each + k % each] += codes[k] / patches;
        }
        return z;
    }

    /** Forward and back; leaves ∂L/∂z and the sums of squares of the samples. */
    private void decode(
            NetworkPass pass, double[] z, int from, int samples, float[] sites, double[] errors, double[] losses) {
        int d = decoder.inputs();
        int n = decoder.outputs();
        for (int s = 0; s < samples; s++) {
            for (int c = 0; c < d; c++) {
                pass.input()[c][s] = (float) z[(from + s) * d + c];
            }
        }
        float[][] residual = pass.forward(samples);
        float factor = 2f / sites.length;
        for (int site = 0; site < n; site++) {
            for (int s = 0; s < samples; s++) {
                float r = residual[site][s] - sites[(from + s) * n + site];
                losses[from + s] += r * r;
                residual[site][s] = factor * r;
            }
        }
        pass.backward(residual, samples);
        float[][] error = pass.inputError(residual, samples);
        for (int s = 0; s < samples; s++) {
            for (int c = 0; c < d; c++) {
                errors[(from + s) * d + c] = error[c][s];
            }
        }
    }

    /** ∂L/∂e(x_I) = ∂L/∂ẑ / K of rows {@code [batch, field, patch]}. */
    private float[][] spread(double[] errors, int from, int samples) {
        int each = outputs();
        float[][] spread = new float[each][samples];
        for (int s = 0; s < samples; s++) {
            int row = (from + s) / patches;
            for (int c = 0; c < each; c++) {
                int at = row / fields * decoder.inputs() + observables + row % fields * each + c;
                spread[c][s] = (float) (errors[at] / patches);
            }
        }
        return spread;
    }

    @Override
    public int inputs() {
        return encoder.inputs();
    }

    @Override
    public int outputs() {
        return encoder.outputs();
    }

    /** The same layers for every field. */
    @Override
    public Pass pass() {
        NetworkPass pass = new NetworkPass(encoder, BLOCK);
        pass.load(parameters);
        return (field, values, from, count, codes) -> {
            for (int first = 0; first < count; first += BLOCK) {
                encode(pass, values, from + first * inputs(), Math.min(BLOCK, count - first), codes, first * outputs());
            }
        };
    }

    private void encode(NetworkPass pass, float[] values, int from, int samples, double[] codes, int to) {
        for (int s = 0; s < samples; s++) {
            for (int i = 0; i < inputs(); i++) {
                pass.input()[i][s] = values[from + s * inputs() + i];
            }
        }
        float[][] y = pass.forward(samples);
        for (int s = 0; s < samples; s++) {
            for (int c = 0; c < outputs(); c++) {
                codes[to + s * outputs() + c] = y[c][s];
            }
        }
    }

    @Override
    public PatchEncoder encoder() {
        return this;
    }

    @Override
    public UnaryOperator<double[]> decoder() {
        return z -> decoder.evaluate(parameters, z);
    }

    Network encoderNetwork() {
        return encoder;
    }

    Network decoderNetwork() {
        return decoder;
    }

    /** The parameters themselves: the encoder's, then the decoder's. */
    float[] parameters() {
        return parameters;
    }

    @Override
    public Map<String, float[]> rows() {
        return Map.of("parameters", parameters.clone(), "updater", adam.state());
    }

    @Override
    public void restore(Map<String, float[]> rows) {
        float[] row = AutoencoderNetwork.row(rows, "parameters", parameters.length);
        adam.restore(AutoencoderNetwork.row(rows, "updater", adam.stateLength()));
        System.arraycopy(row, 0, parameters, 0, row.length);
    }
}
