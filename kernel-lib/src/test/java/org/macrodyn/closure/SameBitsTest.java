package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Fingerprint;

/** Autoencoders have the same bits, whatever kernels OpenBLAS has for a processor and however many threads work. */
class SameBitsTest {
    static final PatchAutoencoderSettings SETTINGS =
            new PatchAutoencoderSettings(List.of(12, 10), 2, List.of(11), 3e-3, 0.9, 0.95, 1e-4, 150, 2, 3);

    /** What a process of its own does: the dense autoencoder, or the convolutional one. */
    public static void main(String[] arguments) {
        System.out.println(arguments[0].equals("dense") ? dense() : convolutional());
    }

    private static String dense() {
        var states = PatchFixture.configurations(20, 25);
        return text(
                Autoencoder.train(PatchFixture.MODEL, PatchFixture.TILING, states, SETTINGS, ProgressListener.NONE),
                states);
    }

    private static String convolutional() {
        Ising model = Ising.square(16, 2.5, 0);
        var states = new Simulation<>(model, model::initialise, 16, 8, Span.time(1), "same-bits", 5)
                .snapshots(0, 16, 1, ProgressListener.NONE);
        var settings = new ConvolutionalSettings(List.of(4, 6), 2, List.of(8, 4), 3e-3, 32, 128, 2, 5);
        return text(Autoencoder.train(model, Patches.square(16, 8), states, settings, ProgressListener.NONE), states);
    }

    private static <S> String text(Autoencoder<S> closure, Snapshots<S> states) {
        Fingerprint fingerprint = new Fingerprint();
        for (double[] z : closure.encode(states)) {
            fingerprint.add(z);
        }
        for (double loss : closure.losses()) {
            fingerprint.add(new double[] {loss});
        }
        return fingerprint.text();
    }

    private static Process start(String which, String core, String threads) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:ActiveProcessorCount=" + threads,
                "-cp",
                System.getProperty("java.class.path"),
                SameBitsTest.class.getName(),
                which);
        builder.environment().putAll(Map.of("OPENBLAS_CORETYPE", core, "OMP_NUM_THREADS", threads));
        return builder.redirectErrorStream(true).start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "convolutional"})
    void oneHashForAllCoreTypesAndThreads(String which) throws Exception {
        List<Process> processes = new ArrayList<>();
        // ND4J takes seconds to be loaded.
        List<String> cores =
                which.equals("dense") ? List.of("Haswell", "SkylakeX", "Zen", "Prescott") : List.of("SkylakeX", "Zen");
        for (String core : cores) {
            processes.add(start(which, core, core.equals("Zen") ? "1" : "4"));
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
