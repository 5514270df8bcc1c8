package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.run.ProgressListener;

/** Mates by likeness: runs on 4 cells whose densities tell which run at which age a tile comes from. */
class AssemblyLikenessTest {
    /**
     * ū of each run at two ages; v̄ is {@link #V}. Run 0 is near 1 and 2 when young, near 3 and 4 when old; even when young, odd
     * when old.
     */
    private static final double[][] U = {{10, 1}, {12, 91}, {14, 95}, {50, 3}, {56, 7}, {90, 51}};

    private static final double V = 7;

    private static Snapshots<float[]> runs(double[][] u, double[][] v) {
        int frames = u[0].length;
        Snapshots<float[]> all = new Snapshots<>(Grid.line(2, 4), StateType.FLOATS, u.length * frames);
        for (int run = 0; run < u.length; run++) {
            for (int frame = 0; frame < frames; frame++) {
                float[] state = new float[8];
                Arrays.fill(state, 0, 4, (float) u[run][frame]);
                Arrays.fill(state, 4, 8, (float) v[run][frame]);
                all.set(run * frames + frame, state);
            }
        }
        return all;
    }

    private static double[][] constant(double value, int runs, int frames) {
        double[][] all = new double[runs][frames];
        Arrays.stream(all).forEach(row -> Arrays.fill(row, value));
        return all;
    }

    /** {@code [samples][tiles]} ū of the tiles. */
    private static double[][] tiles(Snapshots<float[]> small, int nearest, int frames, int tiles, int samples) {
        return tiles(small, new Assembly.Likeness(nearest), frames, tiles, samples);
    }

    private static double[][] tiles(
            Snapshots<float[]> small, Assembly.Mates mates, int frames, int tiles, int samples) {
        Snapshots<float[]> made = new Assembly(mates, frames, samples, Assembly.Tiling.REFLECTED, Optional.empty())
                .assemble(small, PredatorPrey.paper(4 * tiles), 1, 2, ProgressListener.NONE);
        double[][] found = new double[samples][tiles];
        float[] state = new float[8 * tiles];
        for (int i = 0; i < samples; i++) {
            made.get(i, state);
            for (int tile = 0; tile < tiles; tile++) {
                found[i][tile] = state[4 * tile];
            }
        }
        return found;
    }

    @Test
    void matesAreTheNearestAtTheSameAge() {
        double[][] found = tiles(runs(U, constant(V, 6, 2)), 3, 2, 3, 120);
        Set<Integer> agesOfRun0 = new TreeSet<>();
        for (int i = 0; i < found.length; i++) {
            int chosen = i % U.length;
            int frame = frameOf(found[i][0]);
            double[] nearest = IntStream.range(0, U.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(distance(a, chosen, frame), distance(b, chosen, frame)))
                    .limit(3)
                    .mapToDouble(run -> U[run][frame])
                    .sorted()
                    .toArray();
            double[] tiles = found[i].clone();
            Arrays.sort(tiles);
            assertThat(tiles).as("configuration %d of age %d", i, frame).containsExactly(nearest);
            if (chosen == 0) {
                agesOfRun0.add(frame);
            }
        }
        assertThat(agesOfRun0).as("both ages").containsExactly(0, 1);
    }

    private static double distance(int a, int b, int frame) {
        return Math.abs(U[a][frame] - U[b][frame]);
    }

    private static int frameOf(double u) {
        return (int) u % 2;
    }

    @Test
    void thereAreEnoughMatesForTheTiles() {
        double[][] one = {{1}, {2}, {3}, {5}, {8}};
        for (double[] tiles : tiles(runs(one, constant(V, 5, 1)), 1, 1, 4, 20)) {
            assertThat(Arrays.stream(tiles).distinct().count()).isEqualTo(4);
        }
        // Fewer runs than tiles: all of them, each before any comes twice.
        for (double[] tiles : tiles(runs(one, constant(V, 5, 1)), 1, 1, 7, 20)) {
            assertThat(Arrays.stream(tiles).distinct().count()).isEqualTo(5);
        }
        double[][] alone = {{4}};
        assertThat(tiles(runs(alone, constant(V, 1, 1)), 16, 1, 3, 2)).isDeepEqualTo(constant(4, 2, 3));
    }

