package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressListener;

/** When a training ends, what it keeps, and what it is judged by. */
class TrainingStopTest {
    private static final MacroPairs PAIRS = Pairs.doubleWell(0.5, 0.01, 4000, 1);
    private static final SdeSettings SHAPE = SdeSettings.of(Diffusion.CONSTANT).withHidden(8, 1);
    private static final TrainingSettings TRAINING =
            TrainingSettings.of(1).withBatch(256).withEpochs(300).withStop(0.2, 3);

    @TempDir
    Path folder;

    private static TrainingResult train(TrainingSettings training) {
        return SdeTrainer.train(PAIRS, SHAPE, training, null, ProgressListener.NONE);
    }

    private static int lowest(double[] losses) {
        return IntStream.range(0, losses.length)
                .reduce((a, b) -> losses[b] < losses[a] ? b : a)
                .orElseThrow();
    }

    /** A rate that stays: the end is the patience after the lowest loss, and weights are those of it. */
    @Test
    void trainingEndsAfterThePatienceAndKeepsTheBestWeights() {
        TrainingSettings constant =
                TRAINING.withLearningRate(LearningRate.constant(0.02)).withWarmStart(false);
        TrainingResult stopped = train(constant);
        int best = lowest(stopped.validationLosses()) + 1;
        assertThat(stopped.losses().length).isLessThan(300).isEqualTo(best + 3);
        TrainingResult cut = train(constant.withEpochs(best));
        assertThat(stopped.model().parameters()).isEqualTo(cut.model().parameters());
        assertThat(train(constant.withStop(0.2, 0)).losses()).hasSize(300);
    }

    /** The rate falls to its end in as many epochs as the patience. */
    @Test
    void aCosineReachesItsEndBeforeItStops() {
        TrainingResult result = train(TRAINING.withLearningRate(LearningRate.cosine(0.02)));
        double[] rates = result.learningRates();
        int n = rates.length;
        assertThat(n).isLessThan(300);
        // From the patience's end the rate is r, then r·¾ and r·¼ after a third and two thirds of the fall.
        assertThat(rates[n - 2] / rates[n - 3]).isBetween(0.74, 0.76);
        assertThat(rates[n - 1] / rates[n - 3]).isBetween(0.24, 0.26);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void aStopResumesToTheSameBits(int interrupts) {
        TrainingResult whole = train(TRAINING.withLearningRate(LearningRate.cosine(0.02)));
        TrainingJob job = new TrainingJob(
                "stop", PAIRS, SHAPE, TRAINING.withLearningRate(LearningRate.cosine(0.02)), folder.resolve("stop"));
        int epochs = whole.losses().length;
        for (int part = 1; part <= interrupts; part++) {
            long until = (long) epochs * 13 * part / (interrupts + 1);
            ProgressListener stop = (done, total, note) -> {
                if (done > until && done < total) {
                    Thread.currentThread().interrupt();
                }
            };
            try {
                SdeTrainer.trainAll(List.of(job), 1, stop);
            } catch (CancellationException interrupted) {
                assertThat(Thread.interrupted()).isFalse();
            }
        }
        TrainingResult resumed =
                SdeTrainer.trainAll(List.of(job), 2, ProgressListener.NONE).get(0);
        assertThat(resumed.model().parameters()).isEqualTo(whole.model().parameters());
        assertThat(resumed.losses()).isEqualTo(whole.losses());
        assertThat(resumed.validationLosses()).isEqualTo(whole.validationLosses());
        assertThat(resumed.learningRates()).isEqualTo(whole.learningRates());
    }

    @Test
    void patienceWithoutHeldOutPairsIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TRAINING.withStop(0, 3))
                .withMessageContaining("patience = 3");
    }

    /** Groups that start at the same z, one after another, are held out together or not at all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void configurationsAreHeldOutWhole(int repeats) {
        int n = 1200;
        float[] z0 = new float[n];
        float[] dz = new float[n];
        float[] dt = new float[n];
        for (int i = 0; i < n; i++) {
            z0[i] = i / (2 * repeats) % 7;
            dz[i] = 1 + i;
            dt[i] = 1;
        }
        MacroPairs pairs = new MacroPairs(List.of("m"), z0, dz, dt, 2);
        Split split = Split.of(pairs, 0.25, 3);
        boolean[] held = new boolean[n / 2];
        Arrays.stream(split.held()).forEach(group -> held[group] = true);
        assertThat(split.held()).hasSize(150);
        assertThat(split.trained()).hasSize(450);
        for (int group = 0; group < held.length; group++) {
            assertThat(held[group]).isEqualTo(held[group / repeats * repeats]);
        }
        assertThat(Split.of(pairs, 0, 3).held()).isEmpty();
    }

    /** Of pairs that all start elsewhere, neighbours stay together; of mirrored ones, images. */
    @Test
    void blocksAndImagesAreHeldOutWhole() {
        Split blocks = Split.of(PAIRS, 0.2, 3);
        boolean[] held = new boolean[PAIRS.size()];
        Arrays.stream(blocks.held()).forEach(pair -> held[pair] = true);
        assertThat(blocks.held()).hasSize(800);
        long borders = IntStream.range(1, held.length)
                .filter(i -> held[i] != held[i - 1])
                .count();
        assertThat(borders).isLessThanOrEqualTo(2 * 800 / 32);
        Split mirrored = Split.of(PAIRS.mirrored(0), 0.2, 3);
        assertThat(Arrays.stream(mirrored.held()).map(i -> (i + 4000) % 8000).toArray())
                .containsExactlyInAnyOrder(mirrored.held());
    }
}
