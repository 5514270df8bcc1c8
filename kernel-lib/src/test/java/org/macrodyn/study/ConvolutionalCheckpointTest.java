package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Autoencoder;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;

/** The slowest of all trainings is the one that is stopped most. */
class ConvolutionalCheckpointTest {
    private static final Ising MODEL = Ising.square(16, 2.5, 0);
    private static final Snapshots<byte[]> STATES = new Simulation<>(
                    MODEL, MODEL::initialise, 8, 8, Span.time(0.5), "convolutional", 4)
            .snapshots(0, 8, 1, ProgressListener.NONE);
    private static final ConvolutionalSettings SETTINGS =
            new ConvolutionalSettings(List.of(3, 4), 2, List.of(4, 4), 1e-3, 16, 1000, 3, 5);

    @TempDir
    Path runs;

    private Kept<ClosureModel<byte[]>> train(String name, ProgressReporter reporter) {
        return Study.of(MODEL)
                .patch(Grid.square(8))
                .closure(ClosureRule.convolutional(SETTINGS))
                .with(Keeping.in(runs.resolve(name), "ising", reporter))
                .encoder(new Kept<>(STATES, "states"));
    }

    private static List<Double> losses(Kept<ClosureModel<byte[]>> closure) {
        return ((Autoencoder<byte[]>) closure.value()).losses();
    }

    private List<String> files(String name) throws Exception {
        try (Stream<Path> all = Files.walk(runs.resolve(name))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(file -> file.endsWith(".zip"))
                    .toList();
        }
    }

    @Test
    void stoppedRunGoesOnFromItsLastEpoch() throws Exception {
        ProgressReporter stopAfterFirstEpoch = label -> (done, total, note) -> {
            if (done == total / SETTINGS.epochs()) {
                Thread.currentThread().interrupt();
            }
        };
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> train("stopped", stopAfterFirstEpoch))
                .withMessage("autoencoder interrupted in epoch 2: the 1 before it are kept");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(files("stopped")).containsExactly("epoch-00001.zip");
        Kept<ClosureModel<byte[]>> resumed = train("stopped", ProgressReporter.NONE);
        Kept<ClosureModel<byte[]>> straight = train("straight", ProgressReporter.NONE);
        assertThat(files("stopped")).containsExactly("result.zip");
        assertThat(resumed.hash()).isEqualTo(straight.hash());
        assertThat(losses(resumed)).isEqualTo(losses(straight)).hasSize(3);
        assertThat(resumed.value().encode(STATES))
                .isDeepEqualTo(straight.value().encode(STATES));
    }
}
