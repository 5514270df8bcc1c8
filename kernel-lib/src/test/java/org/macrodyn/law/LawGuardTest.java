package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.closure.CondensedPairs;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.metrics.PolynomialFit;
import org.macrodyn.sde.Sde;

/** Rates of grids, lattices and chains by their formulas, where no term is small against another. */
class LawGuardTest {
    /** Constant drift and covariance. */
    private record Plain(List<String> names, double[] mu, double[][] sigma) implements Sde {
        @Override
        public double[] drift(double[] z) {
            return mu.clone();
        }

        @Override
        public double[][] covariance(double[] z) {
            return sigma.clone();
        }
    }

    private static Chain chain(Sde sde, Lattice grid, int band) {
        Chain chain = new Chain((int) grid.size(), band);
        GridRates rates = new GridRates(sde, grid);
        for (int i = 0; i < chain.states(); i++) {
            rates.add(chain, i);
        }
        return chain;
    }

    /** (D/h²)B(−μh/D) up and (D/h²)B(μh/D) down, B(x) = x/(eˣ − 1); the walls reflect. */
    @ParameterizedTest
    @CsvSource({"2, 0.5", "-3, 0.5", "0, 2", "1.5, 0"})
    void ratesOnALineAreThoseOfScharfetterAndGummel(double mu, double variance) {
        double h = 0.25;
        Lattice grid = Lattice.cells(new double[] {1}, new double[] {2}, 4);
        assertThat(grid.unit(0)).isEqualTo(h);
        Chain chain = chain(new Plain(List.of("x"), new double[] {mu}, new double[][] {{variance}}), grid, 1);
        double d = variance / 2;
        double x = mu * h / d;
        double up = d == 0 ? Math.max(0, mu) / h : mu == 0 ? d / (h * h) : d / (h * h) * -x / Math.expm1(-x);
        double down = d == 0 ? Math.max(0, -mu) / h : mu == 0 ? d / (h * h) : d / (h * h) * x / Math.expm1(x);
        for (int i = 0; i < 4; i++) {
            if (i < 3) {
                assertThat(chain.rate(i, i + 1)).isCloseTo(up, within(1e-12 * (1 + up)));
            }
            if (i > 0) {
                assertThat(chain.rate(i, i - 1)).isCloseTo(down, within(1e-12 * (1 + down)));
            }
            assertThat(chain.rate(i, i)).isZero();
        }
        assertThat(up - down).as("the drift").isCloseTo(mu / h, within(1e-9));
    }

    /** Drift and variance are those half-way to the neighbour, the noise that of the point itself. */
    @Test
    void ratesLookHalfWay() {
        Sde sde = new Sde() {
            @Override
            public List<String> names() {
                return List.of("x");
            }

            @Override
            public double[] drift(double[] z) {
                return new double[] {-4 * z[0] * z[0]};
            }

            @Override
            public double[][] covariance(double[] z) {
                return new double[][] {{2 * z[0]}};
            }
        };
        Lattice grid = Lattice.cells(new double[] {1}, new double[] {4}, 3);
        Chain chain = chain(sde, grid, 1);
        // At 2.5 with neighbours at 1.5 and 3.5: D/h² = 2.5, μ = −36 and −16, D = 3 and 2 half-way.
        assertThat(chain.rate(1, 2)).isCloseTo(2.5 * 12 / Math.expm1(12), within(1e-12));
        assertThat(chain.rate(1, 0)).isCloseTo(2.5 * -8 / Math.expm1(-8), within(1e-12));
    }

    /** Σ rate Δ = μ and Σ rate ΔΔᵀ = Σ at a point inside, off the diagonal at any drift, on it without one. */
    @ParameterizedTest
    @CsvSource({"0.8, 0, 0", "-0.6, 0, 0", "0.8, 3, -2", "-0.6, -1, 5", "0, 1, 1"})
    void ratesOfAPlaneHaveTheSdesMoments(double shared, double right, double up) {
        double[][] sigma = {{2, shared}, {shared, 3}};
        Lattice grid = Lattice.cells(new double[] {0, 0}, new double[] {3, 6}, 5);
        double[] h = {0.6, 1.2};
        Chain chain = chain(new Plain(List.of("x", "y"), new double[] {right, up}, sigma), grid, 6);
        int at = grid.number(new int[] {2, 2});
        double[] drift = new double[2];
        double[][] square = new double[2][2];
        for (int i = -1; i <= 1; i++) {
            for (int j = -1; j <= 1; j++) {
                double rate = chain.rate(at, grid.number(new int[] {2 + i, 2 + j}));
                double[] step = {i * h[0], j * h[1]};
                for (int a = 0; a < 2; a++) {
                    drift[a] += rate * step[a];
                    for (int b = 0; b < 2; b++) {
                        square[a][b] += rate * step[a] * step[b];
                    }
                }
            }
        }
        assertThat(drift).containsExactly(new double[] {right, up}, within(1e-9));
        assertThat(square[0][1]).isCloseTo(shared, within(1e-9));
        if (right == 0 && up == 0) {
            assertThat(square[0][0]).isCloseTo(2, within(1e-9));
            assertThat(square[1][1]).isCloseTo(3, within(1e-9));
        }
    }

