package org.macrodyn.micro.spin;

/**
 * Flip rates r = 1/(1 + exp(ΔH/T)) of the ten classes (s, number of neighbours up) of a square-lattice site.
 *
 * <p>Class = 2 · (neighbours up) + (1 if s = +1), hence 0…9, and Σ_nn s = 2 · (neighbours up) − 4.
 */
final class IsingRates {
    static final int CLASSES = 10;

    /** Beyond this exponent the slowest rate is lost to underflow and a frozen lattice would never change. */
    private static final double LARGEST_EXPONENT = 700;

    final double temperature;
    final double field;
    private final double[] rates = new double[CLASSES];
    /** r_max, the rate of the uniformised clock of one site. */
    final double fastest;
    /** Thresholds of r/r_max for 63 random bits, repeated for the classes of {@link IsingClasses#EDGE} sites; not a copy. */
    final long[] acceptance = new long[IsingClasses.EDGE + CLASSES];

    IsingRates(double temperature, double field) {
        requirePossible(temperature, field, 4);
        this.temperature = temperature;
        this.field = field;
        double largest = 0;
        for (int c = 0; c < CLASSES; c++) {
            int spin = 2 * (c & 1) - 1;
            int neighbourSum = (c & ~1) - 4;
            rates[c] = 1 / (1 + Math.exp(2 * spin * (neighbourSum + field) / temperature));
            largest = Math.max(largest, rates[c]);
        }
        fastest = largest;
        for (int c = 0; c < CLASSES; c++) {
            acceptance[c] = threshold(rates[c] / fastest);
            acceptance[IsingClasses.EDGE + c] = acceptance[c];
        }
    }

    /** Refuses T and h with which a rate is 0 or no number, where the neighbours' field is at most so strong. */
    static void requirePossible(double temperature, double field, double strongest) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException(
                    "T = " + temperature + ": must be finite and above 0 (in units of J/k_B)");
        }
        if (!Double.isFinite(field)) {
            throw new IllegalArgumentException("h = " + field + ": must be finite (in units of J)");
        }
        double lowest = 2 * (strongest + Math.abs(field)) / LARGEST_EXPONENT;
        if (temperature < lowest) {
            throw new IllegalArgumentException(
                    "T = " + temperature + " with h = " + field + ": rates underflow, must be at least " + lowest);
        }
    }

    double of(int siteClass) {
        return rates[siteClass];
    }

    /** P(s = +1 | neighbours up) of a heat-bath update, which is what a Glauber flip amounts to. */
    double up(int neighboursUp) {
        return rates[2 * neighboursUp];
    }

    /** P(s = −1 | neighbours up): the rest. */
    double down(int neighboursUp) {
        return rates[2 * neighboursUp + 1];
    }

    /** A probability as a threshold for 63 random bits; wrong by at most 2⁻⁶³. */
    static long threshold(double probability) {
        return (long) (probability * 0x1p63);
    }
}
