package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void aTrainingFailsAboveTheLossOfAConstantLaw() {
        assertThat(Words.failure(-2.01, -2)).isEmpty();
        assertThat(Words.failure(-1.99, -2)).startsWith(": FAILED, constant drift and noise have -2.000; try");
        assertThat(Words.failure(5, Double.NaN)).isEmpty();
    }

    @Test
    void numbersAreInPlainDigits() {
        assertThat(Words.plain(18.2, 1)).isEqualTo("20");
        assertThat(Words.plain(1499.6, 3)).isEqualTo("1500");
        assertThat(Words.plain(0.5, 3)).isEqualTo("0.500");
        assertThat(Words.plain(-0.00001234, 2)).isEqualTo("-0.000012");
        assertThat(Words.plain(0, 3)).isEqualTo("0.00");
        assertThat(Words.plain(0.0996, 2)).isEqualTo("0.10");
        assertThat(Words.plain(Double.POSITIVE_INFINITY, 2)).isEqualTo("Infinity");
    }
}
