package org.macrodyn.law;

import java.util.Locale;

/** How names, powers and numbers are written, as text and in LaTeX. */
final class Symbols {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    /** Relative error that is not worth a digit. */
    private static final double NEGLIGIBLE = 5e-7;
    /** Significant digits of a number, and of its error. */
    private static final int MOST_DIGITS = 6;

    private static final int ERROR_DIGITS = 2;
    /** Numbers from 10^−3 to 10^5 are written without a power of ten. */
    private static final int SMALLEST = -3;

    private static final int LARGEST = 5;

    private Symbols() {}

    /** A name within a product: in brackets unless it is a word. */
    static String text(String name) {
        return isWord(name) ? name : "[" + name + "]";
    }

    /** A name in LaTeX: a letter as it is, longer ones upright. */
    static String latex(String name) {
        if (name.codePointCount(0, name.length()) == 1) {
            return escaped(name);
        }
        return isWord(name) ? upright(name) : "[" + upright(name) + "]";
    }

    /** Any text in LaTeX's mathematics. */
    static String upright(String text) {
        return "\\mathrm{" + escaped(text) + "}";
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if ("#$%&_{}".indexOf(c) >= 0) {
                safe.append('\\');
            }
            safe.append(c == '\\' ? "\\backslash " : c == '^' ? "\\hat{}" : Character.toString(c));
        });
        return safe.toString();
    }

    private static boolean isWord(String name) {
        return name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    }

    /** An integer as superscript. */
    static String superscript(int power) {
        StringBuilder raised = new StringBuilder();
        for (char digit : Integer.toString(Math.abs(power)).toCharArray()) {
            raised.append(SUPERSCRIPTS.charAt(digit - '0'));
        }
        return (power < 0 ? "⁻" : "") + raised;
    }

    /** |value| ± error; the error with two digits, the value with as many places. */
    static Measured measured(double value, double error) {
        double size = Math.abs(value);
        int exponent = size > 0 ? (int) Math.floor(Math.log10(size)) : 0;
        int power = exponent < SMALLEST || exponent >= LARGEST ? exponent : 0;
        double unit = Math.pow(10, power);
        boolean exact = !(error > NEGLIGIBLE * size);
        int last = exact ? exponent - MOST_DIGITS + 1 : (int) Math.floor(Math.log10(error)) - ERROR_DIGITS + 1;
        int places = Math.max(0, power - last);
        String number = String.format(Locale.ROOT, "%." + places + "f", size / unit);
        number = exact && number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
        String spread = exact ? "" : String.format(Locale.ROOT, "%." + places + "f", error / unit);
        return new Measured(number, spread, power);
    }

    /** A number without sign, its error, empty if negligible, and the power of ten that both are multiplied by. */
    record Measured(String number, String error, int power) {
        /** As text. */
        String text() {
            String both = error.isEmpty() ? number : "(" + number + " ± " + error + ")";
            return power == 0 ? both : both + "·10" + superscript(power);
        }

        /** In LaTeX. */
        String latex() {
            String both = error.isEmpty() ? number : "(" + number + " \\pm " + error + ")";
            return power == 0 ? both : both + "\\cdot 10^{" + power + "}";
        }
    }
}
