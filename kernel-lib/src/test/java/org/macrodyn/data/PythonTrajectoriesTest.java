package org.macrodyn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.MacroPairs;

/** {@code environment/examples/python/trajectories.py} writes what notebook 17 learns from. */
class PythonTrajectoriesTest {
    private static final String PYTHON =
            Optional.ofNullable(System.getenv("MACRODYN_PYTHON")).orElse("python3");

    @TempDir
    Path folder;

    @Test
    void theSystemsAreThoseOfTheNotebook() throws Exception {
        Process process = new ProcessBuilder(
                        PYTHON,
                        Path.of("..", "environment", "examples", "python", "trajectories.py")
                                .toString(),
                        folder.toString(),
                        "100")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String[] wells = {"well-1.npy", "well-2.npy", "well-3.npy"};
        for (int i = 0; i < wells.length; i++) {
            wells[i] = folder.resolve(wells[i]).toString();
        }
        MacroPairs well = MacroPairs.of(Recordings.read(List.of("x"), 0.01, wells));
        assertThat(well.size()).isEqualTo(3 * 100 * 29);
        double noise = 0;
        for (int i = 0; i < well.size(); i++) {
            double x = well.z0()[i];
            double residual = well.dz()[i] - (x - x * x * x) * 0.01;
            noise += residual * residual / (0.01 * well.size());
        }
        assertThat(noise).isCloseTo(0.01, within(4 * 0.01 * Math.sqrt(2.0 / well.size()) + 1e-4));
        Recordings spiral =
                Recordings.read(List.of("x", "y"), folder.resolve("spiral.npz").toString());
        assertThat(spiral.gaps()).hasSize(2);
        MacroPairs pairs = MacroPairs.of(spiral);
        double[][] covariance = new double[2][2];
        for (int i = 0; i < pairs.size(); i++) {
            double x = pairs.z0()[2 * i];
            double y = pairs.z0()[2 * i + 1];
            double[] residual = {pairs.dz()[2 * i] + (x - 2 * y) * 0.01, pairs.dz()[2 * i + 1] + (2 * x + y) * 0.01};
            for (int a = 0; a < 2; a++) {
                for (int b = 0; b < 2; b++) {
                    covariance[a][b] += residual[a] * residual[b] / (0.01 * pairs.size());
                }
            }
        }
        double[][] exact = {{0.09, 0.03}, {0.03, 0.05}};
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
                double error = Math.sqrt((exact[a][a] * exact[b][b] + exact[a][b] * exact[a][b]) / pairs.size());
                assertThat(covariance[a][b]).isCloseTo(exact[a][b], within(4 * error + 0.02 * exact[a][b]));
            }
        }
    }
}
