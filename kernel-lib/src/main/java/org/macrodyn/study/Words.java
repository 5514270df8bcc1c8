package org.macrodyn.study;

import java.util.Locale;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Trajectories;

/** Results in words: what, how many, how long. */
final class Words {
    private Words() {}

    static String line(Object value, long startNanos) {
        return String.format(Locale.ROOT, "%s, %.1f s", of(value), (System.nanoTime() - startNanos) / 1e9);
    }

    static String of(Object value) {
        if (value instanceof MacroPairs pairs) {
            return String.format(
                    Locale.ROOT, "%,d pairs of %s, δt = %.3g", pairs.size(), pairs.names(), pairs.meanTime());
        } else if (value instanceof Trajectories runs) {
            return runs.runs() + " runs of " + runs.names() + " with " + runs.steps() + " frames";
        } else if (value instanceof double[][] rows) {
            return rows.length + " × " + (rows.length == 0 ? 0 : rows[0].length) + " numbers";
        }
        return String.valueOf(value);
    }
}
