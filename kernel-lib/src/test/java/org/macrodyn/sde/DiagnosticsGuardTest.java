package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Verdict.Aspect;
import org.macrodyn.sde.Verdict.Level;

/** What verdicts say of given statistics, number by number, and coverages that can be counted by hand. */
class DiagnosticsGuardTest {
    private static final DriftCheck RIGHT = new DriftCheck(0, false, 0.001, 1, "on average");

    private static Diagnostics of(
            DriftCheck check,
            double size,
            double[][] covariance,
            double kurtosis,
            int count,
            int group,
            Diffusion form) {
        double[][] residuals = new double[2][count];
        return new Diagnostics(
                List.of("m", "e"),
                3,
                new double[2],
                covariance,
                new DriftCheck[] {check, RIGHT},
                new double[] {size, 1},
                new double[2],
                new double[] {kurtosis, 0},
                residuals,
                residuals,
                group,
                form,
                Optional.empty());
    }

    private static double[][] covariance(double first, double mixed, double second) {
        return new double[][] {{first, mixed}, {mixed, second}};
    }

    private static Verdict first(Diagnostics diagnostics, Aspect aspect) {
        return diagnostics.verdicts().stream()
                .filter(verdict -> verdict.aspect() == aspect)
                .findFirst()
                .orElseThrow();
    }

    private static Verdict drift(DriftCheck check, double size, int count) {
        return first(of(check, size, covariance(1, 0, 1), 0, count, 1, Diffusion.FULL), Aspect.DRIFT);
    }

    private static Verdict noise(double variance, double kurtosis, int count, int group) {
        return first(of(RIGHT, 1, covariance(variance, 0, 1), kurtosis, count, group, Diffusion.FULL), Aspect.NOISE);
    }

    /** An error of 0.3 in a drift of size 2 is 15 % of it; 0.01 of a largest drift of 4 is a quarter of a per cent. */
    @Test
    void driftsAreMeasuredByTheirSize() {
        Verdict bad = drift(new DriftCheck(0.3, true, 0.01, 4, "in proportion to m"), 2, 1000);
        assertThat(bad.level()).isEqualTo(Level.BAD);
        assertThat(bad.sentence()).contains("off in proportion to m, by 15 % of its size");
        assertThat(drift(new DriftCheck(0.3, false, 0.01, 4, ""), 2, 1000).sentence())
                .startsWith("no error of the drift of m above 0.3 % of its largest values is seen");
        assertThat(drift(new DriftCheck(0.1, true, 0.01, 4, ""), 2.001, 1000).level())
                .as("less than 5 %")
                .isEqualTo(Level.GOOD);
        assertThat(drift(new DriftCheck(0, false, 0.2, 4, ""), 2, 1000).level())
                .as("5 % would be seen")
                .isEqualTo(Level.GOOD);
        // 40 % unseen, eight times more than 5 %: 64 times as many pairs.
        assertThat(drift(new DriftCheck(0, false, 1.6, 4, ""), 2, 1000).sentence())
                .isEqualTo("errors of the drift of m below 40 % of its largest values would not be seen; 6.4e+04 pairs"
                        + " would tell");
    }

    /** A variance v asks for λv; it is known to 4v√((κ + 2)/n), and n · (that/0.1)² pairs would tell. */
    @Test
    void noisesAreMeasuredAgainstOne() {
        assertThat(noise(1.25, 0, 100_000, 1).sentence())
                .isEqualTo("Σ of m is 1.25 times too small at λ = 3.000: this Σ would need λ = 3.75; train with λ = K");
        assertThat(noise(0.8, 0, 100_000, 1).sentence())
                .isEqualTo("Σ of m is 1.25 times too large at λ = 3.000: this Σ would need λ = 2.40; train with λ = K");
        assertThat(noise(1.0799, 0, 100_000, 1).level()).isEqualTo(Level.GOOD);
        assertThat(noise(1.0799, 0, 100_000, 1).sentence()).contains("has the size of the noise: variance 1.080");
        Verdict unclear = noise(0.5, 6, 32, 1);
        assertThat(unclear.level()).isEqualTo(Level.UNCLEAR);
        // 4 · ½ · √(8/32) = 1, ten times 0.1.
        assertThat(unclear.sentence()).contains("known to ±1.0 only: 3.2e+03 pairs would tell");
        assertThat(noise(0.5, 6, 32, 4).sentence()).contains("give single pairs instead of condensed ones");
    }

