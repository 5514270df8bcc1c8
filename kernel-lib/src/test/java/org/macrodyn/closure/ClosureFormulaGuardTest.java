package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

/** Closure variables in space and of several species, summed site by site; roots and units of time at their edges. */
class ClosureFormulaGuardTest {
    private static final int SIDE = 4;
    private static final RuleModel CUBE = Rules.on(Grid.cube(SIDE))
            .states("o", "A", "B")
            .change("A -> B", 0.5)
            .change("B -> o", 0.7)
            .exchange("A o", 0.4)
            .observe("A", "B");

    private static byte[] random(long seed) {
        byte[] state = new byte[SIDE * SIDE * SIDE];
        CUBE.initialise(state, new SplittableRandom(seed));
        return state;
    }

    private static int shows(byte[] state, int z, int y, int x, int species) {
        int site = ((z + SIDE) % SIDE * SIDE + (y + SIDE) % SIDE) * SIDE + (x + SIDE) % SIDE;
        return state[site] == species ? 1 : 0;
    }

    /** ⟨AA⟩, ⟨AB⟩, ⟨BB⟩ at 1, √2 and √3: over all ordered pairs at that distance. */
    private static double[] correlations(byte[] state) {
        double[] q = new double[11];
        double[] pairs = new double[3];
        for (int p = 0; p < state.length; p++) {
            int[] at = {p / (SIDE * SIDE), p / SIDE % SIDE, p % SIDE};
            q[0] += shows(state, at[0], at[1], at[2], 1) / 64.0;
            q[1] += shows(state, at[0], at[1], at[2], 2) / 64.0;
            for (int k = 0; k < 27; k++) {
                int[] step = {k / 9 - 1, k / 3 % 3 - 1, k % 3 - 1};
                int square = step[0] * step[0] + step[1] * step[1] + step[2] * step[2];
                if (square > 0) {
                    pairs[square - 1]++;
                    for (int c = 0; c < 3; c++) {
                        int a = c < 2 ? 1 : 2;
                        int b = c > 0 ? 2 : 1;
                        q[2 + 3 * (square - 1) + c] += shows(state, at[0], at[1], at[2], a)
                                * shows(state, at[0] + step[0], at[1] + step[1], at[2] + step[2], b);
                    }
                }
            }
        }
        for (int i = 2; i < 11; i++) {
            q[i] /= pairs[(i - 2) / 3];
        }
        return q;
    }

    @Test
    void correlationsInSpaceAreThoseOfAllPairs() {
        MicroModel<byte[]> more = MoreObservables.correlations(CUBE, CUBE.siteFunctions(), 3);
        byte[] before = random(1);
        byte[] after = before.clone();
        Region corner = new Region(CUBE.grid(), 3, 2, 3, 2, 3, 2);
        byte[] other = random(2);
        for (int inner = 0; inner < corner.sites(); inner++) {
            after[corner.site(inner)] = other[corner.site(inner)];
        }
        double[] z = new double[13];
        double[] dz = new double[13];
        more.observe(before, z);
        more.increment(before, after, corner, dz);
        double[] old = correlations(before);
        double[] now = correlations(after);
        assertThat(Arrays.copyOfRange(z, 2, 13)).containsExactly(old, within(1e-12));
        Arrays.setAll(now, i -> now[i] - old[i]);
        assertThat(Arrays.copyOfRange(dz, 2, 13)).containsExactly(now, within(1e-12));
        assertThat(more.spill()).isEqualTo(CUBE.spill()).isEqualTo(1);
        assertThat(more.siteFunctions()).hasSize(2);
    }

    /** u and v of a line: ⟨u⟩, ⟨v⟩, and at distance r ⟨u u⟩, ½⟨u v + v u⟩, ⟨v v⟩. */
    @Test
    void correlationsOfFieldsAreThoseOfTheirCells() {
        PredatorPrey model = PredatorPrey.paper(12);
        Random random = new Random(3);
        float[] state = new float[24];
        for (int i = 0; i < 24; i++) {
            state[i] = random.nextFloat();
        }
        float[] after = state.clone();
        after[2] = 3;
        after[12 + 11] = 5;
        MicroModel<float[]> more = MoreObservables.correlations(model, model.siteFunctions(), 2);
        double[] z = new double[10];
        double[] dz = new double[10];
        more.observe(state, z);
        more.increment(state, after, model.grid().whole(), dz);
        assertThat(Arrays.copyOfRange(z, 2, 10)).containsExactly(ofFields(state), within(1e-6));
        double[] change = ofFields(after);
        double[] old = ofFields(state);
        Arrays.setAll(change, i -> change[i] - old[i]);
        assertThat(Arrays.copyOfRange(dz, 2, 10)).containsExactly(change, within(1e-6));
    }

    private static double[] ofFields(float[] state) {
        double[] q = new double[8];
        for (int i = 0; i < 12; i++) {
            double u = state[i];
            double v = state[12 + i];
            q[0] += u / 12;
            q[1] += v / 12;
            for (int r = 1; r <= 2; r++) {
                double farU = state[(i + r) % 12];
                double farV = state[12 + (i + r) % 12];
                q[3 * r - 1] += u * farU / 12;
                q[3 * r] += (u * farV + v * farU) / 24;
                q[3 * r + 1] += v * farV / 12;
            }
        }
        return q;
    }

