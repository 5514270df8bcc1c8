package org.macrodyn.metrics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * Numbers as a reader wants them: whole ones in full, others with {@value #DIGITS} significant digits, scientific below 1e-3 and
 * from 1e9 on.
 */
public final class Digits extends NumberColumnFormatter {
    private static final int DIGITS = 6;
    private static final double SMALLEST_PLAIN = 1e-3;
    private static final double LARGEST_PLAIN = 1e9;
    /** Whole numbers of floating point are exact below this. */
    private static final double LARGEST_WHOLE = 1e15;

    private Digits() {}

    /**
     * A table that prints so, wherever it is printed; its numbers stay what they are.
     *
     * @param table whose columns are changed
     * @return the same table
     */
    public static Table in(Table table) {
        table.columns().stream().filter(DoubleColumn.class::isInstance).forEach(column -> ((DoubleColumn) column)
                .setPrintFormatter(new Digits()));
        return table;
    }

    @Override
    public String format(double value) {
        return of(value);
    }

    /**
     * A number in words.
     *
     * @param number any
     * @return its digits
     */
    public static String of(Number number) {
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
}