    /** 0.6/√(4 · 1) = 0.3. */
    @Test
    void correlationsAreThoseOfTheComponents() {
        Verdict full =
                first(of(RIGHT, 1, covariance(4, 0.6, 1), 0, 10_000, 1, Diffusion.FULL), Aspect.NOISE_CORRELATION);
        assertThat(full.level()).isEqualTo(Level.BAD);
        assertThat(full.sentence())
                .isEqualTo("noises of m and e are correlated by 0.30 beyond Σ: train longer, or on more pairs");
        assertThat(first(
                                of(RIGHT, 1, covariance(4, 0.6, 1), 0, 10_000, 1, Diffusion.DIAGONAL),
                                Aspect.NOISE_CORRELATION)
                        .sentence())
                .endsWith("use Diffusion.FULL");
        assertThat(first(of(RIGHT, 1, covariance(4, 0.6, 1), 0, 100, 1, Diffusion.FULL), Aspect.NOISE_CORRELATION)
                        .sentence())
                .contains("0.30 beyond it, known to ±0.40 only, give more pairs");
    }

    @Test
    void oneBadVerdictFails() {
        assertThat(of(RIGHT, 1, covariance(1, 0, 1), 0, 100_000, 1, Diffusion.FULL)
                        .passes())
                .isTrue();
        assertThat(of(RIGHT, 1, covariance(1.5, 0, 1), 0, 100_000, 1, Diffusion.FULL)
                        .passes())
                .isFalse();
        Diagnostics condensed = of(RIGHT, 1, covariance(1, 0, 1), 0, 100_000, 4, Diffusion.FULL);
        assertThat(first(condensed, Aspect.INDEPENDENCE).level()).isEqualTo(Level.UNCLEAR);
        assertThat(first(condensed, Aspect.NORMALITY).level()).isEqualTo(Level.UNCLEAR);
    }

    /** z moves by exactly μ = (2, −1) per time: bands of no width. */
    private static SdeModel moving(double first, double second) {
        SdeSettings shape = SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL).withHidden(2, 1);
        SdeNetworks networks = SdeNetworks.of(shape, 2, 2);
        float[] parameters = new float[networks.parameters()];
        int drift = networks.plain().orElseThrow().last().biases();
        parameters[drift] = (float) first;
        parameters[drift + 1] = (float) second;
        return new SdeModel(Pairs.names(2), Optional.empty(), shape, Scaling.none(2), parameters);
    }

    private static Trajectories truth(double[][][] values) {
        double[][] times = new double[values.length][];
        Arrays.setAll(times, run -> new double[] {5, 5.5, 6});
        return new Trajectories(Pairs.names(2), times, values);
    }

    /** Of two runs at two times each: three and two values where the model is, the first at the start not counted. */
    @Test
    void coveragesCountTheTruesInTheBands() {
        Trajectories truth = truth(new double[][][] {{{0, 0}, {1, -0.5}, {2, 7}}, {{4, 1}, {5, 0.5}, {7, 1}}});
        Calibration bands = Calibration.of(moving(2, -1), truth, 2, 1, 1);
        assertThat(bands.runs()).isEqualTo(2);
        assertThat(bands.levels()).containsExactly(0.5, 0.9);
        for (double[] coverage : bands.coverage()) {
            assertThat(coverage).containsExactly(new double[] {0.75, 0.5}, within(1e-12));
        }
        Diagnostics with = of(RIGHT, 1, covariance(1, 0, 1), 0, 100_000, 1, Diffusion.FULL);
        assertThatIllegalArgumentException().isThrownBy(() -> with.with(bands)).withMessageContaining("must be of");
    }

    /**
     * Three models, 34 copies of each: beside the last of them 5/6 of all lie below, in the 90 % band alone. The second is
     * conserved.
     */
    @Test
    void modelsOfAnEnsembleShareTheirBands() {
        ModelEnsemble ensemble = new ModelEnsemble(List.of(moving(0, 0), moving(2, 0), moving(4, 0)));
        Trajectories truth = truth(new double[][][] {{{0, 0}, {1, 0}, {4, 0}}, {{3, 0}, {5, 0}, {8, 0}}});
        Calibration bands = Calibration.of(ensemble, truth, 1, 1, 1);
        assertThat(bands.coverage()[0]).containsExactly(new double[] {0.25, 0.5}, within(1e-12));
        assertThat(bands.coverage()[1]).containsExactly(new double[] {0.75, 0.9}, within(1e-12));
    }

    /** The side that is off for certain decides what is advised. */
    @Test
    void narrowBandsAndWideOnesGetOtherAdvice() {
        double[] levels = {0.5, 0.9};
        assertThat(new Calibration(List.of("m"), levels, new double[][] {{0.2}, {0.8}}, 1000)
                        .verdicts()
                        .get(0)
                        .sentence())
                .contains("too narrow");
        assertThat(new Calibration(List.of("m"), levels, new double[][] {{0.75}, {1}}, 1000)
                        .verdicts()
                        .get(0)
                        .sentence())
                .contains("too wide, check λ");
        assertThat(new Calibration(List.of("m"), levels, new double[][] {{0.75}, {0.7}}, 60)
                        .verdicts()
                        .get(0)
                        .sentence())
                .as("0.25 may be chance in 60 runs, 0.2 at 90 % is not")
                .contains("too narrow");
    }
}