    /** ⟨block mean²⟩ of A and B over the blocks of 1³ and 2³ that lie in some layers, rows and columns. */
    private static double[] blocks(byte[] state, int[] from, int[] extent) {
        double[] e = new double[4];
        for (int c = 0; c < 4; c++) {
            int side = c % 2 + 1;
            int count = 0;
            for (int z = from[0]; z < from[0] + extent[0]; z += side) {
                for (int y = from[1]; y < from[1] + extent[1]; y += side) {
                    for (int x = from[2]; x < from[2] + extent[2]; x += side) {
                        double mean = 0;
                        for (int k = 0; k < side * side * side; k++) {
                            mean += shows(state, z + k / side / side, y + k / side % side, x + k % side, c / 2 + 1)
                                    / Math.pow(side, 3);
                        }
                        e[c] += mean * mean;
                        count++;
                    }
                }
            }
            e[c] /= count;
        }
        return e;
    }

    /** Patches of 4 × 2 × 4: the mean over patches, and the change of one. */
    @Test
    void blocksInSpaceAreCubes() {
        Patches tiling = new Patches(CUBE.grid(), new Grid(1, 4, 2, 4));
        BlockFluctuations<byte[]> closure = BlockFluctuations.of(CUBE, tiling, 1, 2);
        Snapshots<byte[]> states = new Snapshots<>(CUBE.grid(), CUBE.stateType(), 2);
        states.set(0, random(4));
        states.set(1, random(5));
        double[][] z = closure.encode(states);
        for (int i = 0; i < 2; i++) {
            double[] expected = blocks(random(4 + i), new int[3], new int[] {4, 4, 4});
            assertThat(Arrays.copyOfRange(z[i], 2, 6)).containsExactly(expected, within(1e-6));
        }
        var evolution = new PartialEvolution<byte[]>(
                CUBE.on(CUBE.grid()), tiling, PatchBoundary.PERIODIC_PATCH, Span.time(0.8), 40, 3);
        PairDataset<byte[]> pairs = evolution.block(states, 0);
        MacroPairs encoded = closure.encodePairs(pairs, Increment.OURS);
        byte[] inside = new byte[32];
        byte[] after = new byte[64];
        for (int pair = 0; pair < pairs.size(); pair++) {
            Region region = pairs.region(pair);
            states.get(pairs.configuration()[pair], after);
            int[] from = {region.layer(), region.row(), region.column()};
            int[] extent = {4, 2, 4};
            double[] old = blocks(after, from, extent);
            pairs.after().get(pair, inside);
            region.insert(inside, after);
            double[] now = blocks(after, from, extent);
            for (int c = 0; c < 4; c++) {
                assertThat((double) encoded.dz()[6 * pair + 2 + c]).isCloseTo(now[c] - old[c], within(1e-6));
            }
        }
    }

    /** L = [[2, 0, 0], [−1, 3, 0], [4, 5, 1]], and the same where everything is 10⁻⁸ as large; no noise beside. */
    @Test
    void rootsDoNotDependOnTheUnit() {
        double[][] root = {{2, 0, 0}, {-1, 3, 0}, {4, 5, 1}};
        for (double unit : new double[] {1, 1e-8, 1e8}) {
            double[][] factor = new double[3][3];
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    for (int m = 0; m < 3; m++) {
                        factor[a][b] += root[a][m] * root[b][m] * unit * unit;
                    }
                }
            }
            Cholesky.factorise(factor);
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b <= a; b++) {
                    assertThat(factor[a][b] / unit).isCloseTo(root[a][b], within(1e-9));
                }
            }
        }
        double[][] twice = {{4, 0, 0}, {4, 4, 0}, {2, 2, 10}};
        Cholesky.factorise(twice);
        assertThat(twice[1]).startsWith(2, 0);
        assertThat(twice[2]).containsExactly(1, 0, 3);
    }

    @Test
    void unitsOfTimeAscendAndAreAboveZero() {
        double[][][] wrong = {
            {{}, {}},
            {{0, 1}, {1, 1}},
            {{1, 1}, {1, 1}},
            {{2, 1}, {1, 1}},
            {{1, 2}, {1}},
            {{1, 2}, {1, 0}},
            {{1, 2}, {1, Double.POSITIVE_INFINITY}},
            {{1, 3, 2}, {1, 1, 1}},
            {{3, 1, 2}, {1, 1, 1}}
        };
        for (double[][] each : wrong) {
            assertThatIllegalArgumentException()
                    .as(Arrays.deepToString(each))
                    .isThrownBy(() -> new TimeScale(each[0], each[1]));
        }
        TimeScale time = new TimeScale(new double[] {1, 2}, new double[] {3, 4});
        assertThatIllegalArgumentException().isThrownBy(() -> time.at(2.5));
        assertThatIllegalArgumentException().isThrownBy(() -> time.at(0.5));
        assertThat(new TimeScale(new double[] {5}, new double[] {7}).at(5)).isEqualTo(7);
    }
}
