package org.macrodyn.sde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.macrodyn.run.Trajectories;

/**
 * Trajectories of a learnt SDE, and which of them left the finite numbers.
 *
 * @param trajectories all of them, {@code [runs][steps][d]}; a lost one holds NaN or infinities from some step on
 * @param lost indices of the runs whose last state is not finite, ascending
 */
public record ForecastResult(Trajectories trajectories, int[] lost) {
    /**
     * The trajectories without the lost ones.
     *
     * @return finite trajectories
     * @throws IllegalStateException if all are lost
     */
    public Trajectories finite() {
        if (lost.length == trajectories.runs()) {
            throw new IllegalStateException("all " + lost.length
                    + " trajectories left the finite numbers: shorten the step, or train on data around the start");
        }
        int[] kept = IntStream.range(0, trajectories.runs())
                .filter(run -> Arrays.binarySearch(lost, run) < 0)
                .toArray();
        return trajectories.of(kept);
    }

    @Override
    public String toString() {
        return trajectories + ", of which " + lost.length + " left the finite numbers";
    }
}
