package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.macrodyn.run.Memory;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;

/**
 * Trajectories of an SDE by a {@link Scheme}: Euler–Maruyama, z ← z + μ(z)δ + σ(z)√δ·ξ, ξ ~ N(0, I), unless another is named.
 *
 * <p>Trajectory i draws from a random stream of its own, so that it does not depend on the number of threads. Nothing is
 * clipped: a trajectory that leaves the finite numbers is reported in {@link ForecastResult#lost}.
 */
public final class Forecast {
    /** Header, length and reference. */
    private static final int BYTES_OF_A_STATE = 24;

    private static final double LARGEST = 1e18;
    /** Most trajectories that are advanced together: a trajectory does not depend on those beside it. */
    private static final int WIDEST = 256;

    private Forecast() {}

    /**
     * Trajectories with one Euler–Maruyama step between recorded states.
     *
     * @param model the SDE
     * @param z0 {@code [runs][d]} initial states
     * @param step time δ between recorded states, above 0
     * @param steps recorded states of each trajectory, the initial one included
     * @param seed seed of the noise
     * @param threads threads to use, at least 1
     * @return {@code [runs][steps][d]} at the times k·δ
     * @throws IllegalArgumentException if a setting lies outside its range, an initial state is not finite or the states do not
     *     fit into memory
     * @throws CancellationException if interrupted
     */
    public static ForecastResult run(Sde model, double[][] z0, double step, int steps, long seed, int threads) {
        return run(model, z0, step, steps, 1, seed, threads);
    }

    /**
     * Trajectories with several Euler–Maruyama steps of δ/substeps between recorded states.
     *
     * @param model the SDE
     * @param z0 {@code [runs][d]} initial states
     * @param step time δ between recorded states, above 0
     * @param steps recorded states of each trajectory, the initial one included
     * @param substeps Euler–Maruyama steps between recorded states, at least 1
     * @param seed seed of the noise
     * @param threads threads to use, at least 1
     * @return {@code [runs][steps][d]} at the times k·δ
     * @throws IllegalArgumentException if a setting lies outside its range, an initial state is not finite or the states do not
     *     fit into memory
     * @throws CancellationException if interrupted
     */
    public static ForecastResult run(
            Sde model, double[][] z0, double step, int steps, int substeps, long seed, int threads) {
        return run(model, z0, new Times(step, steps, substeps), seed, threads, ProgressListener.NONE);
    }

    /**
     * Recorded times, and how finely it is stepped between them.
     *
     * @param step time δ between recorded states, above 0
     * @param steps recorded states of each trajectory, the initial one included
     * @param substeps steps between recorded states, at least 1
     * @param scheme of these steps
     */
    public record Times(double step, int steps, int substeps, Scheme scheme) {
        /**
         * By Euler–Maruyama steps.
         *
         * @param step time δ between recorded states, above 0
         * @param steps recorded states of each trajectory, the initial one included
         * @param substeps Euler–Maruyama steps between recorded states, at least 1
         */
        public Times(double step, int steps, int substeps) {
            this(step, steps, substeps, Scheme.EULER_MARUYAMA);
        }

        /**
         * Checks the times.
         *
         * @throws IllegalArgumentException if one lies outside its range
         */
        public Times {
            if (!(step > 0) || Double.isInfinite(step)) {
                throw new IllegalArgumentException("step = " + step + ": must be finite and above 0");
            }
            if (steps < 1 || substeps < 1) {
                throw new IllegalArgumentException(
                        "steps = " + steps + ", substeps = " + substeps + ": both must be at least 1");
            }
        }
    }

    /**
     * The same, and tells how far it is.
     *
     * @param model the SDE
     * @param z0 {@code [runs][d]} initial states
     * @param when recorded times
     * @param seed seed of the noise
     * @param threads threads to use, at least 1
     * @param progress hears how much is done, step by step
     * @return {@code [runs][steps][d]} at the times k·δ
     * @throws IllegalArgumentException if a setting lies outside its range, an initial state is not finite or the states do not
     *     fit into memory
     * @throws CancellationException if interrupted
     */
    public static ForecastResult run(
            Sde model, double[][] z0, Times when, long seed, int threads, ProgressListener progress) {
        return run(List.of(model), z0, when, seed, threads, progress);
    }

