package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.exact.OrnsteinUhlenbeck;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingSettings;

/** Ornstein–Uhlenbeck cells: μ, σ, forecasts and diagnostics of a whole study against what they must be. */
class KnownAnswerTest {
    private static final int CELLS = 32;
    private static final int K = 4;

    private static Study<float[]> study;
    private static Learnt<float[]> learnt;

    @BeforeAll
    static void learn() {
        study = Cells.study()
                .training(TrainingSettings.of(1)
                        .withStop(0, 0)
                        .withBatch(64)
                        .withEpochs(40)
                        .withLearningRate(LearningRate.cosine(1e-2)));
        learnt = study.learn();
    }

    private static OrnsteinUhlenbeck exact() {
        Cells cells = (Cells) study.large();
        return new OrnsteinUhlenbeck(cells.rate(), 0, cells.volatility() / Math.sqrt(CELLS));
    }

    /** Over the pairs: ⟨Δm/δt⟩ ≈ −θ m, and the variance of Δm is K s²/n per δt; the SDE has that over λ = K. */
    @Test
    void theSdeIsThatOfTheMean() {
        MacroPairs pairs = learnt.pairs().pairs().value();
        assertThat(learnt.step()).isCloseTo(Cells.STEP, within(1e-6));
        assertThat(pairs.size()).isEqualTo(2 * 120);
        assertThat(learnt.lambda()).isEqualTo(K);
        SdeModel model = learnt.model();
        double variance = exact().volatility() * exact().volatility();
        double error = Math.sqrt(K * variance / (120 * 16 * Cells.STEP));
        double drift = IntStream.range(0, pairs.size())
                .mapToDouble(i -> model.drift(new double[] {pairs.z0()[i]})[0])
                .average()
                .orElseThrow();
        double mean = IntStream.range(0, pairs.size())
                .mapToDouble(i -> pairs.z0()[i])
                .average()
                .orElseThrow();
        assertThat(drift).isCloseTo(-exact().rate() * mean, within(4 * error));
        assertThat(model.drift(new double[] {1.5})[0]).isCloseTo(-1.5, within(8 * error));
        assertThat(model.covariance(new double[] {1})[0][0] / variance).isCloseTo(1, within(0.15));
    }

    /** From m = 2: mean and spread at every time, for the forecast and for the truth. */
    @Test
    void forecastsFollowTheExactMean() {
        int runs = 400;
        Trajectories forecast = learnt.forecast(runs);
        Trajectories truth = study.truth(100);
        for (int k : new int[] {25, 50, 100}) {
            double time = study.times()[k];
            assertThat(time).isCloseTo(0.01 * k, within(1e-12));
            double deviation = Math.sqrt(exact().variance(time));
            assertThat(truth.mean(0)[k]).isCloseTo(exact().mean(2, time), within(4 * deviation / 10));
            assertThat(forecast.mean(0)[k]).isCloseTo(exact().mean(2, time), within(0.05));
            assertThat(forecast.standardDeviation(0)[k] / deviation).isCloseTo(1, within(0.25));
        }
        Comparison comparison = Comparison.of(forecast, truth);
        assertThat(comparison.relMse()).isLessThan(2e-3);
        assertThat(comparison.observables().get(0).spread()).isCloseTo(1, within(0.35));
    }

    /** Half the step, twice the Euler steps between frames; the same times. */
    @Test
    void forecastsTakeStepsOfThePairs() {
        double[][] z0 = {{2}};
        Trajectories one = learnt.forecast(z0, 0.02, 3, 1).trajectories();
        Trajectories two = learnt.forecast(z0, 0.02, 3, 2).trajectories();
        assertThat(one.times()[0]).containsExactly(new double[] {0, 0.02, 0.04}, within(1e-12));
        assertThat(two.times()[0]).containsExactly(one.times()[0]);
        assertThat(one.values()[0][0]).containsExactly(2);
        assertThat(two.values()[0][1][0]).isNotEqualTo(one.values()[0][1][0]);
        assertThat(learnt.latent(z0, 0.02, 3, 1, 1).trajectories().values()[0][2])
                .isNotEqualTo(learnt.latent(z0, 0.02, 3, 1, 2).trajectories().values()[0][2]);
    }

