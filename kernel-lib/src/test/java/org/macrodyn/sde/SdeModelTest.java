package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.macrodyn.net.Activation;
import org.macrodyn.net.Dense;
import org.macrodyn.net.WeightsFile;
import org.macrodyn.store.Archive;
import org.nd4j.linalg.api.ndarray.INDArray;

class SdeModelTest {
    private static final Scaling SCALING = new Scaling(
            new double[] {1, -1, 0}, new double[] {2, 1, 0.5}, new double[] {3, 1, 2}, new double[] {0.1, 1, 4});
    private static final double[] Z = {0.3, -0.7, 1.1};

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void isTheGraph(Diffusion diffusion) {
        SdeSettings settings = SdeSettings.of(diffusion).withActivation(Activation.SILU);
        SdeModel model = SdeModel.create(Pairs.names(3), settings, SCALING, 5);
        INDArray output = Dl4j.graph(model).outputSingle(Dl4j.input(model, new double[][] {Z}));
        double[] drift = model.drift(Z);
        double[][] sigma = model.diffusion(Z);
        for (int c = 0; c < 3; c++) {
            assertThat(drift[c]).isCloseTo(output.getDouble(0, c) * SCALING.driftScale()[c], within(2e-6));
        }
        for (int k = 0; k < diffusion.outputs(3); k++) {
            int row = diffusion.isDiagonal() ? k : k / 3;
            int column = diffusion.isDiagonal() ? k : k % 3;
            double expected = output.getDouble(0, 3 + k) * SCALING.diffusionScale()[row];
            assertThat(sigma[row][column]).isCloseTo(expected, within(5e-6));
        }
        assertThat(model.covariance(Z)[0][1])
                .isCloseTo(
                        sigma[0][0] * sigma[1][0] + sigma[0][1] * sigma[1][1] + sigma[0][2] * sigma[1][2],
                        within(1e-15));
    }

    @ParameterizedTest
    @EnumSource
    void comesBackFromItsFileToTheLastBit(Diffusion diffusion) throws IOException {
        SdeModel model = SdeModel.create(Pairs.names(3), SdeSettings.of(diffusion), SCALING, 5);
        Path file = folder.resolve("model.zip");
        model.save(file);
        SdeModel loaded = SdeModel.load(file);
        assertThat(loaded.names()).isEqualTo(model.names());
        assertThat(loaded.settings()).isEqualTo(model.settings());
        assertThat(loaded.drift(Z)).isEqualTo(model.drift(Z));
        assertThat(loaded.diffusion(Z)).isDeepEqualTo(model.diffusion(Z));
        assertThat(loaded.parameters()).isEqualTo(model.parameters());
        Path again = folder.resolve("again.zip");
        loaded.save(again);
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void anAlteredFileIsRefusedInOneLine() throws IOException {
        Path file = folder.resolve("model.zip");
        SdeModel.create(Pairs.names(1), SdeSettings.of(Diffusion.FULL), Scaling.none(1), 5)
                .save(file);
        Map<String, byte[]> parts = Archive.read(file);
        parts.get("parameters.npy")[200] ^= 1;
        Archive.write(file, parts);
        assertThatThrownBy(() -> SdeModel.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("do not match their SHA-256 sums")
                .hasMessageNotContaining("\n");
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> SdeModel.load(file)).isInstanceOf(IOException.class);
    }

    @Test
    void paperWeightsStartWithinPyTorchsBounds() {
        SdeModel model = SdeModel.create(Pairs.names(4), SdeSettings.paper(Diffusion.FULL), Scaling.none(4), 5);
        Dense drift = model.networks().plain().orElseThrow().layers().get(0);
        Dense diffusion = model.networks().diffusion().last();
        assertThat(largestWeight(model, drift)).isBetween(0.98 * 0.5, 0.5);
        double xavier = Math.sqrt(6.0 / (64 + 16));
        assertThat(largestWeight(model, diffusion)).isBetween(0.98 * xavier, xavier);
        SdeModel constant = SdeModel.create(Pairs.names(2), SdeSettings.paper(Diffusion.CONSTANT), Scaling.none(2), 5);
        assertThat(constant.diffusion(new double[2])).isDeepEqualTo(new double[][] {{1, 1}, {1, 1}});
    }

    private static double largestWeight(SdeModel model, Dense layer) {
        return IntStream.range(layer.from(), layer.biases())
                .mapToDouble(i -> Math.abs(model.parameters()[i]))
                .max()
                .orElseThrow();
    }

    /** Before format 2 the weights of drift and diffusion were mixed: read in the new order they would be another model. */
    @Test
    void aFileOfAnOlderVersionIsRefusedInOneLine() throws IOException {
        Path file = folder.resolve("model.zip");
        SdeModel model = SdeModel.create(Pairs.names(1), SdeSettings.of(Diffusion.FULL), Scaling.none(1), 5);
        Map<String, byte[]> parts = model.parts();
        String old = new String(parts.get("macrodyn.json"), StandardCharsets.UTF_8).replace("\"format\": 2,", "");
        parts.put("macrodyn.json", old.getBytes(StandardCharsets.UTF_8));
        WeightsFile.write(file, parts);
        assertThatThrownBy(() -> SdeModel.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file
                                + ": model of another version, whose weights lie in another order: must have format 2, train it again");
    }

    @Test
    void aStateOfAnotherDimensionIsRefused() {
        SdeModel model = SdeModel.create(Pairs.names(2), SdeSettings.of(Diffusion.FULL), Scaling.none(2), 5);
        assertThatIllegalArgumentException().isThrownBy(() -> model.drift(new double[3]));
    }
}
