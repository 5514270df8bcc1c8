package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.Activation;
import org.macrodyn.run.ProgressListener;

/**
 * One tiny training and forecast in processes of their own, as on different machines: with another kernel of OpenBLAS, another
 * number of threads, and without vectors and fused multiply-adds of the processor.
 */
class SameBitsTest {
    @Test
    void aTrainingHasTheSameBitsOnEveryMachine() throws IOException, InterruptedException {
        String here = hash();
        assertThat(elsewhere("Prescott", "4", "-XX:UseAVX=0", "-XX:UseSSE=2")).isEqualTo(here);
        assertThat(elsewhere("SkylakeX", "1", "-XX:TieredStopAtLevel=1")).isEqualTo(here);
    }

    private static String elsewhere(String core, String threads, String... flags)
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path")));
        command.addAll(1, List.of(flags));
        command.add(SameBitsTest.class.getName());
        ProcessBuilder process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        process.environment().put("OPENBLAS_CORETYPE", core);
        process.environment().put("OMP_NUM_THREADS", threads);
        Process running = process.start();
        String printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(running.waitFor()).isZero();
        return printed;
    }

    /** Prints the hash of everything that was learnt and forecast. */
    public static void main(String[] arguments) {
        System.out.println(hash());
    }

    private static String hash() {
        double[][] a = {{1, 0.5}, {-0.5, 1}};
        MacroPairs pairs = Pairs.linear(a, new double[][] {{0.5, 0}, {0.3, 0.4}}, 4, 0.1, 150, 1);
        TrainingSettings training =
                TrainingSettings.of(4).withBatch(150).withEpochs(2).withValidation(0.1);
        SdeSettings shape = SdeSettings.of(Diffusion.FULL).withHidden(5, 2).withActivation(Activation.SILU);
        return Stream.of(shape, shape.with(new OnsagerDrift(4, 3)))
                .map(form -> SdeTrainer.train(pairs, form, training, null, ProgressListener.NONE))
                .map(SameBitsTest::hash)
                .toList()
                .toString();
    }

    private static String hash(TrainingResult result) {
        double[][][] paths = Forecast.run(result.model(), new double[20][2], 0.1, 4, 1, 1)
                .trajectories()
                .values();
        return Arrays.hashCode(result.model().parameters()) + " " + Arrays.hashCode(result.losses()) + " "
                + Arrays.hashCode(result.validationLosses()) + " " + Arrays.deepHashCode(paths) + " "
                + Arrays.hashCode(result.model().drift(new double[] {0.3, -0.2}));
    }
}
