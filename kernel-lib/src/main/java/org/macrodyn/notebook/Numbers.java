package org.macrodyn.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers and durations as a reader wants them. */
final class Numbers {
    /** Significant digits of what is no whole number. */
    private static final int DIGITS = 6;

    private static final double SMALLEST_PLAIN = 1e-3;
    private static final double LARGEST_PLAIN = 1e9;
    /** Whole numbers of floating point are exact below this. */
    private static final double LARGEST_WHOLE = 1e15;

    private Numbers() {}

    /** Whole numbers in full; others with six significant digits, scientific below 1e-3 and from 1e9 on. */
    static String format(Number number) {
        double value = number.doubleValue();
        boolean floating = number instanceof Double || number instanceof Float;
        if (!floating && !(number instanceof BigDecimal)) {
            return number.toString();
        }
        if (!Double.isFinite(value)) {
            return floating ? Double.toString(value) : number.toString();
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < LARGEST_WHOLE) {
            return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        }
        if (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN) {
            return scientific(value);
        }
        int digits = Math.max(DIGITS, 1 + (int) Math.floor(Math.log10(size)));
        BigDecimal rounded = BigDecimal.valueOf(value)
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        return rounded.setScale(Math.max(0, rounded.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    /** 1.23457e-05, without zeros at the factor's end. */
    private static String scientific(double value) {
        String text = String.format(Locale.ROOT, "%." + (DIGITS - 1) + "e", value);
        int power = text.indexOf('e');
        return new BigDecimal(text.substring(0, power)).stripTrailingZeros().toPlainString() + text.substring(power);
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
