package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Patches;

class PatchAssumptionsTest {
    private static Snapshots<byte[]> states(MicroModel<byte[]> model, int count) {
        return new Simulation<>(model, model::initialise, count, 1, Span.time(1), "states", 1)
                .snapshots(0, count, 1, ProgressListener.NONE);
    }

    /** Random spins: all patches are alike, and at short δt a flip changes nothing for the others. */
    @Test
    void curieWeissFulfilsThemAtShortTimes() {
        CurieWeiss model = new CurieWeiss(Grid.square(16), 1.1, 0.1);
        PatchAssumptions measured = PatchAssumptions.measure(
                model,
                Patches.square(16, 4),
                PatchBoundary.FROZEN_NEIGHBOURS,
                Span.time(0.05),
                states(model, 40),
                200,
                3,
                2);
        double standardError = Math.sqrt(2.0 / (40 * 200));
        assertThat(measured.patches()).isEqualTo(16);
        assertThat(measured.independence()[0]).isCloseTo(1, within(4 * standardError));
        assertThat(measured.lambda()[0] / 16).isCloseTo(1, within(4 * standardError + 0.05));
        assertThat(measured.slope()[0])
                .isCloseTo(1, within(4 * measured.errors().slope()[0]));
        assertThat(measured.errors().slope()[0]).isLessThan(0.1);
        assertThat(measured.errors().independence()[0])
                .isCloseTo(standardError, within(4 * standardError / Math.sqrt(2 * 39)));
        assertThat(measured.inequality()[0]).isBetween(-0.01, 0.05);
    }

    /** At the critical point long times couple neighbouring patches, whose increments then agree in sign. */
    @Test
    void longTimesCoupleIsingPatches() {
        Ising model = Ising.square(16, 2.27, 0);
        Snapshots<byte[]> states = states(model, 10);
        double shortTime = independence(model, states, 0.02);
        double longTime = independence(model, states, 20);
        assertThat(shortTime).isCloseTo(1, within(4 * Math.sqrt(2.0 / (10 * 200))));
        assertThat(longTime).isGreaterThan(1.5);
    }

    private static double independence(Ising model, Snapshots<byte[]> states, double time) {
        return PatchAssumptions.measure(
                        model,
                        Patches.square(16, 4),
                        PatchBoundary.FROZEN_NEIGHBOURS,
                        Span.time(time),
                        states,
                        200,
                        3,
                        2)
                .independence()[0];
    }

    /** With one denominator for all, a ratio is a mean, whose jackknife is s/√N: 7, 9, 11, 13 in fifths, s² = 20/3. */
    @Test
    void standardErrorOfAMeanIsExact() {
        double[] values = {7, 9, 11, 13};
        double[][][] of = new double[values.length][1][PatchIncrements.STATISTICS];
        for (int i = 0; i < values.length; i++) {
            of[i][0][PatchIncrements.FULL] = 2;
            of[i][0][PatchIncrements.SHARES] = 2;
            of[i][0][PatchIncrements.WITHIN] = values[i];
            of[i][0][PatchIncrements.CROSS] = values[i];
            of[i][0][PatchIncrements.SQUARE] = 5;
        }
        PatchAssumptions combined = PatchAssumptions.combine(List.of("m"), 4, of);
        double exact = Math.sqrt(20.0 / 3 / 4);
        assertThat(combined.slope()[0]).isCloseTo(2, within(1e-12));
        assertThat(combined.errors().slope()[0]).isCloseTo(exact / 5, within(1e-12));
        assertThat(combined.errors().lambda()[0]).isCloseTo(exact / 2, within(1e-12));
        assertThat(combined.errors().independence()[0]).isZero();
        assertThat(combined.errors().inequality()[0]).isZero();
    }

    /** The standard error is what 40 independent measurements scatter by. */
    @Test
    void standardErrorIsTheScatterOfMeasurements() {
        CurieWeiss model = new CurieWeiss(Grid.square(8), 2, 0.1);
        Snapshots<byte[]> states = states(model, 40 * 25);
        double[] slopes = new double[40];
        double meanSquare = 0;
        for (int i = 0; i < slopes.length; i++) {
            PatchAssumptions measured = PatchAssumptions.measure(
                    model,
                    Patches.square(8, 4),
                    PatchBoundary.FROZEN_NEIGHBOURS,
                    Span.time(0.5),
                    states.slice(25 * i, 25 * (i + 1)),
                    40,
                    i,
                    2);
            slopes[i] = measured.slope()[0];
            meanSquare += Math.pow(measured.errors().slope()[0], 2) / slopes.length;
        }
        double scatter = Spread.of(slopes).standardDeviation();
        assertThat(Math.sqrt(meanSquare)).isCloseTo(scatter, within(4 * scatter / Math.sqrt(2 * 39)));
    }

    @Test
    void oneConfigurationHasNoStandardError() {
        double[][][] one = {{{1, 1, 1, 0, 1, 1}}};
        assertThat(PatchAssumptions.combine(List.of("m"), 4, one).errors().slope()[0])
                .isNaN();
    }

    @Test
    void onePatchIsRefused() {
        CurieWeiss model = new CurieWeiss(Grid.square(4), 1.1, 0.1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PatchAssumptions.measure(
                        model,
                        Patches.square(4, 4),
                        PatchBoundary.FROZEN_NEIGHBOURS,
                        Span.time(1),
                        states(model, 1),
                        10,
                        1,
                        1))
                .withMessageContaining("K = 1");
    }
}
