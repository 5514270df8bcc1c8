package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rates by kind. */
class EventRatesTest {
    private static final List<String> AB = List.of("a", "b");

    @Test
    void eventsThatDoTheSameAreOneKind() {
        EventRates.Builder rates = new EventRates.Builder(AB);
        rates.begin(new double[] {0.5, 0.1});
        rates.add(2, new double[] {0.01, 0});
        rates.add(3, new double[] {0.01 + 1e-12, 0});
        rates.add(5, new double[] {-0.01, 0.02});
        rates.add(7, new double[2]);
        EventRates made = rates.rates();
        assertThat(made.steps()).isDeepEqualTo(new double[][] {{-0.01, 0.02}, {0.01, 0}});
        assertThat(made.rates()).isDeepEqualTo(new double[][] {{5, 5}});
        assertThat(made).hasToString("rates of 2 kinds of events of [a, b] in 1 configurations");
    }

    @Test
    void partsWithOtherKindsAreJoined() {
        EventRates first = new EventRates(AB, new double[][] {{1, 2}}, new double[][] {{1, 0}}, new double[][] {{4}});
        EventRates second = new EventRates(
                AB, new double[][] {{3, 4}, {5, 6}}, new double[][] {{-1, 0}, {1, 0}}, new double[][] {{6, 0}, {7, 8}});
        EventRates joined = EventRates.joined(List.of(first, second));
        assertThat(joined.z()).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}, {5, 6}});
        assertThat(joined.steps()).isDeepEqualTo(new double[][] {{-1, 0}, {1, 0}});
        assertThat(joined.rates()).isDeepEqualTo(new double[][] {{0, 4}, {6, 0}, {7, 8}});
    }

    @Test
    void aContinuumOfKindsIsRefused() {
        EventRates.Builder rates = new EventRates.Builder(AB);
        rates.begin(new double[2]);
        for (int k = 1; k <= 64; k++) {
            rates.add(1, new double[] {k, 0});
        }
        assertThatThrownBy(() -> rates.add(1, new double[] {0.5, 1}))
                .hasMessage(
                        "events change [a, b] in more than 64 ways: a jump form needs few; take fewer observables, or the SDE");
    }

    @Test
    void whatAreNoRatesIsRefused() {
        double[][] z = {{0.1, 0.2}};
        double[][] step = {{1, 0}};
        assertThatThrownBy(() -> new EventRates(AB, z, step, new double[0][]))
                .hasMessageContaining("0 configurations with 1");
        assertThatThrownBy(() -> new EventRates(AB, new double[][] {{0.1, Double.NaN}}, step, new double[][] {{1}}))
                .hasMessage("z[0] = [0.1, NaN]: must be 2 finite numbers");
        assertThatThrownBy(() -> new EventRates(AB, z, step, new double[][] {{-1}}))
                .hasMessage("rates[0] = [-1.0]: must be 1 finite numbers of at least 0");
        assertThatThrownBy(() -> new EventRates(AB, z, new double[][] {{0, 0}}, new double[][] {{1}}))
                .hasMessageContaining("must change an observable");
    }
}
