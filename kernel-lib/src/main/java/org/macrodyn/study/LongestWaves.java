package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.run.Rounding;
import org.macrodyn.run.Trajectories;
import org.macrodyn.store.Identity;

/**
 * The structure factor of an observable at the longest wave that a size has room for, in two sizes of a {@link Ladder}, P and R:
 * S = ⟨|Σ_x a(x) e^(ikx)|²⟩/n with k = 2π/side along one axis and the shares a(x), z = Σ a(x)/n. At long waves 1/S = A + Bk² (L.
 * S. Ornstein and F. Zernike, Proc. Acad. Sci. Amsterdam 17 (1914) 793), and A is not below 0 unless a longer wave grows. So S_R
 * is at most (k_P² − k_N²)/(k_R² − k_N²) of S_P, 4 to 5 for sides that double, if the longest wave k_N of the large system is
 * stable, too: what the mean of a size tells nothing of, since that wave is not in it. That sizes are asked so is this project's
 * own and not a result of the paper. Ten systems of another person, of 200 runs each, had 1.1 to 2.2 (4.7 with domains); what
 * only the large one had room for made 10 (flocks), 18 (a Turing pattern) and more (three species that chase each other).
 *
 * @param rung {@code [axes][steps][2]} S of the larger size and its standard error
 * @param below the same of the smaller size
 * @param most {@code [axes]} that share; infinite where the sizes are of equal length or the large system is no longer
 */
record LongestWaves(double[][][] rung, double[][][] below, double[] most) {
    /** Version of how waves are measured: raised when its numbers change. */
    static final int ALGORITHM = 1;

    private static final int AXES = 3;
    /** A wave that fades has lost a third since then, when it is 4 times as strong as one of half its length. */
    private static final int EARLIER = 4;

    /** Of models whose observables are sums of shares; of others nothing is known. */
    static LongestWaves of(Ladder.Rung<?> rung, Ladder.Rung<?> below, Grid large, int component) {
        if (rung.waves().isEmpty() || below.waves().isEmpty()) {
            return new LongestWaves(new double[0][][], new double[0][][], new double[0]);
        }
        int[] r = lengths(rung.study().large().grid());
        int[] p = lengths(below.study().large().grid());
        int[] n = lengths(large);
        double[] most = IntStream.range(0, AXES)
                .mapToDouble(axis -> p[axis] < r[axis] && r[axis] < n[axis]
                        ? (square(p[axis]) - square(n[axis])) / (square(r[axis]) - square(n[axis]))
                        : Double.POSITIVE_INFINITY)
                .toArray();
        return new LongestWaves(power(rung, component), power(below, component), most);
    }

    private static double square(int length) {
        return 1.0 / ((double) length * length);
    }

    private static int[] lengths(Grid grid) {
        return new int[] {grid.layers(), grid.rows(), grid.columns()};
    }

    /** Mean of |…|²/n and its standard error, along each axis; 0 of what adding up leaves. */
    private static double[][][] power(Ladder.Rung<?> size, int component) {
        Trajectories waves = size.waves().orElseThrow();
        double[] z = size.truth().mean(component);
        int n = size.study().large().grid().sites();
        double[][][] power = new double[AXES][waves.steps()][2];
        for (int axis = 0; axis < AXES; axis++) {
            double[] mean = waves.mean(AXES * component + axis);
            double[] deviation = waves.standardDeviation(AXES * component + axis);
            for (int k = 0; k < mean.length; k++) {
                if (Rounding.varies(Math.sqrt(mean[k] / n), z[k])) {
                    power[axis][k][0] = mean[k];
                    power[axis][k][1] = deviation[k] / Math.sqrt(waves.runs() - 1.0);
                }
            }
        }
        return power;
    }