    /** States that start a forecast are drawn by the study's seed and the stream's name. */
    @Test
    void startsAreDrawnAndEncoded() {
        double[][] all = learnt.encoded("starts", study.start(), 3);
        assertThat(all).isDeepEqualTo(new double[][] {{2}, {2}, {2}});
        double[][] drawn = learnt.encoded("starts", MicroModel::initialise, 3);
        assertThat(drawn[0]).isNotEqualTo(drawn[1]);
        assertThat(Arrays.stream(drawn).mapToDouble(z -> Math.abs(z[0]))).allMatch(m -> m <= 2);
        assertThat(learnt.encoded("others", MicroModel::initialise, 3)).isNotEqualTo(drawn);
    }

    /** As other laws of the same closure start; who changes them changes a copy. */
    @Test
    void startsThatWereDrawnAreNotDrawnAgain() {
        AtomicInteger draws = new AtomicInteger();
        Start<float[]> start = (model, state, random) -> {
            draws.incrementAndGet();
            model.initialise(state, random);
        };
        double[][] first = learnt.encoded("starts", start, 1000);
        int once = draws.getAndSet(0);
        double[][] again = learnt.encoded("starts", start, 1000);
        assertThat(once).isGreaterThan(1000);
        assertThat(draws.get()).as("to know them").isLessThan(100);
        assertThat(again).isDeepEqualTo(first);
        again[0][0]++;
        assertThat(learnt.encoded("starts", start, 1000)).isDeepEqualTo(first);
        assertThat(learnt.encoded("starts", start, 999).length).isEqualTo(999);
    }

    /** Pairs that the SDE has not seen, one by one: as many as configurations, white by λ = K and not by λ = 1. */
    @Test
    void diagnosticsLookAtFreshPairs() {
        Diagnostics fresh = learnt.diagnose();
        assertThat(fresh.count()).isEqualTo(120);
        assertThat(fresh.covariance()[0][0]).isCloseTo(1, within(4 * Math.sqrt(2.0 / 120) + 0.15));
        assertThat(learnt.diagnose(1).covariance()[0][0]).isCloseTo(K * fresh.covariance()[0][0], within(1e-3 * K));
        Map<Long, Double> first = new HashMap<>();
        for (long seed : new long[] {7, 8}) {
            PatchPairs<float[]> single = study.recipe().patchPairs("test").single();
            MacroPairs pairs = single.make(
                            study.seed(seed),
                            learnt.pairs().configurations(),
                            learnt.pairs().closure())
                    .value();
            assertThat(pairs.size()).isEqualTo(120);
            first.put(seed, (double) pairs.dz()[0]);
        }
        assertThat(first.get(7L)).isNotEqualTo(first.get(8L));
    }

    @Test
    void saysWhatItIs() {
        assertThat(learnt)
                .hasToString("SDE of [m], λ = 4.0, " + learnt.training().ending() + "; learnt from " + learnt.pairs());
        assertThat(learnt.pairs().toString()).matches("240 pairs of \\[m\\], δt = 0\\.0200(, \\d+\\.\\d s)?");
        assertThat(study)
                .hasToString(
                        study.large() + ", K = 4 patches of " + study.patches().patch() + ", t ≤ 1.0, seed 7");
        assertThat(study.truth(2)).isSameAs(study.truth(2));
    }

    /** What was trained in this JVM is not trained again, and the λ that no one changed is not another training. */
    @Test
    void trainingsAreRemembered() {
        var heard = new TinyStudy.Heard();
        Study<float[]> brief =
                Cells.study().telling(heard).training(TrainingSettings.of(9).withEpochs(1));
        Learnt<float[]> first = brief.learn();
        assertThat(brief.learn().training()).isSameAs(first.training());
        assertThat(brief.lambda(K).learn().training()).isSameAs(first.training());
        assertThat(heard.started()).filteredOn("train"::equals).hasSize(1);
        assertThat(brief.lambda(1).learn().training()).isNotSameAs(first.training());
        assertThat(heard.started()).filteredOn("train"::equals).hasSize(2);
    }
}
