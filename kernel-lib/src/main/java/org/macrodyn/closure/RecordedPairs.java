package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.data.Recordings;
import org.macrodyn.data.Recordings.Run;

/** Pairs of states that follow each other in recorded runs. */
final class RecordedPairs {
    private RecordedPairs() {}

    /** As {@link MacroPairs#of(Recordings, int)}. */
    static MacroPairs of(Recordings recordings, int every) {
        if (every < 1) {
            throw new IllegalArgumentException("every " + every + "th state: must be at least 1");
        }
        List<Run> stretches = recordings.stretches();
        int pairs = stretches.stream().mapToInt(run -> count(run, every)).sum();
        if (pairs == 0) {
            int longest =
                    stretches.stream().mapToInt(run -> run.times().length).max().orElse(0);
            throw new IllegalArgumentException("no run has " + (every + 1) + " states without a gap, the longest has "
                    + longest + ": pair states that are closer, or record more");
        }
        int d = recordings.names().size();
        float[] z0 = new float[Math.multiplyExact(pairs, d)];
        float[] dz = new float[z0.length];
        float[] dt = new float[pairs];
        int at = 0;
        for (Run run : stretches) {
            for (int k = 0; k < count(run, every); k++, at++) {
                int from = k * every;
                dt[at] = (float) (run.times()[from + every] - run.times()[from]);
                for (int c = 0; c < d; c++) {
                    z0[at * d + c] = (float) run.values()[from][c];
                    dz[at * d + c] = (float) (run.values()[from + every][c] - run.values()[from][c]);
                }
            }
        }
        return new MacroPairs(recordings.names(), z0, dz, dt);
    }

    private static int count(Run stretch, int every) {
        return (stretch.times().length - 1) / every;
    }
}
