package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.Trajectories;
import org.macrodyn.store.NpyArray;

/** Results come back from their arrays as they were, and parts in their order. */
class CodecTest {
    private static <T> T back(Codec<T> codec, T part) {
        return codec.value().apply(codec.arrays().of(part));
    }

    private static <S> Snapshots<S> filled(MicroModel<S> model, List<S> states) {
        Snapshots<S> snapshots = new Snapshots<>(model.grid(), model.stateType(), states.size());
        for (int i = 0; i < states.size(); i++) {
            snapshots.set(i, states.get(i));
        }
        return snapshots;
    }

    private static <S> S state(Snapshots<S> snapshots, int index) {
        S state = snapshots.type().allocate(snapshots.grid().sites());
        snapshots.get(index, state);
        return state;
    }

    @Test
    void configurationsOfNumbersAndOfSpins() {
        Cells cells = new Cells(Grid.line(1, 3), 1, 1, 1);
        var one = filled(cells, List.of(new float[] {1, 2, 3}, new float[] {4, 5, 6}));
        var two = filled(cells, List.of(new float[] {-1, 0, 0.5f}));
        Codec<Snapshots<float[]>> codec = Codec.snapshots(cells);
        assertThat(codec.arrays().of(one).get("x").shape()).containsExactly(2, 3);
        Snapshots<float[]> all = codec.joined().apply(List.of(back(codec, one), back(codec, two)));
        assertThat(all.size()).isEqualTo(3);
        assertThat(state(all, 1)).containsExactly(4, 5, 6);
        assertThat(state(all, 2)).containsExactly(-1, 0, 0.5f);

        var spins = TinyStudy.lattice(2).on(Grid.square(2));
        var up = filled(spins, List.of(new byte[] {1, -1, -1, 1}, new byte[] {-1, 1, 1, 1}));
        Codec<Snapshots<byte[]>> bits = Codec.snapshots(spins);
        Snapshots<byte[]> twice = bits.joined().apply(List.of(back(bits, up), up));
        assertThat(twice.size()).isEqualTo(4);
        assertThat(state(twice, 1)).containsExactly(-1, 1, 1, 1);
        assertThat(state(twice, 2)).containsExactly(1, -1, -1, 1);
    }

    @Test
    void runs() {
        List<String> names = List.of("a", "b");
        Trajectories one = new Trajectories(names, new double[][] {{0, 1}}, new double[][][] {{{1, 2}, {3, 4}}});
        Trajectories two = new Trajectories(names, new double[][] {{0, 2}}, new double[][][] {{{5, 6}, {7, 8}}});
        Codec<Trajectories> codec = Codec.trajectories(names);
        Trajectories all = codec.joined().apply(List.of(back(codec, one), back(codec, two)));
        assertThat(all.names()).isEqualTo(names);
        assertThat(all.times()).isDeepEqualTo(new double[][] {{0, 1}, {0, 2}});
        assertThat(all.values()).isDeepEqualTo(new double[][][] {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}});
    }

    @Test
    void pairsThatStayTogether() {
        List<String> names = List.of("a", "b");
        MacroPairs one =
                new MacroPairs(names, new float[] {1, 2, 3, 4}, new float[] {5, 6, 7, 8}, new float[] {0.1f, 0.2f}, 2);
        MacroPairs two = new MacroPairs(
                names, new float[] {9, 10, 11, 12}, new float[] {13, 14, 15, 16}, new float[] {0.3f, 0.4f}, 2);
        Codec<MacroPairs> codec = Codec.pairs(names, 2);
        Map<String, NpyArray> arrays = codec.arrays().of(one);
        assertThat(arrays.get("z0").shape()).containsExactly(2, 2);
        assertThat(arrays.get("dt").shape()).containsExactly(2);
        MacroPairs all = codec.joined().apply(List.of(back(codec, one), back(codec, two)));
        assertThat(all.names()).isEqualTo(names);
        assertThat(all.z0()).containsExactly(1, 2, 3, 4, 9, 10, 11, 12);
        assertThat(all.dz()).containsExactly(5, 6, 7, 8, 13, 14, 15, 16);
        assertThat(all.dt()).containsExactly(0.1f, 0.2f, 0.3f, 0.4f);
        assertThat(all.group()).isEqualTo(2);
        assertThat(back(codec, one).group()).isEqualTo(2);
    }

    @Test
    void matrices() {
        Codec<double[][]> codec = Codec.matrix("y");
        double[][] all = codec.joined().apply(List.of(back(codec, new double[][] {{1, 2}}), new double[][] {{3, 4}}));
        assertThat(all).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
    }
}
