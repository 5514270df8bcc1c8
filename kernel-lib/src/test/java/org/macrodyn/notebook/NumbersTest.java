package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1.1, 1.1",
        "0.123456, 0.1235",
        "-12.3456, -12.35",
        "123456.7, 123500",
        "0.00012344, 1.234e-04",
        "1234567, 1.235e+06",
        "NaN, NaN",
        "Infinity, Infinity"
    })
    void floatingPointHasFourDigits(double value, String text) {
        assertThat(Numbers.format(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "123456789, 123456789", "-5, -5"})
    void integersAreWhole(long value, String text) {
        assertThat(Numbers.format(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.123, 0.12 s", "12.34, 12.3 s", "184, 3 min 04 s", "7512, 2 h 05 min"})
    void durationsAreShort(double seconds, String text) {
        assertThat(Numbers.duration(seconds)).isEqualTo(text);
    }
}
