package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Verdict.Aspect;
import org.macrodyn.sde.Verdict.Level;

/** No verdict contradicts its numbers, and what is not a number is never good. */
class VerdictTest {
    @ParameterizedTest
    @CsvSource({
        "0.05, 0.1, 0.01, GOOD",
        "0.10, 0.1, 0.01, GOOD",
        "0.11, 0.1, 0.01, BAD",
        "0.20, 0.1, 0.30, UNCLEAR",
        "0.05, 0.1, 0.60, UNCLEAR",
        "0.70, 0.1, 0.60, BAD",
        "Infinity, 0.1, 0.3, BAD",
        "NaN, 0.1, 0.01, UNCLEAR",
        "0.05, 0.1, NaN, UNCLEAR",
        "0.20, 0.1, NaN, UNCLEAR"
    })
    void aLevelIsGoodOnlyWithinItsToleranceAndBadOnlyBeyondChance(
            double off, double tolerance, double resolution, Level expected) {
        assertThat(Verdict.level(off, tolerance, resolution, 0.5)).isEqualTo(expected);
    }

    /** Every coverage from any number of runs: "lies where it should" only within 0.1 of the band's probability. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 20, 100, 10_000})
    void goodBandsHoldWhatTheyShould(int runs) {
        for (int half = 0; half <= 100; half++) {
            for (int most : new int[] {0, 70, 79, 80, 85, 90, 95, 100}) {
                double[][] coverage = {{half / 100.0}, {most / 100.0}};
                Verdict verdict = new Calibration(List.of("m"), new double[] {0.5, 0.9}, coverage, runs)
                        .verdicts()
                        .get(0);
                boolean within = Math.abs(half - 50) <= 10 && Math.abs(most - 90) <= 10;
                boolean beyondChance = Math.abs(half - 50) > Math.max(10, 200 / Math.sqrt(runs))
                        || Math.abs(most - 90) > Math.max(10, 120 / Math.sqrt(runs));
                Level expected = beyondChance ? Level.BAD : within && runs > 5 ? Level.GOOD : Level.UNCLEAR;
                assertThat(verdict.level()).as(verdict.toString()).isEqualTo(expected);
                assertThat(verdict.sentence()).contains(half + " % in the 50 % band, " + most + " % in the 90 % band");
                assertThat(verdict.sentence().contains("lies where it should")).isEqualTo(expected == Level.GOOD);
            }
        }
    }

    @Test
    void coveragesThatAreNoFractionsAreRefused() {
        for (double wrong : new double[] {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Calibration(List.of("m"), new double[] {0.5}, new double[][] {{wrong}}, 10))
                    .withMessageContaining("must be a fraction from 0 to 1");
        }
    }

    /** Statistics of 10 000 residuals, all as they should be. */
    private static Diagnostics diagnostics(UnaryOperator<double[]> spoil, int count) {
        double[] values = spoil.apply(new double[] {0, 1, 0, 0, 1, 0, 0});
        double resolution = Math.sqrt(50.0 / count);
        double[][] residuals = new double[2][count];
        return new Diagnostics(
                List.of("m", "e"),
                1,
                new double[2],
                new double[][] {{values[1], values[2]}, {values[2], 1}},
                new DriftCheck[] {
                    new DriftCheck(values[3], values[0] > 0, resolution, values[4], "on average"),
                    new DriftCheck(0, false, resolution, 1, "on average")
                },
                new double[] {values[4], 1},
                new double[] {values[5], 0},
                new double[] {values[6], 0},
                residuals,
                residuals,
                1,
                Diffusion.FULL,
                Optional.empty());
    }

    private static UnaryOperator<double[]> with(int index, double value) {
        return values -> {
            values[index] = value;
            return values;
        };
    }

    private static Stream<Verdict> of(Diagnostics diagnostics, Aspect aspect) {
        return diagnostics.verdicts().stream().filter(verdict -> verdict.aspect() == aspect);
    }

    @Test
    void rightStatisticsAreGood() {
        assertThat(diagnostics(UnaryOperator.identity(), 100_000).verdicts())
                .hasSize(9)
                .extracting(Verdict::level)
                .containsOnly(Level.GOOD);
    }

