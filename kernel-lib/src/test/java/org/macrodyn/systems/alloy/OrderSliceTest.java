package org.macrodyn.systems.alloy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.run.ProgressListener;

class OrderSliceTest {
    /** Records on the way change no jump; 1201 jumps have no hundredths. */
    @ParameterizedTest
    @ValueSource(longs = {1200, 1201})
    void theStateIsThatOfOneLongRun(long jumps) {
        NbMoTaAlloy alloy = NbMoTaAlloy.cube(6, 800);
        Simulation<byte[]> told = OrderSlice.run(alloy, jumps, 42);
        assertThat(told.frames()).isEqualTo(jumps == 1200 ? 101 : 2);
        Simulation<byte[]> once = new Simulation<>(alloy, alloy::initialise, 1, 2, Span.events(jumps), "ordered", 42);
        assertThat(last(told)).isEqualTo(last(once));
        assertThat(last(told)).isNotEqualTo(state(told, 0));
    }

    private static byte[] last(Simulation<byte[]> simulation) {
        return state(simulation, simulation.frames() - 1);
    }

    private static byte[] state(Simulation<byte[]> simulation, int frame) {
        Snapshots<byte[]> states = simulation.snapshots(0, 1, 1, ProgressListener.NONE);
        byte[] state = new byte[states.grid().sites()];
        states.get(frame, state);
        return state;
    }
}