    /**
     * S_R/S_P where a wave that is longer grows: above that share beyond some standard errors of both. 0 elsewhere, and where S_R
     * has become less since a quarter of the time: what is left of a start fades in long waves last.
     *
     * @param errors how many
     * @return {@code [steps]}
     */
    double[] growing(double errors, int steps) {
        double[] growing = new double[steps];
        for (int axis = 0; axis < most.length; axis++) {
            for (int k = 1; k < steps; k++) {
                double least = rung[axis][k][0] - errors * rung[axis][k][1];
                double other = below[axis][k][0] + errors * below[axis][k][1];
                if (least > most[axis] * other && !fades(rung[axis][k], rung[axis][k / EARLIER])) {
                    growing[k] = Math.max(growing[k], rung[axis][k][0] / below[axis][k][0]);
                }
            }
        }
        return growing;
    }

    private static boolean fades(double[] now, double[] before) {
        return now[0] + now[1] < before[0] - before[1];
    }

    /** Direct simulations of a size: the observables, and for each of them |…|²/n along each axis, where its shares are known. */
    static <S> Trajectories simulated(Study<S> own, String stage, int runs) {
        Simulation<S> direct = own.direct(stage, runs);
        if (!(own.large() instanceof LocalModel<S> model)) {
            return Ensembles.observed(own.keeping(), direct).value();
        }
        List<String> names = new ArrayList<>(model.observables());
        model.observables().forEach(name -> List.of("layers", "rows", "columns")
                .forEach(axis -> names.add("longest wave of " + name + " along " + axis)));
        Identity identity = Identities.of(direct).behaviour("waves", "" + ALGORITHM);
        return own.keeping()
                .keep(new Step<>(
                        "observe",
                        "observe " + stage,
                        identity,
                        runs,
                        Codec.trajectories(names),
                        (from, to, threads, progress) -> direct.trajectories(
                                names, (state, seen) -> look(model, state, seen), from, to, threads, progress)))
                .value();
    }

    private static <S> void look(LocalModel<S> model, S state, double[] seen) {
        int d = model.observables().size();
        double[] z = new double[d];
        model.observe(state, z);
        System.arraycopy(z, 0, seen, 0, d);
        double[][][] sums = sums(model, state, d);
        int n = model.grid().sites();
        for (int c = 0; c < d; c++) {
            for (int axis = 0; axis < AXES; axis++) {
                double[] sum = sums[axis][c];
                seen[d + AXES * c + axis] = (sum[0] * sum[0] + sum[1] * sum[1]) / n;
            }
        }
    }

    /** {@code [axes][d][2]} Σ_x a(x) e^(ikx). */
    private static <S> double[][][] sums(LocalModel<S> model, S state, int d) {
        Grid grid = model.grid();
        int[] lengths = lengths(grid);
        double[][][] sums = new double[AXES][d][2];
        double[] share = new double[d];
        int cells = grid.layers() * grid.rows() * grid.columns();
        double[][][] waves = Arrays.stream(lengths).mapToObj(LongestWaves::wave).toArray(double[][][]::new);
        for (int site = 0; site < grid.sites(); site++) {
            int cell = site % cells;
            int[] at = {
                cell / (grid.rows() * grid.columns()), cell / grid.columns() % grid.rows(), cell % grid.columns()
            };
            Arrays.fill(share, 0);
            model.addShare(state, site, share);
            for (int axis = 0; axis < AXES; axis++) {
                double[] wave = waves[axis][at[axis]];
                for (int c = 0; c < d; c++) {
                    sums[axis][c][0] += wave[0] * share[c];
                    sums[axis][c][1] += wave[1] * share[c];
                }
            }
        }
        return sums;
    }

    /** {@code [length][2]} cos kx, sin kx; 0 along an axis of one site. */
    private static double[][] wave(int length) {
        double[][] wave = new double[length][2];
        for (int x = 0; length > 1 && x < length; x++) {
            double angle = 2 * Math.PI * x / length;
            wave[x][0] = StrictMath.cos(angle);
            wave[x][1] = StrictMath.sin(angle);
        }
        return wave;
    }
}
