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
        if (small.size() % frames != 0) {
            throw new IllegalArgumentException(
                    small.size() + " configurations of runs with " + frames + " frames: must be a multiple of it");
        }
        int runs = small.size() / frames;
        double[][][] z = scaled(small, model, runs, frames);
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

    /** Each every-th run has all of those, the others what they have without. */
    static Companies ofKin(int every, Companies others, int frames, int configurations) {
        int runs = configurations / frames;
        int[] kin = IntStream.range(0, (runs + every - 1) / every)
                .map(i -> every * i)
                .toArray();
        return (configuration, frame, tiles) ->
                configuration % runs % every == 0 ? kin.clone() : others.of(configuration, frame, tiles);
    }

    /** {@code [frames][runs][d]} observables in units of their deviation over runs. */
    private static <S> double[][][] scaled(Snapshots<S> small, MicroModel<S> model, int runs, int frames) {
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
        for (double[][] ofFrame : z) {
            for (int c = 0; c < d; c++) {
                scale(ofFrame, c);
            }
        }
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
