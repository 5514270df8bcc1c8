package org.macrodyn.experiments;

import java.util.Arrays;
import org.macrodyn.closure.MacroPairs;

/** Pairs of a magnet without a field, and their mirror images. */
final class MirrorImages {
    private MirrorImages() {}

    /** Without a field x and −x are equally likely, so every pair (m, …) stands for a second one (−m, …). */
    static MacroPairs with(MacroPairs pairs) {
        int d = pairs.dimension();
        return new MacroPairs(
                pairs.names(), mirrored(pairs.z0(), d), mirrored(pairs.dz(), d), twice(pairs.dt()), pairs.group());
    }

    private static float[] mirrored(float[] rows, int d) {
        float[] both = twice(rows);
        for (int i = 0; i < rows.length; i += d) {
            both[rows.length + i] = -rows[i];
        }
        return both;
    }

    private static float[] twice(float[] values) {
        float[] both = Arrays.copyOf(values, 2 * values.length);
        System.arraycopy(values, 0, both, values.length, values.length);
        return both;
    }
}
