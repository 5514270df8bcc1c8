package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.net.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** What DL4J's own tools make of a model. */
class Dl4jTest {
    private static final Scaling SCALING =
            new Scaling(new double[] {1, -1}, new double[] {2, 1}, new double[] {3, 1}, new double[] {0.1, 4});
    private static final double[][] STATES = {{0.3, -0.7}, {1.5, 2}, {-4, 0}};

    @TempDir
    Path folder;

    private static SdeModel model(Diffusion diffusion, Activation activation) {
        return SdeModel.create(Pairs.names(2), SdeSettings.of(diffusion).withActivation(activation), SCALING, 5);
    }

    @ParameterizedTest
    @CsvSource({"FULL, SILU", "DIAGONAL, TANH", "CONSTANT, RELU", "CONSTANT_DIAGONAL, SILU"})
    void outputsOfTheGraphAreThoseOfTheModel(Diffusion diffusion, Activation activation) {
        SdeModel model = model(diffusion, activation);
        INDArray output = Dl4j.graph(model).outputSingle(Dl4j.input(model, STATES));
        for (int i = 0; i < STATES.length; i++) {
            double[] drift = model.drift(STATES[i]);
            double[][] sigma = model.diffusion(STATES[i]);
            for (int c = 0; c < 2; c++) {
                assertThat(output.getDouble(i, c)).isCloseTo(drift[c] / SCALING.driftScale()[c], within(1e-6));
            }
            for (int k = 0; k < diffusion.outputs(2); k++) {
                int row = diffusion.row(k, 2);
                double expected = sigma[row][diffusion.column(k, 2)] / SCALING.diffusionScale()[row];
                assertThat(output.getDouble(i, 2 + k)).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void modelSerializerKeepsIt() throws IOException {
        SdeModel model = model(Diffusion.FULL, Activation.SILU);
        ComputationGraph graph = Dl4j.graph(model);
        File file = folder.resolve("graph.zip").toFile();
        ModelSerializer.writeModel(graph, file, true);
        ComputationGraph restored = ModelSerializer.restoreComputationGraph(file, true);
        INDArray input = Dl4j.input(model, STATES);
        assertThat(restored.outputSingle(input)).isEqualTo(graph.outputSingle(input));
        assertThat(restored.getConfiguration().toJson())
                .isEqualTo(graph.getConfiguration().toJson());
    }

    @ParameterizedTest
    @CsvSource({"FULL", "CONSTANT_DIAGONAL"})
    void itsOwnFitLowersThePartialLikelihood(Diffusion diffusion) {
        SdeModel model = model(diffusion, Activation.SILU);
        ComputationGraph graph = Dl4j.graph(model);
        INDArray labels = Nd4j.createFromArray(new double[][] {{0.1, -0.2, 0.5}, {0.3, 0.1, 0.5}, {-0.2, 0.4, 0.5}});
        DataSet data = new DataSet(Dl4j.input(model, STATES), labels);
        double before = graph.score(data);
        for (int step = 0; step < 5; step++) {
            graph.fit(data);
        }
        assertThat(graph.score(data)).isLessThan(before - 1e-3);
    }

    @Test
    void isALossOfTheGraphWithTheSameNumbers() {
        double[] ones = {1, 1};
        Dl4j.Loss loss = new Dl4j.Loss(new PartialLikelihood(2, 0.1, Diffusion.FULL, ones, ones));
        INDArray labels = Nd4j.createFromArray(new double[][] {{0.1, 0.2, 0.5}, {-0.3, 0.1, 0.25}});
        double[][] outputs = {{0.3, 0.1, 1, 0.2, -0.1, 0.8}, {0.2, -0.4, 0.9, 0, 0.3, 1.1}};
        INDArray output = Nd4j.createFromArray(outputs);
        INDArray each = loss.computeScoreArray(labels, output, null, null);
        assertThat(loss.computeScore(labels, output, null, null, true))
                .isCloseTo((each.getDouble(0) + each.getDouble(1)) / 2, within(1e-14));
        INDArray gradient = loss.computeGradient(labels, output, null, null);
        double h = 1e-6;
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 6; column++) {
                INDArray up = output.dup();
                INDArray down = output.dup();
                up.putScalar(row, column, outputs[row][column] + h);
                down.putScalar(row, column, outputs[row][column] - h);
                double slope = (loss.computeScore(labels, up, null, null, false)
                                - loss.computeScore(labels, down, null, null, false))
                        / (2 * h);
                assertThat(gradient.getDouble(row, column)).isCloseTo(slope, within(1e-7));
            }
        }
    }

    @Test
    void anOnsagerNetIsRefused() {
        SdeModel model = SdeModel.create(
                Pairs.names(2), SdeSettings.of(Diffusion.FULL).with(new OnsagerDrift(4, 4)), SCALING, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dl4j.graph(model))
                .withMessageStartingWith("model with an OnsagerNet")
                .withMessageNotContaining("\n");
    }
}
