package org.macrodyn.experiments;

import java.util.Arrays;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.metrics.ShortRangeOrder;
import org.macrodyn.micro.alloy.BccLattice;

/** The δ of like pairs among all six, which follow from them. */
final class LikePairs {
    private static final int COORDINATION = 8;
    private static final int D = ShortRangeOrder.PAIRS.size();
    private static final int[] LIKE = ShortRangeOrder.LIKE_PAIRS.stream()
            .mapToInt(ShortRangeOrder.PAIRS::indexOf)
            .toArray();

    private LikePairs() {}

    /** The like pairs of rows of six. */
    static float[] of(float[] rows) {
        float[] like = new float[rows.length / D * LIKE.length];
        for (int i = 0; i < like.length; i++) {
            like[i] = rows[i / LIKE.length * D + LIKE[i % LIKE.length]];
        }
        return like;
    }

    /** The same of trajectories. */
    static Trajectories of(Trajectories runs) {
        double[][][] values = Arrays.stream(runs.values())
                .map(run -> Arrays.stream(run)
                        .map(z -> Arrays.stream(LIKE).mapToDouble(c -> z[c]).toArray())
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
        return new Trajectories(ShortRangeOrder.LIKE_PAIRS, runs.times(), values);
    }

    /** All six of the like pairs, in systems without order of the vacancies. */
    static Trajectories complete(Trajectories runs) {
        int sites = BccLattice.cube(AlloyExperimentSettings.SMALL_CELLS).sites();
        double vacantNeighbours = (double) COORDINATION / (sites - 1);
        double[][][] values = Arrays.stream(runs.values())
                .map(run -> Arrays.stream(run)
                        .map(z -> ShortRangeOrder.complete(z, vacantNeighbours))
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
        return new Trajectories(ShortRangeOrder.PAIRS, runs.times(), values);
    }
}
