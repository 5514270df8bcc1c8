package org.macrodyn.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** From an independent evaluation of Onsager's formulas (Phys. Rev. 65, 117, 1944). */
class OnsagerTest {
    @Test
    void criticalPoint() {
        assertThat(Onsager.CRITICAL_TEMPERATURE).isEqualTo(2.26918531421, within(5e-12));
        assertThat(Onsager.energy(Onsager.CRITICAL_TEMPERATURE)).isEqualTo(-Math.sqrt(2), within(1e-12));
        assertThat(Onsager.domainWallDensity(Onsager.CRITICAL_TEMPERATURE)).isEqualTo(0.14644661, within(5e-9));
    }

    @Test
    void energyOnBothSides() {
        assertThat(Onsager.energy(2.5)).isEqualTo(-1.106079204, within(5e-10));
        assertThat(Onsager.energy(2.0)).isEqualTo(-1.745564575, within(5e-10));
        assertThat(Onsager.domainWallDensity(2.5)).isEqualTo(0.2234802, within(5e-8));
    }

    @Test
    void limitsOfTemperature() {
        assertThat(Onsager.energy(0.05)).isEqualTo(-2, within(1e-14));
        double k = 1e-3;
        assertThat(Onsager.energy(1 / k)).isEqualTo(-2 * k, within(1e-8));
    }

    @Test
    void spontaneousMagnetisation() {
        assertThat(Onsager.magnetisation(2.0)).isEqualTo(0.91131938, within(5e-9));
        assertThat(Onsager.magnetisation(0.1)).isEqualTo(1, within(1e-15));
        assertThat(Onsager.magnetisation(Onsager.CRITICAL_TEMPERATURE)).isZero();
        assertThat(Onsager.magnetisation(3)).isZero();
    }

    @Test
    void refusesTemperaturesThatAreNone() {
        assertThatThrownBy(() -> Onsager.energy(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("T = -1.0: must be finite and above 0");
        assertThatThrownBy(() -> Onsager.magnetisation(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