    /** Each statistic in turn: not a number, and beyond its tolerance but within chance, is neither good nor bad. */
    @ParameterizedTest
    @CsvSource({
        "1, NOISE, 1.12",
        "2, NOISE_CORRELATION, 0.12",
        "3, DRIFT, 0.012",
        "5, INDEPENDENCE, 0.06",
        "6, NORMALITY, 0.55"
    })
    void whatIsNotANumberOrMayBeChanceIsNotGood(int statistic, Aspect aspect, double chance) {
        for (double value : new double[] {Double.NaN, chance}) {
            assertThat(of(diagnostics(with(statistic, value), 1000), aspect).findFirst())
                    .hasValueSatisfying(verdict ->
                            assertThat(verdict.level()).as(verdict.toString()).isEqualTo(Level.UNCLEAR));
        }
        assertThat(of(diagnostics(with(statistic, Double.NaN), 100_000), aspect).findFirst())
                .hasValueSatisfying(verdict -> assertThat(verdict.level()).isEqualTo(Level.UNCLEAR));
    }

    @Test
    void aDriftOfZeroIsNotDividedBy() {
        assertThat(of(diagnostics(with(4, 0), 100_000), Aspect.DRIFT).findFirst())
                .hasValueSatisfying(verdict -> {
                    assertThat(verdict.level()).isEqualTo(Level.UNCLEAR);
                    assertThat(verdict.sentence()).startsWith("the drift of m is 0 in all pairs");
                });
        Diagnostics moving = diagnostics(
                values -> {
                    values[4] = 0;
                    values[0] = 1;
                    return values;
                },
                100_000);
        assertThat(of(moving, Aspect.DRIFT).findFirst()).hasValueSatisfying(verdict -> {
            assertThat(verdict.level()).isEqualTo(Level.BAD);
            assertThat(verdict.sentence()).contains("they drift on average");
        });
    }

    private static final MacroPairs PAIRS =
            Pairs.linear(new double[][] {{1, 0}, {0, 1}}, new double[][] {{0.5, 0}, {0, 0.5}}, 1, 0.1, 500, 1);

    private static SdeModel model(float bias) {
        SdeModel model = SdeModel.create(
                PAIRS.names(), SdeSettings.of(Diffusion.FULL).withHidden(4, 1), Scaling.of(PAIRS, 1), 3);
        float[] parameters = model.parameters().clone();
        Arrays.fill(parameters, bias);
        return new SdeModel(model.names(), Optional.empty(), model.settings(), model.scaling(), parameters);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aModelThatIsNotANumberIsBad(float weight) {
        Diagnostics diagnostics = Diagnostics.of(model(weight), PAIRS, 1);
        assertThat(diagnostics.passes()).isFalse();
        assertThat(diagnostics.verdicts()).singleElement().satisfies(verdict -> {
            assertThat(verdict.level()).isEqualTo(Level.BAD);
            assertThat(verdict.sentence()).contains("μ or Σ of [z0, z1] is not a number in 500 of 500 pairs");
        });
    }

    /** σ = 0 everywhere: the residuals are what they are against the least noise that whitening knows. */
    @Test
    void aModelWithoutNoiseIsBadAndItsNumbersAreFinite() {
        Diagnostics diagnostics = Diagnostics.of(model(0), PAIRS, 1);
        assertThat(diagnostics.passes()).isFalse();
        assertThat(of(diagnostics, Aspect.NOISE)).hasSize(2).allSatisfy(verdict -> {
            assertThat(verdict.level()).isEqualTo(Level.BAD);
            assertThat(verdict.sentence()).contains("times too small").doesNotContain("NaN", "Infinity");
        });
    }

    @Test
    void lostForecastsAndTruthsDoNotCalibrate() {
        Trajectories truth =
                Forecast.run(model(0.1f), new double[6][2], 0.1, 3, 5, 1).trajectories();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Calibration.of(model(Float.NaN), truth, 1, 5, 1))
                .withMessage("600 forecasts left the finite numbers: take more substeps than 1");
        truth.values()[4][1][0] = Double.NaN;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.of(model(0.1f), truth, 1, 5, 1))
                .withMessageStartingWith("true run 4 holds [NaN, ");
    }
}