    /**
     * The same by several SDEs in equal parts: runs 0 to R/M − 1 by the first of M, and so on.
     *
     * @param models SDEs of the same z, one or more
     * @param z0 {@code [runs][d]} initial states
     * @param when recorded times
     * @param seed seed of the noise, which does not depend on the parts
     * @param threads threads to use, at least 1
     * @param progress hears how much is done, step by step
     * @return {@code [runs][steps][d]} at the times k·δ
     * @throws IllegalArgumentException if there is no SDE, they have different z, a setting lies outside its range, an initial
     *     state is not finite or the states do not fit into memory
     * @throws CancellationException if interrupted
     */
    public static ForecastResult run(
            List<? extends Sde> models, double[][] z0, Times when, long seed, int threads, ProgressListener progress) {
        Sde model = alike(models);
        check(model, z0, threads);
        requireMemory(1, z0.length, when.steps, model.dimension());
        double[][][] values = new double[z0.length][when.steps][model.dimension()];
        int width = Math.min(WIDEST, (z0.length + threads - 1) / threads);
        List<Supplier<ForecastChunk>> chunks = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            Sde own = models.get(m);
            int to = part(m + 1, models.size(), z0.length);
            for (int from = part(m, models.size(), z0.length); from < to; from += width) {
                int first = from;
                int next = Math.min(first + width, to);
                chunks.add(() -> new ForecastChunk(own, z0, first, next, when, seed));
            }
        }
        Parallel.forEachLong(0, chunks.size(), threads, progress, (number, own) -> chunks.get(number)
                .get()
                .run(values, when.substeps, own));
        double[] times =
                IntStream.range(0, when.steps).mapToDouble(k -> k * when.step).toArray();
        double[][] allTimes = new double[z0.length][];
        Arrays.setAll(allTimes, run -> times.clone());
        return new ForecastResult(new Trajectories(model.names(), allTimes, values), lost(values));
    }

    /** Where the runs of a model begin. */
    private static int part(int model, int models, int runs) {
        return (int) ((long) model * runs / models);
    }

    /** The first of SDEs of the same z. */
    private static Sde alike(List<? extends Sde> models) {
        List<List<String>> z = models.stream().map(Sde::names).distinct().toList();
        if (z.size() != 1) {
            throw new IllegalArgumentException("SDEs of z = " + z + ": must be one or more, of the same z");
        }
        return models.get(0);
    }

    private static void check(Sde model, double[][] z0, int threads) {
        if (z0.length < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "runs = " + z0.length + ", threads = " + threads + ": both must be at least 1");
        }
        for (int run = 0; run < z0.length; run++) {
            if (z0[run].length != model.dimension() || !finite(z0[run])) {
                throw new IllegalArgumentException("z0[" + run + "] = " + Arrays.toString(z0[run]) + ": must be "
                        + model.dimension() + " finite numbers " + model.names());
            }
        }
    }

    /** Refuses before any work what the heap cannot hold: a state is an array of d doubles, and each run has its times. */
    static void requireMemory(int models, int runs, int steps, int d) {
        double bytes = (double) models * runs * steps * (BYTES_OF_A_STATE + (d + 1.0) * Double.BYTES);
        String what = models > 1 ? models + " forecasts" : "forecasts";
        Memory.require((long) Math.min(bytes, LARGEST), what + " of " + runs + " runs × " + steps + " states");
    }

    private static int[] lost(double[][][] values) {
        return IntStream.range(0, values.length)
                .filter(run -> !finite(values[run][values[run].length - 1]))
                .toArray();
    }

    private static boolean finite(double[] z) {
        for (double x : z) {
            if (!Double.isFinite(x)) {
                return false;
            }
        }
        return true;
    }
}
