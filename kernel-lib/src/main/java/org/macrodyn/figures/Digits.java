package org.macrodyn.figures;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as a person writes them beside an axis. */
final class Digits {
    private static final MathContext SIX = new MathContext(6);
    private static final int SMALLEST_PLAIN = -4;
    private static final int LARGEST_PLAIN = 5;
    private static final String[] SUPERSCRIPTS = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

    private Digits() {}

    /** At most six significant digits, as short as possible, with a typographic minus. */
    static String plain(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(SIX);
        return exact(rounded, exponent(rounded));
    }

    /**
     * All digits of a number.
     *
     * @param exponent of the power of ten to write it with, where that reads better than zeros
     */
    static String exact(BigDecimal value, int exponent) {
        if (value.signum() == 0) {
            return "0";
        }
        String text = exponent < SMALLEST_PLAIN || exponent > LARGEST_PLAIN
                ? digits(value.movePointLeft(exponent)) + "·" + power(exponent)
                : digits(value);
        return text.replace('-', '−');
    }

    /** 10ⁿ. */
    static String power(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "10⁻" : "10");
        for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
            text.append(SUPERSCRIPTS[digit - '0']);
        }
        return text.toString();
    }

    /** n with 1 ≤ |value| / 10ⁿ < 10; 0 for 0. */
    static int exponent(BigDecimal value) {
        return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    }

    private static String digits(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
