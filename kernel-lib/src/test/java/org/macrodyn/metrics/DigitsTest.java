package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class DigitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "1.1, 1.1",
        "0.123456, 0.123456",
        "0.1234567, 0.123457",
        "-12.3456, -12.3456",
        "123456.789, 123457",
        "123500, 123500",
        "1234567, 1234567",
        "-1234567.8, -1234568",
        "123456789012345, 123456789012345",
        "1e15, 1e+15",
        "1234567890.5, 1.23457e+09",
        "0.001, 0.001",
        "0.00012344, 1.2344e-04",
        "0.00001, 1e-05",
        "0.99999999, 1",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void floatingPointHasSixDigitsAndWholeNumbersAllOfTheirs(double value, String text) {
        assertThat(Digits.of(value)).isEqualTo(text);
    }

    @Test
    void everyKindOfNumberIsShown() {
        assertThat(Digits.of(0.1f)).isEqualTo("0.1");
        assertThat(Digits.of(Float.NaN)).isEqualTo("NaN");
        assertThat(Digits.of(new BigDecimal("123456.789"))).isEqualTo("123457");
        assertThat(Digits.of(new BigDecimal("1e400"))).isEqualTo("1E+400");
        assertThat(Digits.of(new BigInteger("123456789012345678901"))).isEqualTo("123456789012345678901");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "123456789, 123456789", "-5, -5"})
    void integersAreWhole(long value, String text) {
        assertThat(Digits.of(value)).isEqualTo(text);
    }

    /** Tablesaw prints as a notebook does; the numbers keep all their digits. */
    @Test
    void tablesPrintSo() {
        Table table = Digits.in(Table.create(
                StringColumn.create("name", "x"),
                DoubleColumn.create("value", 0.010276228157574428),
                DoubleColumn.create("none", Double.NaN)));
        assertThat(table.print())
                .contains("0.0102762 ")
                .doesNotContain("0.01027622")
                .contains("NaN");
        assertThat(table.doubleColumn("value").get(0)).isEqualTo(0.010276228157574428);
        assertThat(table.write().toString("csv")).contains("0.010276228157574428");
    }
}
