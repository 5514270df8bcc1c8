package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.Ising;
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
        assertThat(measured.slope()[0]).isCloseTo(1, within(0.1));
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
