package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/** Pairs from which nothing can be learnt are refused before the work, by name. */
class TrainablePairsTest {
    private static final TrainingSettings TRAINING =
            TrainingSettings.of(1).withEpochs(1).withStop(0, 0);

    /**
     * Ornstein–Uhlenbeck pairs of three components; the last is a mixture of the first two, and a share of its own.
     *
     * @param ownZ share of the last component's own z
     * @param ownDz and of its own Δz
     */
    private static MacroPairs pairs(double first, double second, double ownZ, double ownDz, int count) {
        RandomGenerator random = RandomStreams.stream(1, "trainable", 0);
        float[] z0 = new float[3 * count];
        float[] dz = new float[3 * count];
        float[] dt = new float[count];
        for (int i = 0; i < count; i++) {
            dt[i] = 0.05f;
            double[] z = {random.nextGaussian(), 1e-3 * random.nextGaussian(), 0};
            double[] step = {0, 0, 0};
            for (int c = 0; c < 2; c++) {
                step[c] = -z[c] * dt[i] + (c == 0 ? 0.1 : 1e-4) * random.nextGaussian();
            }
            z[2] = first * z[0] + second * 1e3 * z[1] + ownZ * random.nextGaussian();
            step[2] = first * step[0] + second * 1e3 * step[1] + ownDz * 0.1 * random.nextGaussian();
            for (int c = 0; c < 3; c++) {
                z0[3 * i + c] = (float) z[c];
                dz[3 * i + c] = (float) step[c];
            }
        }
        return new MacroPairs(List.of("m", "e", "q"), z0, dz, dt);
    }

    private static MacroPairs of(MacroPairs pairs, int a, int b) {
        int n = pairs.size();
        float[] z0 = new float[2 * n];
        float[] dz = new float[2 * n];
        for (int i = 0; i < n; i++) {
            z0[2 * i] = pairs.z0()[3 * i + a];
            z0[2 * i + 1] = pairs.z0()[3 * i + b];
            dz[2 * i] = pairs.dz()[3 * i + a];
            dz[2 * i + 1] = pairs.dz()[3 * i + b];
        }
        return new MacroPairs(List.of(pairs.names().get(a), pairs.names().get(b)), z0, dz, pairs.dt());
    }

    private static void train(MacroPairs pairs) {
        SdeTrainer.train(pairs, SdeSettings.of(Diffusion.FULL).withHidden(4, 1), TRAINING, null, ProgressListener.NONE);
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "-1e-12, 0", "1e12, 0", "2, 1e-4"})
    void aPairOfCollinearObservablesIsNamed(double factor, double own) {
        MacroPairs pairs = of(pairs(factor, 0, factor * own, factor * own, 2000), 0, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(pairs))
                .withMessageMatching("observables m and q are collinear: correlation -?(1\\.0000000|0\\.9999999\\d*) in"
                        + " Δz, -?(1\\.0000000|0\\.9999999\\d*) in z; leave one of them out");
    }

    /** Fractions that add up to 1, as those of species: no two are collinear, all three are. */
    @Test
    void observablesOfWhichOneFollowsFromTheOthersAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(pairs(-0.6, -0.8, 0, 0, 2000)))
                .withMessage("observables m, e, q: one follows from the others, in z and in Δz; leave one of them out");
    }

    @Test
    void anObservableThatHasNoPartInItIsNotNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(pairs(0, 3, 0, 0, 2000)))
                .withMessageStartingWith("observables e and q are collinear");
    }

    /** Strongly correlated in z, in Δz or in both, but not the same: magnetisation and energy, or a common noise. */
    @ParameterizedTest
    @CsvSource({"0.01, 0.01", "0, 0.01", "0.01, 0"})
    void strongCorrelationIsNoFault(double ownZ, double ownDz) {
        assertThatCode(() -> train(pairs(1, 0, ownZ, ownDz, 500))).doesNotThrowAnyException();
    }

    /** It is conserved: others are learnt beside it, see {@link ConservedTest}. */
    @Test
    void aComponentThatNeverChangesIsNoFault() {
        MacroPairs pairs = of(pairs(0, 0, 1, 0, 500), 0, 2);
        assertThatCode(() -> train(pairs)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30, 47})
    void tooFewPairsAreRefused(int count) {
        assertThat(TrainablePairs.fewest(2)).isEqualTo(48);
        MacroPairs few = of(pairs(1, 0, 1, 1, count), 0, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(few))
                .withMessage(count + " pairs to learn an SDE of 2 components: must be 48 or more; make more pairs");
        assertThatCode(() -> train(of(pairs(1, 0, 1, 1, 48), 0, 2))).doesNotThrowAnyException();
    }

    @Test
    void heldOutPairsDoNotCountAndTheTrainingIsNamed() {
        MacroPairs pairs = of(pairs(1, 0, 1, 1, 100), 0, 2);
        SdeSettings shape = SdeSettings.of(Diffusion.FULL).withHidden(4, 1);
        List<TrainingJob> jobs = List.of(
                new TrainingJob("first", pairs, shape, TRAINING, null),
                new TrainingJob("second", pairs, shape, TRAINING.withValidation(0.9), null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SdeTrainer.trainAll(jobs, 1, ProgressListener.NONE))
                .withMessage(
                        "training second: 10 pairs to learn an SDE of 2 components: must be 48 or more; make more pairs,"
                                + " or hold out fewer than 90");
    }
}
