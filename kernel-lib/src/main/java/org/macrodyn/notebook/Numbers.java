package org.macrodyn.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers and durations as a reader wants them. */
final class Numbers {
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private Numbers() {}

    /** Four significant digits for floating point (scientific below 1e-3 and from 1e6 on); integers as they are. */
    static String format(Number number) {
        double value = number.doubleValue();
        boolean whole = !(number instanceof Double || number instanceof Float || number instanceof BigDecimal);
        if (whole || value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return whole ? number.toString() : Double.toString(value).replace("0.0", "0");
        }
        double size = Math.abs(value);
        if (size < 1e-3 || size >= 1e6) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS);
        return rounded.setScale(Math.max(0, rounded.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    /** 0.42 s, 12.3 s, 3 min 04 s, 2 h 05 min. */
    static String duration(double seconds) {
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
