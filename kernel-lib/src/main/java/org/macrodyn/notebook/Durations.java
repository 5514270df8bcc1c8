package org.macrodyn.notebook;

import java.util.Locale;

/** Durations as a reader wants them. */
final class Durations {
    private Durations() {}

    /** 0.42 s, 12.3 s, 3 min 04 s, 2 h 05 min. */
    static String of(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }
}
