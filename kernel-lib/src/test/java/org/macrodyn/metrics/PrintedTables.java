package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.regex.Pattern;
import tech.tablesaw.api.Table;

/** What tables of the library look like where they are printed. */
public final class PrintedTables {
    private static final Pattern LONG = Pattern.compile("\\.\\d{10}");

    private PrintedTables() {}

    /** Six significant digits, behind as many as three zeros; the numbers themselves have more. */
    public static void requireSixDigits(Table table) {
        assertThat(table.numericColumns().stream()
                        .flatMapToDouble(column -> Arrays.stream(column.asDoubleArray()))
                        .mapToObj(Double::toString))
                .as("the numbers have more")
                .anyMatch(number -> LONG.matcher(number).find());
        assertThat(table.printAll()).doesNotContainPattern(LONG);
    }
}
