package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.metrics.Published.Method;
import tech.tablesaw.api.Table;

class PublishedTest {
    @Test
    void givesThePapersNumbers() {
        assertThat(Published.curieWeissRelMse(16, Method.OURS)).isEqualTo(1.0638589e-3);
        assertThat(Published.curieWeissRelMse(8, Method.NAIVE)).isEqualTo(1.2569587e-2);
        assertThat(Published.isingRelMse(64, Method.OURS)).isEqualTo(1.9528e-3);
        assertThat(Published.phaseTransitionFit("gamma_over_nu")).isEqualTo(1.791777);
        assertThat(Published.phaseTransitionLambda(64, 2.26)).isEqualTo(9);
        assertThat(Published.phaseTransition("susceptibility", 64, 2.27)).isEqualTo(51.90678);
    }

    @ParameterizedTest
    @CsvSource({
        "curie_weiss_relmse, 8",
        "curie_weiss_relmse_per_magnetisation, 40",
        "curie_weiss_curves_side16, 500",
        "curie_weiss_equilibrium, 45",
        "ising_relmse, 8",
        "ising_phase_transition, 20",
        "ising_phase_transition_scaling, 4",
        "ising_phase_transition_fits, 11",
        "ising_phase_transition_lambda, 21",
        "alloy_sro, 18",
        "alloy_equilibrium_2000K, 24",
        "alloy_curves_2000K, 427"
    })
    void everyTableIsThereWithNumbersAsNumbers(String name, int rows) {
        Table table = Published.table(name);
        assertThat(table.rowCount()).isEqualTo(rows);
        assertThat(table.numericColumns().size()).isGreaterThanOrEqualTo(table.columnCount() - 2);
    }

    @Test
    void theTablesAgreeWithEachOther() {
        Table each = Published.table("curie_weiss_relmse_per_magnetisation");
        for (Method method : Method.values()) {
            for (int side : new int[] {8, 16, 32, 64}) {
                String name = method.name().toLowerCase(Locale.ROOT);
                double mean = each.stream()
                        .filter(row -> row.getInt("side") == side
                                && row.getString("method").equals(name))
                        .mapToDouble(row -> row.getNumber("relmse"))
                        .average()
                        .orElseThrow();
                assertThat(mean).isCloseTo(Published.curieWeissRelMse(side, method), within(1e-5 * mean));
            }
        }
        Table points = Published.table("ising_phase_transition_scaling");
        LogLogFit fit = LogLogFit.of(
                points.numberColumn("side").asDoubleArray(),
                points.numberColumn("mean_abs_m").asDoubleArray());
        assertThat(-fit.exponent()).isCloseTo(Published.phaseTransitionFit("beta_over_nu"), within(1e-5));
    }

    @Test
    void refusesWhatWasNotPublished() {
        assertThatIllegalArgumentException().isThrownBy(() -> Published.table("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Published.curieWeissRelMse(7, Method.OURS));
        assertThatIllegalArgumentException().isThrownBy(() -> Published.phaseTransitionFit("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Published.phaseTransitionLambda(128, 2.25));
    }

    @Test
    void knowsTheAlloysOrder() {
        assertThat(Published.alloyOrder("MoMo", 2000))
                .hasValueSatisfying(value -> assertThat(value).isCloseTo(-0.6371, within(1e-4)));
        assertThat(Published.alloyOrder("MoMo", 2001)).isEmpty();
        assertThat(Published.alloyEquilibrium("TaTa", 524288).orElseThrow()).containsExactly(-0.322243, 0.030756);
        assertThat(Published.alloyEquilibrium("TaTa", 5)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Published.alloyOrder("TaMo", 2000))
                .withMessageContaining("pair TaMo");
    }
}
