package org.macrodyn.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spin.SpinStates;
import org.macrodyn.run.RandomStreams;

class SnapshotsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 64, 77})
    void spinsSurvivePackingIntoBits(int sites) {
        Grid grid = Grid.line(1, sites);
        Snapshots<byte[]> set = new Snapshots<>(grid, StateType.SPINS, 20);
        byte[][] states = new byte[20][sites];
        for (int i = 0; i < 20; i++) {
            SpinStates.randomPositions(states[i], i / 10.0 - 1, RandomStreams.stream(1, "pack", i));
            set.set(i, states[i]);
        }
        Snapshots<byte[]> reread = Snapshots.unpack(grid, StateType.SPINS, set.packed());
        byte[] state = new byte[sites];
        for (int i = 0; i < 20; i++) {
            reread.get(i, state);
            assertThat(state).isEqualTo(states[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 12})
    void spinsAreMinusAndPlusOne(int site) {
        Snapshots<byte[]> set = new Snapshots<>(Grid.line(1, 14), StateType.SPINS, 1);
        byte[] state = new byte[14];
        for (byte other : new byte[] {0, 2, 3, -2, 127, -128}) {
            java.util.Arrays.fill(state, (byte) -1);
            state[site] = other;
            assertThatThrownBy(() -> set.set(0, state))
                    .hasMessage("site " + site + " holds " + other + ": StateType.SPINS allows −1 and +1, use BYTES");
        }
    }

    @Test
    void bitsFollowNumpysLittleOrder() {
        Snapshots<byte[]> set = new Snapshots<>(Grid.line(1, 10), StateType.SPINS, 1);
        set.set(0, new byte[] {1, -1, 1, -1, -1, -1, -1, 1, -1, 1});
        assertThat((byte[]) set.packed()).containsExactly(0b1000_0101, 0b10);
    }

    @Test
    void fieldsAndSpeciesAreKeptAsTheyAre() {
        Snapshots<float[]> fields = new Snapshots<>(Grid.line(2, 2), StateType.FLOATS, 2);
        fields.set(0, new float[] {1, 2, 3, 4});
        fields.set(1, new float[] {5, 6, 7, 8});
        assertThat((float[]) fields.packed()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        Snapshots<byte[]> species = new Snapshots<>(Grid.line(1, 3), StateType.BYTES, 1);
        species.set(0, new byte[] {2, 0, 3});
        byte[] state = new byte[3];
        species.slice(0, 1).get(0, state);
        assertThat(state).containsExactly(2, 0, 3);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Snapshots<>(Grid.square(4), StateType.SPINS, 0))
                .hasMessage("snapshots of 0 configurations: must be at least 1");
        assertThatThrownBy(() -> new Snapshots<>(Grid.square(30_000), StateType.FLOATS, 1 << 20))
                .hasMessageContaining("MB heap: ask for fewer");
        assertThatThrownBy(() -> Snapshots.unpack(Grid.square(4), StateType.BYTES, new byte[17]))
                .hasMessageContaining("multiple of 16");
        Snapshots<byte[]> empty = new Snapshots<>(Grid.square(4), StateType.BYTES, 3);
        empty.set(0, new byte[16]);
        String never = "configuration 1 of 3 was never recorded: set each, or make room for fewer";
        assertThatThrownBy(() -> empty.get(1, new byte[16])).hasMessage(never);
        assertThatThrownBy(empty::packed)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(never);
        for (int index : new int[] {-1, 3}) {
            String range = "configuration " + index + ": must be from 0 to 2, of 3 configurations of 4×4";
            assertThatThrownBy(() -> empty.set(index, new byte[16])).hasMessageStartingWith(range);
            assertThatThrownBy(() -> empty.get(index, new byte[16])).hasMessageStartingWith(range);
        }
    }

    @Test
    void refusesStatesOfAnotherSize() {
        Snapshots<byte[]> set = new Snapshots<>(Grid.line(1, 10), StateType.BYTES, 1);
        assertThatThrownBy(() -> set.set(0, new byte[9]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("configuration 0 has 9 sites: must be 10");
    }

    @Test
    void aPackedConfigurationTakesABitAByteOrFourBytesASite() {
        assertThat(Packing.BITS.bytes(17)).isEqualTo(3);
        assertThat(Packing.BYTES.bytes(17)).isEqualTo(17);
        assertThat(Packing.FLOATS.bytes(17)).isEqualTo(68);
        assertThat(Packing.FLOATS.bytes(Integer.MAX_VALUE)).isEqualTo(4L * Integer.MAX_VALUE);
    }
}
