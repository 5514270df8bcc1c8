package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.store.Fingerprint;

/** A dense autoencoder has the same bits, whatever kernels OpenBLAS has for a processor and however many threads work. */
class SameBitsTest {
    static final PatchAutoencoderSettings SETTINGS =
            new PatchAutoencoderSettings(List.of(12, 10), 2, List.of(11), 3e-3, 0.9, 0.95, 1e-4, 150, 2, 3);

    /** What a process of its own does. */
    public static void main(String[] arguments) {
        var states = PatchFixture.configurations(20, 25);
        Autoencoder<float[]> closure =
                Autoencoder.train(PatchFixture.MODEL, PatchFixture.TILING, states, SETTINGS, ProgressListener.NONE);
        Fingerprint fingerprint = new Fingerprint();
        for (double[] z : closure.encode(states)) {
            fingerprint.add(z);
        }
        for (double loss : closure.losses()) {
            fingerprint.add(new double[] {loss});
        }
        System.out.println(fingerprint.text());
    }

    private static Process start(String core, String threads) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:ActiveProcessorCount=" + threads,
                "-cp",
                System.getProperty("java.class.path"),
                SameBitsTest.class.getName());
        builder.environment().putAll(Map.of("OPENBLAS_CORETYPE", core, "OMP_NUM_THREADS", threads));
        return builder.redirectErrorStream(true).start();
    }

    @Test
    void oneHashForAllCoreTypesAndThreads() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String core : List.of("Haswell", "SkylakeX", "Zen", "Prescott")) {
            processes.add(start(core, core.equals("Zen") ? "1" : "4"));
        }
        List<String> printed = new ArrayList<>();
        for (Process process : processes) {
            printed.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            assertThat(process.waitFor()).as(printed.toString()).isZero();
        }
        assertThat(printed.get(0)).matches("\\p{XDigit}{16,}");
        assertThat(printed).allMatch(printed.get(0)::equals);
    }
}
