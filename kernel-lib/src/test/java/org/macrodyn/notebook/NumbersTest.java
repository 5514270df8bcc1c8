package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
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
        assertThat(Numbers.format(value)).isEqualTo(text);
    }

    @Test
    void everyKindOfNumberIsShown() {
        assertThat(Numbers.format(0.1f)).isEqualTo("0.1");
        assertThat(Numbers.format(Float.NaN)).isEqualTo("NaN");
        assertThat(Numbers.format(new BigDecimal("123456.789"))).isEqualTo("123457");
        assertThat(Numbers.format(new BigDecimal("1e400"))).isEqualTo("1E+400");
        assertThat(Numbers.format(new BigInteger("123456789012345678901"))).isEqualTo("123456789012345678901");
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
