package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class PublishedTest {
    @Test
    void givesThePapersNumbers() {
        assertThat(relMse("curie_weiss", 16, "ours")).isEqualTo(1.0638589e-3);
        assertThat(relMse("curie_weiss", 8, "naive")).isEqualTo(1.2569587e-2);
        assertThat(relMse("ising", 64, "ours")).isEqualTo(1.9528e-3);
        assertThat(fit("gamma_over_nu")).isEqualTo(1.791777);
        Map<String, Object> at = Map.of("side", 64, "temperature", 2.26);
        assertThat(Published.number("ising_phase_transition_lambda", "lambda", at))
                .hasValue(9.0);
        at = Map.of("side", 64, "temperature", 2.27);
        assertThat(Published.number("ising_phase_transition", "susceptibility", at))
                .hasValue(51.90678);
    }

    private static double relMse(String system, int side, String method) {
        return Published.number(system + "_relmse", "relmse", Map.of("side", side, "method", method))
                .orElseThrow();
    }

    private static double fit(String name) {
        return Published.number("ising_phase_transition_fits", "value", Map.of("name", name))
                .orElseThrow();
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
        for (String name : List.of("ours", "naive")) {
            for (int side : new int[] {8, 16, 32, 64}) {
                double mean = each.stream()
                        .filter(row -> row.getInt("side") == side
                                && row.getString("method").equals(name))
                        .mapToDouble(row -> row.getNumber("relmse"))
                        .average()
                        .orElseThrow();
                assertThat(mean).isCloseTo(relMse("curie_weiss", side, name), within(1e-5 * mean));
            }
        }
        Table points = Published.table("ising_phase_transition_scaling");
        LogLogFit fit = LogLogFit.of(
                points.numberColumn("side").asDoubleArray(),
                points.numberColumn("mean_abs_m").asDoubleArray());
        assertThat(-fit.exponent()).isCloseTo(fit("beta_over_nu"), within(1e-5));
    }

    @Test
    void refusesWhatWasNotPublished() {
        assertThatIllegalArgumentException().isThrownBy(() -> Published.table("x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Published.number("alloy_sro", "delta_TaMo", Map.of("temperature", 2000)))
                .withMessageContaining("delta_TaMo")
                .withMessageContaining("delta_MoTa");
        assertThat(Published.number("ising_relmse", "relmse", Map.of("side", 7, "method", "ours")))
                .isEmpty();
        assertThat(Published.number("ising_phase_transition_fits", "value", Map.of("name", "x")))
                .isEmpty();
        Map<String, Object> at = Map.of("side", 128, "temperature", 2.25);
        assertThat(Published.number("ising_phase_transition_lambda", "lambda", at))
                .isEmpty();
    }

    @Test
    void knowsTheAlloysOrder() {
        assertThat(Published.number("alloy_sro", "delta_MoMo", Map.of("temperature", 2000.0)))
                .hasValueSatisfying(value -> assertThat(value).isCloseTo(-0.6371, within(1e-4)));
        assertThat(Published.number("alloy_sro", "delta_MoMo", Map.of("temperature", 2001)))
                .isEmpty();
        Map<String, Object> largest = Map.of("pair", "TaTa", "atoms", 524288);
        assertThat(Published.number("alloy_equilibrium_2000K", "mean", largest)).hasValue(-0.322243);
        assertThat(Published.number("alloy_equilibrium_2000K", "std", largest)).hasValue(0.030756);
        assertThat(Published.number("alloy_equilibrium_2000K", "std", Map.of("pair", "TaTa", "atoms", 5)))
                .isEmpty();
    }
}
