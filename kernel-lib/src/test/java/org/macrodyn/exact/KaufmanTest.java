package org.macrodyn.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KaufmanTest {
    private static final double TC = Onsager.CRITICAL_TEMPERATURE;

    /** From an independent program, checked against brute force. */
    @ParameterizedTest
    @CsvSource({
        "0,    -1.491589107, -1.453064853, -1.433658466, -1.423938390",
        "2.27, -1.490655514, -1.451843178, -1.432152475, -1.422149474",
        "2.5,  -1.222320643, -1.131317984, -1.107291661, -1.106082992",
        "2.0,  -1.745683170, -1.745530669, -1.745564527, -1.745564575"
    })
    void energyHasTheTabulatedDigits(double t, double u8, double u16, double u32, double u64) {
        double temperature = t == 0 ? TC : t;
        double[] expected = {u8, u16, u32, u64};
        for (int i = 0; i < 4; i++) {
            Kaufman exact = Kaufman.square(8 << i, temperature);
            assertThat(exact.energy()).as("L = %d", 8 << i).isEqualTo(expected[i], within(5.1e-10));
            assertThat(exact.domainWallDensity()).isEqualTo((1 + expected[i] / 2) / 2, within(1.3e-10));
        }
    }

    /** From the same program. */
    @ParameterizedTest
    @CsvSource({"8, 1.1455592", "16, 1.4987050", "32, 1.8467676", "64, 2.1922114"})
    void specificHeatAtTheCriticalPointHasTheTabulatedDigits(int side, double heat) {
        assertThat(Kaufman.square(side, TC).specificHeat()).isEqualTo(heat, within(5.1e-8));
    }

    @ParameterizedTest
    @CsvSource({"4, 4, 2.27", "4, 4, 2.269185314213022", "3, 3, 1.7", "2, 5, 3.1", "5, 3, 2.0"})
    void agreesWithEnumeration(int rows, int columns, double temperature) {
        IsingEnumeration all = new IsingEnumeration(rows, columns, temperature, 0);
        double[] law = all.equilibrium();
        double u = all.mean(law, all::energy);
        double square = all.mean(law, x -> all.energy(x) * all.energy(x));
        double heat = rows * columns * (square - u * u) / (temperature * temperature);
        Kaufman exact = Kaufman.torus(rows, columns, temperature);
        assertThat(exact.energy()).isEqualTo(u, within(1e-12));
        assertThat(exact.specificHeat()).isEqualTo(heat, within(1e-11));
    }

    @Test
    void specificHeatIsTheDerivativeOfTheEnergy() {
        double step = 1e-4;
        double difference = Kaufman.square(64, 2.3 + step).energy()
                - Kaufman.square(64, 2.3 - step).energy();
        assertThat(Kaufman.square(64, 2.3).specificHeat()).isEqualTo(difference / (2 * step), within(1e-5));
    }

    @Test
    void largeLatticeIsOnsagers() {
        assertThat(Kaufman.square(512, 2.5).energy()).isEqualTo(Onsager.energy(2.5), within(1e-12));
        assertThat(Kaufman.square(512, 2.0).energy()).isEqualTo(Onsager.energy(2.0), within(1e-12));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Kaufman.square(1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2");
        assertThatThrownBy(() -> Kaufman.square(8, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above 0");
    }
}
