package org.macrodyn.exact;

/**
 * The square-lattice Ising model without field on the infinite lattice (Onsager, Phys. Rev. 65, 117, 1944; Yang, Phys. Rev.
 * 85, 808, 1952). J = 1, k_B = 1; all values per site.
 */
public final class Onsager {
    /** T_c = 2/ln(1 + √2) = 2.26918531421… */
    public static final double CRITICAL_TEMPERATURE = 2 / Math.log(1 + Math.sqrt(2));

    /** Below this K the first terms of the series in tanh K are exact to all digits, and the closed form is not. */
    private static final double HOT = 1e-3;

    private Onsager() {}

    /**
     * The energy u = −coth 2K [1 + (2/π) κ′ K₁(κ)], K = 1/T, κ′ = 2 tanh² 2K − 1, K₁ the complete elliptic integral of the
     * first kind of modulus κ = √(1 − κ′²).
     *
     * @param temperature T, above 0
     * @return u, from −2 (T → 0) to 0 (T → ∞); −√2 at T_c
     * @throws IllegalArgumentException if the temperature is not finite and above 0
     */
    public static double energy(double temperature) {
        double twoK = 2 / requirePositive(temperature);
        if (twoK < 2 * HOT) {
            // ln Z/N = ln 2 + 2 ln cosh K + v⁴ + 2v⁶ + …, v = tanh K.
            double v = Math.tanh(twoK / 2);
            return -2 * v - (4 * Math.pow(v, 3) + 12 * Math.pow(v, 5)) * (1 - v * v);
        }
        double tanh = Math.tanh(twoK);
        double complement = 2 * tanh * tanh - 1;
        double mean = arithmeticGeometricMean(1, Math.abs(complement));
        return -(1 + (mean == 0 ? 0 : complement / mean)) / tanh;
    }

    /**
     * The domain-wall density ρ = (1 + u/2)/2, the fraction of unlike bonds.
     *
     * @param temperature T, above 0
     * @return ρ, from 0 to ½
     * @throws IllegalArgumentException if the temperature is not finite and above 0
     */
    public static double domainWallDensity(double temperature) {
        return (1 + energy(temperature) / 2) / 2;
    }

    /**
     * The spontaneous magnetisation m = (1 − sinh⁻⁴ 2K)^⅛ below T_c, 0 above.
     *
     * @param temperature T, above 0
     * @return m, from 0 to 1
     * @throws IllegalArgumentException if the temperature is not finite and above 0
     */
    public static double magnetisation(double temperature) {
        double sinh = Math.sinh(2 / requirePositive(temperature));
        // Rounding may leave sinh 2K at 1 or below it just below T_c.
        return temperature < CRITICAL_TEMPERATURE ? Math.pow(Math.max(0, 1 - Math.pow(sinh, -4)), 0.125) : 0;
    }

    static double requirePositive(double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("T = " + temperature + ": must be finite and above 0");
        }
        return temperature;
    }

    /** K₁ = π/(2 AGM(1, κ′)) (Gauss); 0 if an argument is 0. */
    private static double arithmeticGeometricMean(double a, double b) {
        double x = a;
        double y = b;
        while (y != 0 && Math.abs(x - y) > 1e-15 * x) {
            double mean = (x + y) / 2;
            y = Math.sqrt(x * y);
            x = mean;
        }
        return y == 0 ? 0 : x;
    }
}