    /** Middle points, counted with the last component fastest; what lies outside belongs to the outermost. */
    @Test
    void cellsAreCountedRowByRow() {
        Lattice grid = Lattice.cells(new double[] {1, -1}, new double[] {2, 3}, 4);
        double[] z = new double[2];
        grid.state(new int[] {3, 1}, z);
        assertThat(z).containsExactly(1.875, 0.5);
        assertThat(grid.number(new int[] {3, 1})).isEqualTo(13);
        assertThat(grid.counts(13)).containsExactly(3, 1);
        assertThat(grid.size()).isEqualTo(16);
        assertThat(grid.nearest(new double[] {9, 0.6})).containsExactly(3, 1);
        assertThat(grid.nearest(new double[] {-9, 2.1})).containsExactly(0, 3);
        assertThat(grid.holds(new int[] {3, 1}, new int[] {0, 2})).isTrue();
        assertThat(grid.holds(new int[] {3, 1}, new int[] {1, 0})).isFalse();
        assertThat(grid.holds(new int[] {3, 1}, new int[] {0, -2})).isFalse();
        Lattice finer = grid.scaled(2);
        assertThat(finer.unit(1)).isEqualTo(0.5);
        assertThat(finer.last(1)).isEqualTo(6);
    }

    /** Steps of 0.2 and 0.3 are multiples of 0.1, through 0.35 between walls at 0.1 and 1.1; what never moves has one step. */
    @Test
    void latticesHaveTheLargestCommonStep() {
        Lattice lattice = Lattice.of(
                List.of("x", "y"),
                new double[][] {{0.2, 0}, {-0.3, 0}},
                new double[] {0.35, -0.5},
                new Walls(new double[] {0.1, -1}, new double[] {1.1, 2}));
        assertThat(lattice.unit(1)).isEqualTo(3);
        assertThat(lattice.unit(0)).isCloseTo(0.1, within(1e-12));
        assertThat(lattice.last(0)).isEqualTo(9);
        double[] z = new double[2];
        lattice.state(new int[] {0, 0}, z);
        assertThat(z).containsExactly(new double[] {0.15, -0.5}, within(1e-12));
        assertThat(lattice.units(new double[] {-0.3, 0})).containsExactly(-3, 0);
    }

    /** Birth at k, death at i² of i = 0, 1, 2, 3: p_i ∝ kⁱ/(i!)², and balance holds where p falls by 10²⁴⁰. */
    @Test
    void stationaryLawsAreInBalance() {
        Chain chain = new Chain(4, 2);
        for (int i = 0; i < 3; i++) {
            chain.add(i, i + 1, 0.5);
            chain.add(i + 1, i, (i + 1) * (i + 1));
        }
        double[] p = chain.stationary();
        double[] law = {1, 0.5, 0.0625, 0.0625 / 18};
        double all = law[0] + law[1] + law[2] + law[3];
        for (int i = 0; i < 4; i++) {
            assertThat(p[i]).isCloseTo(law[i] / all, within(1e-14));
        }
        Chain steep = new Chain(4, 1);
        for (int i = 0; i < 3; i++) {
            steep.add(i, i + 1, 1e-80);
            steep.add(i + 1, i, 1);
        }
        assertThat(steep.stationary()[3] / 1e-240).isCloseTo(1, within(1e-12));
        Chain flat = new Chain(4, 1);
        for (int i = 0; i < 3; i++) {
            flat.add(i, i + 1, 1e80);
            flat.add(i + 1, i, 1);
        }
        assertThat(flat.stationary()[0] / 1e-240).isCloseTo(1, within(1e-12));
    }

