package org.macrodyn.exact;

/**
 * The Ising model without field on a finite periodic lattice of M rows and N columns (Kaufman, Phys. Rev. 76, 1232, 1949;
 * Ferdinand and Fisher, Phys. Rev. 185, 832, 1969). J = 1, k_B = 1, K = 1/T; all values per site.
 *
 * <p>Z = ½ (2 sinh 2K)^{MN/2} (Z₁ + Z₂ + Z₃ + Z₄), Z₁,₂ = Π_r 2 cosh, sinh(½ M γ_{2r+1}), Z₃,₄ = Π_r 2 cosh, sinh(½ M
 * γ_{2r}), r = 0…N−1, with cosh γ_l = cosh 2K coth 2K − cos(πl/N) and γ_0 = 2K + ln tanh K, which changes its sign at T_c.
 * Below T = ⅛ the single excitations of energy 8 are exact to all digits, where products of e^{2K} would overflow.
 *
 * @param energy u = −∂ ln Z/∂K/(MN), in units of J
 * @param specificHeat C = K² ∂² ln Z/∂K²/(MN), in units of k_B
 */
public record Kaufman(double energy, double specificHeat) {
    private static final double COLD = 8;

    /**
     * A square lattice.
     *
     * @param side L, at least 2
     * @param temperature T, above 0
     * @return its energy and specific heat
     * @throws IllegalArgumentException if the side is below 2, or the temperature not above 0 or too high for a double
     */
    public static Kaufman square(int side, double temperature) {
        return torus(side, side, temperature);
    }

    /**
     * A rectangular lattice.
     *
     * @param rows M, at least 2
     * @param columns N, at least 2
     * @param temperature T, above 0
     * @return its energy and specific heat
     * @throws IllegalArgumentException if an extent is below 2, or the temperature not above 0 or too high for a double
     */
    public static Kaufman torus(int rows, int columns, double temperature) {
        if (rows < 2 || columns < 2) {
            throw new IllegalArgumentException(
                    "lattice of " + rows + "×" + columns + ": must have at least 2 rows and 2 columns");
        }
        double k = 1 / Onsager.requirePositive(temperature);
        if (k > COLD) {
            return cold(rows, columns, k);
        }
        Product[] products = {
            product(k, rows, columns, 1, false),
            product(k, rows, columns, 1, true),
            product(k, rows, columns, 0, false),
            product(k, rows, columns, 0, true)
        };
        double largest = Double.NEGATIVE_INFINITY;
        for (Product p : products) {
            largest = Math.max(largest, p.logScale);
        }
        double z = 0;
        double first = 0;
        double second = 0;
        for (Product p : products) {
            double scale = Math.exp(p.logScale - largest);
            z += scale * p.value;
            first += scale * p.first;
            second += scale * p.second;
        }
        double sites = (double) rows * columns;
        double logFirst = first / z;
        double logSecond = second / z - logFirst * logFirst;
        double cosh = Math.cosh(2 * k);
        double sinh = Math.sinh(2 * k);
        // The ground state has −2; what is below comes from rounding.
        double energy = Math.max(-2, -(cosh / sinh + logFirst / sites));
        double specificHeat = k * k * (logSecond / sites - 2 / (sinh * sinh));
        if (!Double.isFinite(energy) || !Double.isFinite(specificHeat)) {
            throw new IllegalArgumentException("lattice at T = " + temperature + ": too hot for a double");
        }
        return new Kaufman(energy, specificHeat);
    }

    /**
     * The first term of the low-temperature series: states of energy 8 above the ground, g a site. One is a flipped spin;
     * across an extent of 2, where a site meets its neighbour twice, so is any piece of the lattice between two walls.
     */
    private static Kaufman cold(int rows, int columns, double k) {
        double g = 1 + (rows == 2 ? (columns - 1) / 4.0 : 0) + (columns == 2 ? (rows - 1) / 4.0 : 0);
        double weight = Math.exp(-8 * k);
        double root = weight == 0 ? 0 : 8 * k * Math.sqrt(weight);
        return new Kaufman(-2 + 8 * g * weight, g * root * root);
    }

    /**
     * The domain-wall density ρ = (1 + u/2)/2, the fraction of unlike bonds.
     *
     * @return ρ, from 0 to ½
     */
    public double domainWallDensity() {
        return (1 + energy / 2) / 2;
    }

    /** A factor of the partition function: e^logScale · (value, ∂/∂K, ∂²/∂K²). */
    private record Product(double logScale, double value, double first, double second) {
        /** The product with 2 cosh(½Mγ) or 2 sinh(½Mγ); never divides by a factor, because that of γ_0 vanishes at T_c. */
        Product times(double half, double d1, double d2, boolean sinh) {
            double size = Math.abs(half);
            double decay = Math.exp(-2 * size);
            double even = 1 + decay;
            double odd = Math.copySign(-Math.expm1(-2 * size), half);
            double f = sinh ? odd : even;
            double g = sinh ? even : odd;
            double f1 = g * d1;
            double f2 = f * d1 * d1 + g * d2;
            return new Product(
                    logScale + size, value * f, first * f + value * f1, second * f + 2 * first * f1 + value * f2);
        }
    }

    private static Product product(double k, int rows, int columns, int parity, boolean sinh) {
        Product product = new Product(0, 1, 0, 0);
        for (int r = 0; r < columns; r++) {
            double[] gamma = gamma(k, 2 * r + parity, columns);
            double half = rows / 2.0;
            product = product.times(half * gamma[0], half * gamma[1], half * gamma[2], sinh);
        }
        return product;
    }

    /** γ_l and its first two derivatives with respect to K. */
    private static double[] gamma(double k, int l, int columns) {
        double sinh2 = Math.sinh(2 * k);
        double cosh2 = Math.cosh(2 * k);
        if (l == 0) {
            return new double[] {2 * k + Math.log(Math.tanh(k)), 2 + 2 / sinh2, -4 * cosh2 / (sinh2 * sinh2)};
        }
        double inverse = 1 / (sinh2 * sinh2);
        // cosh γ − 1, without the cancellation at T_c, where sinh 2K = 1.
        double sine = Math.sin(Math.PI * l / (2.0 * columns));
        double excess = (sinh2 - 1) * (sinh2 - 1) / sinh2 + 2 * sine * sine;
        double d1 = 2 * cosh2 * (1 - inverse);
        double d2 = 4 * sinh2 * (1 - inverse) + 8 * cosh2 * cosh2 * inverse / sinh2;
        double root = Math.sqrt(excess * (excess + 2));
        double gamma = Math.log1p(excess + root);
        double gamma1 = d1 / root;
        double gamma2 = (d2 - (1 + excess) * gamma1 * gamma1) / root;
        return new double[] {gamma, gamma1, gamma2};
    }
}