    /** With more mates than tiles chance decides who lies where. */
    @Test
    void matesTakeTurns() {
        double[][] one = {{1}, {2}, {3}, {100}, {101}, {102}};
        Set<Double> beside = new TreeSet<>();
        double[][] found = tiles(runs(one, constant(V, 6, 1)), 3, 1, 2, 120);
        for (int i = 0; i < found.length; i += 6) {
            Arrays.stream(found[i]).forEach(beside::add);
        }
        assertThat(beside).containsExactly(1.0, 2.0, 3.0);
    }

    /**
     * Runs 0, 2, 4 start together: any of them lie side by side, however far apart they come. Run 1 is like 0, 3 like 4, 5 like
     * 3.
     */
    @Test
    void runsFromOneStartAreMatesWhateverTheyAreLike() {
        double[][] one = {{5, 1}, {90, 2}, {5, 50}, {70, 98}, {5, 99}, {60, 96}};
        double[][] found = tiles(runs(one, constant(V, 6, 2)), new Assembly.Origin(2, 2), 2, 2, 480);
        Set<Double> kin = new TreeSet<>();
        Set<Double> young = Set.of(5.0, 60.0, 70.0, 90.0);
        for (int i = 0; i < found.length; i++) {
            if (young.contains(found[i][0])) {
                continue;
            }
            switch (i % 6) {
                case 1 -> assertThat(found[i]).containsExactlyInAnyOrder(2, 1);
                case 3 -> assertThat(found[i]).containsExactlyInAnyOrder(98, 99);
                case 5 -> assertThat(found[i]).containsExactlyInAnyOrder(96, 98);
                default -> Arrays.stream(found[i]).forEach(kin::add);
            }
        }
        assertThat(kin).containsExactly(1.0, 50.0, 99.0);
        assertThat(Arrays.stream(found).filter(tiles -> tiles[0] == 1 && tiles[1] == 99))
                .isNotEmpty();
    }

    /** The mates of each of four runs at the later age, by what they have come to. */
    private static Set<Double> later(double[][] one, int chosen, int nearest) {
        double[][] found = tiles(runs(one, constant(V, one.length, 2)), new Assembly.Origin(1, nearest), 2, 1, 960);
        Set<Double> mates = new TreeSet<>();
        for (int i = chosen; i < found.length; i += one.length) {
            if (found[i][0] >= 1000) {
                mates.add(found[i][0]);
            }
        }
        return mates;
    }

    /**
     * Starts from anywhere: those that started alike are mates, not those that have come to be alike, and all that are equally
     * near.
     */
    @Test
    void runsThatStartedAlikeAreMates() {
        double[][] one = {{0, 1000}, {1, 1090}, {400, 1001}, {401, 1091}};
        assertThat(later(one, 0, 2)).containsExactly(1000.0, 1090.0);
        assertThat(later(one, 2, 2)).containsExactly(1001.0, 1091.0);
        double[][] tied = {{0, 1000}, {600, 1001}, {600, 1002}, {900, 1003}};
        assertThat(later(tied, 0, 2)).containsExactly(1000.0, 1001.0, 1002.0);
        // The deviation over runs and ages is 488: 48 is within a tenth of it, 50 is not.
        double[][] near = {{0, 1000}, {48, 1001}, {0, 1002}, {50, 1003}};
        assertThat(later(near, 0, 1)).containsExactly(1000.0, 1001.0, 1002.0);
    }

    /** Run 1 is 100 away in u, which varies by 600; run 2 is 1 away in v, which varies by 0.4: run 1 is nearer. */
    @Test
    void distancesAreInUnitsOfTheDeviationOverRuns() {
        double[][] u = {{0}, {100}, {0.5}, {1000}, {-1000}};
        double[][] v = {{0}, {0}, {1}, {0}, {0}};
        double[][] found = tiles(runs(u, v), 2, 1, 2, 40);
        for (int i = 0; i < found.length; i += 5) {
            assertThat(found[i]).containsExactlyInAnyOrder(0, 100);
        }
    }

    @Test
    void refusesInOneLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Assembly.Likeness(0))
                .withMessageContaining("nearest 0 runs: must be at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Assembly.Origin(0, 1))
                .withMessageContaining("kin of every 0 runs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Assembly.Origin(1, 0))
                .withMessageContaining("nearest 0: both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tiles(runs(U, constant(V, 6, 2)), 1, 5, 3, 1))
                .withMessageContaining("12 configurations of runs with 5 frames");
    }
}
