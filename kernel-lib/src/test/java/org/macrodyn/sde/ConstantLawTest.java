package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;

/** Of increments with a covariance known by heart. */
class ConstantLawTest {
    /** Δz = (±1, ±1 ± 2): C = ((1, 1), (1, 5)), det C = 4, and a mean that does not count. */
    private static MacroPairs pairs(double second) {
        float[] dz = new float[8];
        for (int i = 0; i < 4; i++) {
            int one = i % 2 == 0 ? 1 : -1;
            int other = i / 2 == 0 ? 1 : -1;
            dz[2 * i] = one + 3;
            dz[2 * i + 1] = (float) (one + second * other);
        }
        float[] dt = new float[4];
        Arrays.fill(dt, 0.5f);
        return new MacroPairs(List.of("a", "b"), new float[8], dz, dt);
    }

    @Test
    void isOfTheMomentsOfIncrements() {
        assertThat(ConstantLaw.loss(pairs(2), Diffusion.FULL, 0)).isCloseTo(2 + Math.log(4), within(1e-12));
        assertThat(ConstantLaw.loss(pairs(2), Diffusion.DIAGONAL, 0)).isCloseTo(2 + Math.log(5), within(1e-12));
    }

    /** S = ((2, 1), (1, 6)), det S = 11, tr S⁻¹ = 8/11. */
    @Test
    void epsilonIsPartOfTheCovariance() {
        assertThat(ConstantLaw.loss(pairs(2), Diffusion.FULL, 1)).isCloseTo(2 + Math.log(11) - 8.0 / 11, within(1e-12));
    }

    @Test
    void dependentIncrementsSayNothing() {
        assertThat(ConstantLaw.loss(pairs(0), Diffusion.FULL, 0)).isNaN();
    }

    /** The second component in units of 1e8: log det C is less by 2 · 8 log 10, and nothing is singular. */
    @Test
    void unitsOfAComponentShiftTheLossAlone() {
        MacroPairs pairs = pairs(2);
        float[] dz = pairs.dz().clone();
        for (int i = 1; i < dz.length; i += 2) {
            dz[i] *= 1e-8f;
        }
        MacroPairs other = new MacroPairs(pairs.names(), pairs.z0(), dz, pairs.dt());
        assertThat(ConstantLaw.loss(other, Diffusion.FULL, 0))
                .isCloseTo(2 + Math.log(4) - 16 * Math.log(10), within(1e-6));
    }
}
