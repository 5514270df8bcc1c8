package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"0.123, 0.12 s", "12.34, 12.3 s", "184, 3 min 04 s", "7512, 2 h 05 min"})
    void durationsAreShort(double seconds, String text) {
        assertThat(Durations.of(seconds)).isEqualTo(text);
    }
}
