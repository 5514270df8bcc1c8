package org.macrodyn.scale;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.BatchModel;
import org.macrodyn.micro.MicroModel;

/** The runs that one large configuration may be assembled from. */
@FunctionalInterface
interface Companies {
    /** Distance of starts that are one, in units of the deviation over all runs and ages. */
    double SAME = 0.1;

    /**
     * The mates of a configuration.
     *
     * @param configuration its number
     * @param frame its age
     * @param tiles how many are needed
     * @return numbers of runs, in an array of its own
     */
    int[] of(int configuration, int frame, int tiles);

    static Companies inGroups(int size, int frames, int configurations) {
        if (configurations % (size * frames) != 0) {
            throw new IllegalArgumentException(configurations + " configurations for groups of " + size + " mates with "
                    + frames + " frames: must be a multiple of " + size * frames);
        }
        int groups = configurations / (size * frames);
        return (configuration, frame, tiles) -> IntStream.range(0, size)
                .map(i -> configuration % groups * size + i)
                .toArray();
    }

    static <S> Companies byLikeness(int nearest, int frames, Snapshots<S> small, MicroModel<S> model) {
        double[][][] z = scaled(small, model, runs(frames, small.size()), frames);
        int runs = z[0].length;
        return (configuration, frame, tiles) -> {
            int chosen = configuration % runs;
            return IntStream.range(0, runs)
                    .boxed()
                    .sorted(Comparator.comparingDouble(run -> distance(z[frame][run], z[frame][chosen])))
                    .limit(Math.max(nearest, tiles))
                    .mapToInt(run -> run)
                    .toArray();
        };
    }

    /** Each every-th run has all of those that started as it did, the others what they have without. */
    static <S> Companies ofOrigin(Assembly.Origin rule, int frames, Snapshots<S> small, MicroModel<S> model) {
        Companies others = byLikeness(rule.nearest(), frames, small, model);
        double[][] starts = starts(small, model, runs(frames, small.size()), frames);
        int[] kin = IntStream.range(0, starts.length)
                .filter(run -> run % rule.every() == 0)
                .toArray();
        return (configuration, frame, tiles) -> {
            int chosen = configuration % starts.length;
            return chosen % rule.every() != 0
                    ? others.of(configuration, frame, tiles)
                    : alike(kin, starts, chosen, Math.max(rule.nearest(), tiles));
        };
    }

    /** Those that started within {@value #SAME} of a run, or as near as the nearest few, ties included. */
    private static int[] alike(int[] kin, double[][] starts, int chosen, int few) {
        double[] distances = Arrays.stream(kin)
                .mapToDouble(run -> distance(starts[run], starts[chosen]))
                .toArray();
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        double within = Math.max(SAME * SAME, sorted[Math.min(few, sorted.length) - 1]);
        return IntStream.range(0, kin.length)
                .filter(i -> distances[i] <= within)
                .map(i -> kin[i])
                .toArray();
    }

    private static int runs(int frames, int configurations) {
        if (configurations % frames != 0) {
            throw new IllegalArgumentException(
                    configurations + " configurations of runs with " + frames + " frames: must be a multiple of it");
        }
        return configurations / frames;
    }

    /** {@code [runs][d]} observables at the start, in units of their deviation over all runs and ages. */
    private static <S> double[][] starts(Snapshots<S> small, MicroModel<S> model, int runs, int frames) {
        double[][][] z = observed(small, model, runs, frames);
        double[][] all = Arrays.stream(z).flatMap(Arrays::stream).toArray(double[][]::new);
        for (int c = 0; c < all[0].length; c++) {
            scale(all, c);
        }
        return z[0];
    }

    /** {@code [frames][runs][d]} observables in units of their deviation over runs. */
    private static <S> double[][][] scaled(Snapshots<S> small, MicroModel<S> model, int runs, int frames) {
        double[][][] z = observed(small, model, runs, frames);
        for (double[][] ofFrame : z) {
            for (int c = 0; c < ofFrame[0].length; c++) {
                scale(ofFrame, c);
            }
        }
        return z;
    }

    /** {@code [frames][runs][d]} */
    private static <S> double[][][] observed(Snapshots<S> small, MicroModel<S> model, int runs, int frames) {
        int d = model.observables().size();
        S state = model.stateType().allocate(model.grid().sites());
        double[][][] z = new double[frames][runs][d];
        BatchModel.Measuring<S> measuring = BatchModel.measuring(model);
        for (int run = 0; run < runs; run++) {
            for (int frame = 0; frame < frames; frame++) {
                small.get(run * frames + frame, state);
                measuring.observe(state, z[frame][run]);
            }
        }
        measuring.flush();
        return z;
    }

    private static void scale(double[][] rows, int c) {
        double mean = Arrays.stream(rows).mapToDouble(row -> row[c]).average().orElseThrow();
        double variance = Arrays.stream(rows)
                .mapToDouble(row -> (row[c] - mean) * (row[c] - mean))
                .average()
                .orElseThrow();
        double unit = variance > 0 ? Math.sqrt(variance) : 1;
        for (double[] row : rows) {
            row[c] /= unit;
        }
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return sum;
    }
}