    /** A ring of three states that turns: 1 → 2 → 3 → 1 at rates 3, 2, 4, p ∝ ⅓, ½, ¼. */
    @Test
    void stationaryLawsMayHaveACurrent() {
        Chain ring = new Chain(3, 2);
        ring.add(0, 1, 3);
        ring.add(1, 2, 2);
        ring.add(2, 0, 4);
        assertThat(ring.stationary()).containsExactly(new double[] {4 / 13.0, 6 / 13.0, 3 / 13.0}, within(1e-14));
    }

    /** Two orthogonal terms that explain 16 and 1 of 20: worth 16/2φ and 1/2φ, for a price of ln(2/0.001) each. */
    @Test
    void termsArePaidInUnitsOfTheVariance() {
        double[][] normal = {{4, 0}, {0, 9}};
        double[] right = {8, 3};
        double price = Math.log(2000);
        Selection one = new Selection(normal, right, 20, 0.5);
        assertThat(one.price()).isCloseTo(price, within(1e-12));
        assertThat(one.search()).containsExactly(0);
        assertThat(one.climb(new int[] {1})).containsExactly(0);
        assertThat(one.score()).isCloseTo(16 - price, within(1e-12));
        assertThat(one.coefficients(new int[] {0, 1})).containsExactly(new double[] {2, 1 / 3.0}, within(1e-12));
        assertThat(one.share(0)).isCloseTo(16 / 20.0, within(1e-12));
        assertThat(one.share(1)).isCloseTo(1 / 20.0, within(1e-12));
        Selection both = new Selection(normal, right, 20, 0.05);
        assertThat(both.search()).containsExactly(0, 1);
        assertThat(both.climb(new int[0])).containsExactly(0, 1);
        assertThat(both.score()).isCloseTo(170 - 2 * price, within(1e-9));
    }

    /**
     * A line through the variances 1 + 0.8x + x² of [−1, 1], which know no chance: by equal weights first, 4/3 + 0.8x, then by
     * 1/s², s this line over its mean.
     */
    @Test
    void variancesAreWeightedByTheirOwnSquare() {
        List<String> names = List.of("x");
        int n = 201;
        CondensedPairs pairs = new CondensedPairs(names, n);
        double[] sums = new double[5];
        for (int i = 0; i < n; i++) {
            double x = -1 + 0.01 * i;
            double y = 1 + 0.8 * x + x * x;
            pairs.set(i, new double[] {x}, 0.01, new double[1], new double[][] {{0.01 * y}});
            double weight = 1 / Math.pow(1 + 0.6 * x, 2);
            sums[0] += weight;
            sums[1] += weight * x;
            sums[2] += weight * x * x;
            sums[3] += weight * y;
            sums[4] += weight * x * y;
        }
        double slope = (sums[0] * sums[4] - sums[1] * sums[3]) / (sums[0] * sums[2] - sums[1] * sums[1]);
        double level = (sums[3] - slope * sums[1]) / sums[0];
        Law law = Law.of(pairs.pairs(), 1, Terms.polynomials(names, 1).whole());
        for (double x : new double[] {-0.9, 0, 0.9}) {
            assertThat(law.covariance(new double[] {x})[0][0]).isCloseTo(level + slope * x, within(2e-3));
        }
    }

    /** n/2 (RSS₁/RSS₂ − 1), twice the squares that a parabola leaves being the unit, less three terms of 3 for two of 2. */
    @Test
    void aDegreeLeadsByItsLikelihood() {
        List<String> names = List.of("x");
        int n = 2000;
        MacroPairs pairs = LawPairs.euler(names, LawPairs.single(x -> 0.05 * x * x - x, x -> 0.05), n, 1, 1);
        double[] x = new double[n];
        double[] rate = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = pairs.z0()[i];
            rate[i] = pairs.dz()[i] / pairs.dt()[i];
        }
        double gain = n / 2.0 * (left(x, rate, 1) / left(x, rate, 2) - 1);
        double cost = 3 * Math.log(3000) - 2 * Math.log(2000);
        Configurations data = new Configurations(pairs, 1);
        Law line = new LawFit(data, Terms.polynomials(names, 1).whole()).law();
        double lead = new LawFit(data, Terms.polynomials(names, 2).whole()).lead(line);
        assertThat(gain).isGreaterThan(80);
        assertThat(lead).isCloseTo(gain - cost, within(0.1 * gain));
    }

    private static double left(double[] x, double[] y, int degree) {
        PolynomialFit fit = PolynomialFit.of(x, y, degree);
        return IntStream.range(0, x.length)
                .mapToDouble(i -> Math.pow(y[i] - fit.value(x[i]), 2))
                .sum();
    }
}
