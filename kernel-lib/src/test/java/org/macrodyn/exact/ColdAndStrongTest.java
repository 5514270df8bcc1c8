package org.macrodyn.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact answers at T → 0 and in strong fields: the known limits, or a refusal; never NaN or ∞. */
class ColdAndStrongTest {
    private static final double[] COLD = {1e-3, 1e-6, 1e-12, 1e-300, Double.MIN_VALUE};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 256})
    void coldMeanFieldMagnetsAreAllUpOrAllDown(int n) {
        for (double t : COLD) {
            CurieWeissChain free = new CurieWeissChain(n, t, 0);
            double[] law = free.stationary();
            assertThat(law[0]).isCloseTo(0.5, within(1e-12));
            assertThat(law[n]).isCloseTo(0.5, within(1e-12));
            CurieWeissChain up = new CurieWeissChain(n, t, 0.5);
            assertThat(up.stationary()[n]).isEqualTo(1);
            assertThat(up.mean(up.evolve(up.stationary(), 10))).isCloseTo(1, within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 50", "1, -50", "1e-6, 50", "1e-6, -50", "1e-3, 1e100", "1, -1e100"})
    void strongFieldsAlignAllSpins(double t, double h) {
        CurieWeissChain chain = new CurieWeissChain(16, t, h);
        double sign = Math.signum(h);
        assertThat(chain.mean(chain.stationary())).isEqualTo(sign);
        // Each spin against the field flips at rate 1, and none goes back: m(t) = ±(1 − 2 e^{−t}).
        CurieWeissChain.Course course = chain.course(-sign, 0.5, 5);
        for (int i = 0; i < 5; i++) {
            assertThat(course.mean()[i]).isCloseTo(sign * (1 - 2 * Math.exp(-0.5 * i)), within(1e-12));
        }
        assertThat(chain.drift(0)).isCloseTo(sign, within(1e-12));
        assertThat(16 * chain.variance(0)).isCloseTo(2, within(1e-12));
    }

    /** Detailed balance by logarithms gives what products of rates give where these can be formed. */
    @ParameterizedTest
    @CsvSource({"12, 0.7, 0.2", "7, 1.3, -0.4", "16, 0.2, 0.05"})
    void theStationaryLawIsInDetailedBalance(int n, double t, double h) {
        double[] law = new CurieWeissChain(n, t, h).stationary();
        for (int k = 0; k < n; k++) {
            double m = 2.0 * k / n - 1;
            double birth = (n - k) / (1 + Math.exp(-2 * (m + 1.0 / n + h) / t));
            double death = (k + 1) / (1 + Math.exp(2 * (m + 1.0 / n + h) / t));
            assertThat(law[k] * birth / (law[k + 1] * death)).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void coldLatticesAreInTheirGroundStates() {
        for (double t : COLD) {
            IsingEnumeration free = new IsingEnumeration(3, 3, t, 0);
            double[] law = free.equilibrium();
            assertThat(law[0]).isEqualTo(0.5);
            assertThat(law[511]).isEqualTo(0.5);
            assertThat(free.mean(law, free::energy)).isEqualTo(-2);
            IsingEnumeration field = new IsingEnumeration(3, 3, t, 1e-6);
            assertThat(field.equilibrium()[511]).isCloseTo(1, within(t == 1e-3 ? 0.5 : t == 1e-6 ? 1e-7 : 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 50", "1, -50", "1e-6, 50", "1e-3, -1e100"})
    void strongFieldsAlignLattices(double t, double h) {
        IsingEnumeration lattice = new IsingEnumeration(2, 3, t, h);
        int aligned = h > 0 ? 63 : 0;
        assertThat(lattice.equilibrium()[aligned]).isEqualTo(1);
        double[] start = new double[64];
        start[63 - aligned] = 1;
        assertThat(lattice.mean(lattice.after(start, 0.5), x -> x[0]))
                .isCloseTo(Math.signum(h) * (1 - 2 * Math.exp(-0.5)), within(1e-12));
        assertThat(lattice.meanWaitingTime(start)).isCloseTo(1.0 / 6, within(1e-12));
    }

    /** From the ground state at any low T the next event flips one spin, each as likely; from two apart, one goes back. */
    @Test
    void theNextEventOfAColdLatticeIsTheEasiest() {
        for (double t : COLD) {
            IsingEnumeration lattice = new IsingEnumeration(3, 3, t, 0);
            double[] ground = new double[512];
            ground[0] = 1;
            double[] next = lattice.afterEvent(ground);
            for (int site = 0; site < 9; site++) {
                assertThat(next[1 << site]).isCloseTo(1.0 / 9, within(1e-12));
            }
            double[] flipped = new double[512];
            flipped[1] = 1;
            assertThat(lattice.afterEvent(flipped)[0]).isCloseTo(1, within(1e-12));
            assertThat(lattice.eventRate(flipped)).isCloseTo(1, within(1e-12));
            assertThat(lattice.afterSweep(ground)[0]).isEqualTo(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> lattice.meanWaitingTime(ground))
                    .withMessageContaining("beyond 1e308");
            assertThat(lattice.meanWaitingTime(flipped)).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void sharesOfTheNextEventAreThoseOfTheRates() {
        IsingEnumeration lattice = new IsingEnumeration(2, 3, 0.9, 0.3);
        double[] start = lattice.certain(new byte[] {1, 1, 1, 1, 1, -1});
        double[] next = lattice.afterEvent(start);
        int state = lattice.index(new byte[] {1, 1, 1, 1, 1, -1});
        double[] rates = new double[6];
        for (int i = 0; i < 6; i++) {
            double change = 6 * (lattice.energy(lattice.spins(state ^ 1 << i)) - lattice.energy(lattice.spins(state)));
            rates[i] = 1 / (1 + Math.exp(change / 0.9));
        }
        double total = Arrays.stream(rates).sum();
        for (int i = 0; i < 6; i++) {
            assertThat(next[state ^ 1 << i]).isCloseTo(rates[i] / total, within(1e-13));
        }
    }

    @Test
    void longTimesOfEnumeratedLatticesEnd() {
        IsingEnumeration lattice = new IsingEnumeration(2, 2, 6, 0.1);
        double[] start = new double[16];
        start[0] = 1;
        for (double time : new double[] {150, 177, 500, 2000}) {
            assertThat(lattice.after(start, time)).containsExactly(lattice.equilibrium(), within(1e-10));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> lattice.after(start, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> lattice.after(start, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lattice.after(new double[8], 1))
                .withMessage("law of 8 probabilities: must be 16, one for each state");
        assertThatIllegalArgumentException().isThrownBy(() -> new IsingEnumeration(2, 2, 2, Double.NaN));
        start[3] = Double.NaN;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lattice.eventRate(start))
                .withMessageStartingWith("probability NaN of state 3");
    }

    @Test
    void coldInfiniteAndFiniteLatticesReachTheirLimits() {
        for (double t : COLD) {
            assertThat(Onsager.energy(t)).isEqualTo(-2);
            assertThat(Onsager.domainWallDensity(t)).isZero();
            assertThat(Onsager.magnetisation(t)).isEqualTo(1);
            assertThat(Kaufman.square(64, t)).isEqualTo(new Kaufman(-2, 0));
            assertThat(Kaufman.torus(2, 3, t).domainWallDensity()).isZero();
        }
    }

    /** Across T = ⅛, where the formula changes; the series against all states where both still have digits. */
    @ParameterizedTest
    @CsvSource({"3, 3", "4, 4", "2, 2", "2, 5", "5, 2", "3, 4"})
    void theLowTemperatureTermIsTheEnumerations(int rows, int columns) {
        for (double t : new double[] {0.12, 0.1, 0.05}) {
            IsingEnumeration all = new IsingEnumeration(rows, columns, t, 0);
            double[] law = all.equilibrium();
            double above = all.mean(law, x -> all.energy(x) + 2);
            double square = all.mean(law, x -> Math.pow(all.energy(x) + 2, 2));
            double heat = rows * columns * (square - above * above) / (t * t);
            assertThat(Kaufman.torus(rows, columns, t).specificHeat() / heat).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void justBelowTheCriticalPointTheMagnetisationIsANumber() {
        double t = Onsager.CRITICAL_TEMPERATURE;
        for (int i = 0; i < 50; i++) {
            t = Math.nextDown(t);
            // 1 − sinh⁻⁴ is below 1e-12 there.
            assertThat(Onsager.magnetisation(t)).isBetween(0.0, Math.pow(1e-12, 0.125));
        }
    }

    /** u → −2/T for T → ∞, to all digits. */
    @Test
    void hotLatticesReachTheirLimitsOrAreRefused() {
        assertThat(Onsager.energy(1e8) / -2e-8).isCloseTo(1, within(1e-15));
        assertThat(Onsager.energy(1e300) / -2e-300).isCloseTo(1, within(1e-15));
        double below = Onsager.energy(1000 - 1e-6);
        assertThat(Onsager.energy(1000 + 1e-6)).isCloseTo(below, within(1e-11));
        assertThatIllegalArgumentException().isThrownBy(() -> Onsager.energy(Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kaufman.square(8, 1e200))
                .withMessageContaining("too hot");
    }

    @Test
    void ornsteinUhlenbeckRefusesWhatHasNoNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OrnsteinUhlenbeck(1e-320, 0, 1))
                .withMessageContaining("beyond the range");
        assertThatIllegalArgumentException().isThrownBy(() -> new OrnsteinUhlenbeck(1, 0, 1e200));
        assertThatIllegalArgumentException().isThrownBy(() -> new OrnsteinUhlenbeck(1, 0, 1e-170));
        OrnsteinUhlenbeck still = new OrnsteinUhlenbeck(1, 2, 0);
        assertThat(still.variance(3)).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> still.logDensity(0, 1, 1))
                .withMessageContaining("no spread");
        OrnsteinUhlenbeck process = new OrnsteinUhlenbeck(0.5, 1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> process.logDensity(0, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> process.logDensity(0, 1e200, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> process.mean(0, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> process.variance(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> process.autocovariance(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> process.mean(Double.NaN, 1));
        assertThat(process.mean(7, Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(process.variance(Double.POSITIVE_INFINITY)).isEqualTo(4);
        // Ten standard deviations of the stationary law from its mean.
        assertThat(process.logDensity(1, 21, Double.POSITIVE_INFINITY))
                .isCloseTo(-50 - 0.5 * Math.log(2 * Math.PI * 4), within(1e-12));
    }

    @Test
    void chainsRefuseWhatIsNoLawOrTime() {
        CurieWeissChain chain = new CurieWeissChain(4, 1, 0);
        double[] law = chain.stationary();
        assertThatIllegalArgumentException().isThrownBy(() -> chain.evolve(law, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> chain.evolve(law, Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chain.mean(new double[4]))
                .withMessage("law of 4 probabilities: must be 5, one for each state");
        assertThatIllegalArgumentException().isThrownBy(() -> chain.drift(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> chain.course(0, Double.POSITIVE_INFINITY, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CurieWeissChain(4, 1, Double.NaN))
                .withMessageContaining("h from -1e100 to 1e100");
        assertThat(new CurieWeissChain(4, Double.POSITIVE_INFINITY, 3).stationary())
                .containsExactly(new double[] {1 / 16.0, 4 / 16.0, 6 / 16.0, 4 / 16.0, 1 / 16.0}, within(1e-15));
    }
}
