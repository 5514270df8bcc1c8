package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Forecast;

class LawTest {
    private static final List<String> X = List.of("x");
    private static final double[][] A = {{-1, 0.5, 0}, {-0.5, -1, 0}, {0, 0.3, -0.5}};
    private static final double[][] SIGMA = {{0.1, 0, 0}, {0.1, 0.1, 0}, {0, 0, 0.1}};

    /** Exactly these terms, each coefficient within 1 % or three standard errors. */
    private static void assertTerms(Formula formula, Map<String, Double> exact) {
        assertThat(formula.terms().stream().map(Term::text)).containsExactlyInAnyOrderElementsOf(exact.keySet());
        exact.forEach((term, value) -> assertThat(formula.coefficient(term))
                .as(term)
                .isCloseTo(value, within(Math.max(0.01 * Math.abs(value), 3 * formula.error(term)))));
    }

    @Test
    void findsAnOrnsteinUhlenbeckProcessOfThreeDimensions() {
        List<String> names = List.of("x", "y", "u");
        Law law =
                Law.of(LawPairs.euler(names, LawPairs.linear(A, SIGMA), 20_000, 1, 1), 1, Terms.polynomials(names, 2));
        assertTerms(law.drift("x"), Map.of("x", -1.0, "y", 0.5));
        assertTerms(law.drift("y"), Map.of("x", -0.5, "y", -1.0));
        assertTerms(law.drift("u"), Map.of("y", 0.3, "u", -0.5));
        assertTerms(law.covariance("x", "x"), Map.of("", 0.01));
        assertTerms(law.covariance("y", "x"), Map.of("", 0.01));
        assertTerms(law.covariance("y", "y"), Map.of("", 0.02));
        assertTerms(law.covariance("u", "u"), Map.of("", 0.01));
        assertTerms(law.covariance("u", "x"), Map.of());
        double[] z = {0.3, -0.2, 0.1};
        assertThat(law.at(z).drift())
                .as("the formulas one by one")
                .containsExactly(names.stream()
                        .mapToDouble(name -> law.drift(name).value(z))
                        .toArray());
        assertThat(law.at(z).drift()).isEqualTo(law.drift(z));
        assertThat(law.at(z).diffusion()).isDeepEqualTo(law.diffusion(z));
        double[][] root = law.at(z).diffusion();
        assertThat(root[0][0] * root[1][0]).isCloseTo(law.covariance("x", "y").value(z), within(1e-15));
        assertThat(root[0][1]).isZero();
        assertThat(law.sparse()).isTrue();
        assertThat(law.table()).hasSize(10).allMatch(row -> row.kept() > 0.9);
    }

    /** Rate equations and covariances of complete graphs, exact at any n. */
    @Test
    void findsRateEquationsOfCompleteGraphs() {
        int n = 1024;
        Terms fractions = Terms.polynomials(List.of("I", "R"), 5);
        Law epidemic = Law.of(
                LawPairs.generated(new WellMixed.Epidemic(Grid.square(32), 3, 1, 0.5), 400, z -> true, 1),
                1,
                fractions);
        assertTerms(epidemic.drift("I"), Map.of("I", 2.0, "I²", -3.0, "IR", -3.0));
        assertTerms(epidemic.drift("R"), Map.of("I", 1.0, "R", -0.5));
        assertTerms(epidemic.covariance("I", "I"), Map.of("I", 4.0 / n, "I²", -3.0 / n, "IR", -3.0 / n));
        assertTerms(epidemic.covariance("I", "R"), Map.of("I", -1.0 / n));
        assertTerms(epidemic.covariance("R", "R"), Map.of("I", 1.0 / n, "R", 0.5 / n));
        Law schloegl = Law.of(
                LawPairs.generated(new WellMixed.Schloegl(Grid.square(32), 0.05, 6, 1), 400, z -> true, 1),
                1,
                Terms.polynomials(X, 5));
        assertTerms(schloegl.drift("x"), Map.of("", 0.05, "x", -1.05, "x²", 6.0, "x³", -6.0));
        assertTerms(schloegl.covariance("x", "x"), Map.of("", 0.05 / n, "x", 0.95 / n, "x²", 6.0 / n, "x³", -6.0 / n));
        assertThat(schloegl.drift("x").error("x³")).isLessThan(1e-5);
        assertThat(List.of(epidemic.sparse(), schloegl.sparse())).containsOnly(true);
    }

    /**
     * The polynomials nearest to the drift and the variance of the chain's rates, for m uniform in [−0.8, 0.8] and the law's
     * weights.
     */
    @Test
    void findsThePolynomialOfCurieWeiss() {
        CurieWeiss model = new CurieWeiss(Grid.square(32), 1.5, 0);
        int n = 1024;
        Law law = Law.of(
                LawPairs.generated(model, 2000, z -> Math.abs(z[0]) <= 0.8, 1), 1, Terms.polynomials(List.of("m"), 5));
        int points = 1 + 2 * (int) Math.floor(0.8 * n / 2);
        double[] m = new double[points];
        double[] drift = new double[points];
        double[] noise = new double[points];
        for (int i = 0; i < points; i++) {
            int up = n / 2 + i - points / 2;
            m[i] = 2.0 * up / n - 1;
            double down = (1 + m[i]) * model.upRate(up);
            double back = (1 - m[i]) * model.downRate(up);
            drift[i] = back - down;
            noise[i] = 2 * (back + down) / n;
        }
        double mean = Arrays.stream(noise).average().orElseThrow();
        double[] weight = Arrays.stream(noise).map(v -> mean / v).toArray();
        double[] odd = nearest(m, drift, weight, 1, 3, 5);
        assertTerms(law.drift("m"), Map.of("m", odd[0], "m³", odd[1], "m⁵", odd[2]));
        double[] even = nearest(m, noise, Arrays.stream(weight).map(w -> w * w).toArray(), 0, 2, 4);
        assertTerms(law.covariance("m", "m"), Map.of("", even[0], "m²", even[1], "m⁴", even[2]));
    }

    private static double[] nearest(double[] x, double[] y, double[] weight, int... powers) {
        double[][] rows = new double[x.length][powers.length];
        double[] right = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double root = Math.sqrt(weight[i]);
            for (int k = 0; k < powers.length; k++) {
                rows[i][k] = root * Math.pow(x[i], powers[k]);
            }
            right[i] = root * y[i];
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(rows))
                .getSolver()
                .solve(new ArrayRealVector(right))
                .toArray();
    }

    /** dx = (tanh(2x) − x) dt + … from polynomials and products of tanh(2x) with them. */
    @Test
    void findsAFunctionOfOnesOwn() {
        LawPairs.Exact exact = LawPairs.single(x -> Math.tanh(2 * x) - x, x -> 0.2);
        Term tanh = Term.of("tanh(2x)", "Math.tanh(2 * z[0])", z -> Math.tanh(2 * z[0]));
        Terms terms = Terms.polynomials(X, 3).times(tanh, 2);
        assertThat(terms.size()).isEqualTo(7);
        Law law = Law.of(LawPairs.euler(X, exact, 100_000, 1, 1), 1, terms);
        assertTerms(law.drift("x"), Map.of("tanh(2x)", 1.0, "x", -1.0));
        assertTerms(law.covariance("x", "x"), Map.of("", 0.04));
    }

    /** Errors in units of the standard error have variance 1, where noise is the same everywhere and where σ² = 0.01 (1 + x²). */
    @Test
    void standardErrorsAreTrue() {
        for (LawPairs.Exact exact : List.of(
                LawPairs.single(x -> -0.5 * x, x -> 0.1),
                LawPairs.single(x -> -0.5 * x, x -> 0.1 * Math.sqrt(1 + x * x)))) {
            double drift = 0;
            double noise = 0;
            int seeds = 100;
            for (int seed = 0; seed < seeds; seed++) {
                Law law = Law.of(LawPairs.euler(X, exact, 1000, 1, seed), 1, Terms.polynomials(X, 2));
                Formula mu = law.drift("x");
                drift += Math.pow((mu.coefficient("x") + 0.5) / mu.error("x"), 2) / seeds;
                Formula variance = law.covariance("x", "x");
                noise += Math.pow((variance.coefficient("") - 0.01) / variance.error(""), 2) / seeds;
            }
            // Of squares of standard normal numbers; 20 % more for a variance of which the error is estimated, too.
            double chance = 4 * Math.sqrt(2.0 / seeds);
            assertThat(drift).isCloseTo(1, within(chance));
            assertThat(noise).isCloseTo(1, within(1.2 * chance));
        }
    }

    /** In 200 laws without any drift a term too many is let in with probability 0.001 each, at most. */
    @Test
    void letsNoTermInByChance() {
        LawPairs.Exact still = LawPairs.single(x -> 0, x -> 0.1);
        int spurious = 0;
        for (int seed = 0; seed < 200; seed++) {
            spurious += Law.of(LawPairs.euler(X, still, 400, 1, seed), 1)
                    .drift("x")
                    .terms()
                    .size();
        }
        assertThat(spurious).isLessThanOrEqualTo(1);
    }

    @Test
    void dividesTheCovarianceByLambda() {
        MacroPairs pairs = LawPairs.euler(X, LawPairs.single(x -> -x, x -> 0.2), 20_000, 1, 1);
        Formula one = Law.of(pairs, 1).covariance("x", "x");
        Formula four = Law.of(pairs, 4).covariance("x", "x");
        assertThat(four.coefficient("")).isCloseTo(one.coefficient("") / 4, within(1e-12));
        assertTerms(one, Map.of("", 0.04));
    }

    /** 16 repeats of each state as single pairs, and condensed to two. */
    @Test
    void readsTheSameLawFromCondensedPairs() {
        MacroPairs single = LawPairs.euler(X, LawPairs.single(x -> x - x * x * x, x -> 0.2), 2000, 16, 1);
        Law all = Law.of(single, 1);
        Law few = Law.of(single.condensed(16), 1);
        for (String term : List.of("x", "x³")) {
            assertThat(few.drift("x").coefficient(term))
                    .isCloseTo(all.drift("x").coefficient(term), within(2e-3));
            double error = few.drift("x").error(term);
            assertThat(error).isCloseTo(all.drift("x").error(term), within(0.15 * error));
        }
        assertTerms(few.covariance("x", "x"), Map.of("", 0.04));
    }

    @Test
    void saysWhereThereIsNoSparseLaw() {
        MacroPairs pairs = LawPairs.euler(X, LawPairs.single(x -> x - x * x * x, x -> 0.2), 20_000, 1, 1);
        Law line = Law.of(pairs, 1, Terms.polynomials(X, 1));
        assertThat(line.sparse()).isFalse();
        assertThat(line.toString()).contains("NO SPARSE LAW: dx/dt is missed by");
        assertThat(line.misfits().get(0).significant()).isTrue();
        Law cubic = Law.of(pairs, 1);
        assertThat(cubic.drift("x").library()).isEqualTo(4);
        assertThat(cubic.sparse()).isTrue();
        assertThat(cubic.toString()).contains("residuals say no more (what is less than 0.0");
    }

    /** Residuals along x or y alone do not see 0.03 xy, 3 % of the drift and seven standard errors; the next degree does. */
    @Test
    void takesOneDegreeMoreWhereItIsWorthIt() {
        List<String> names = List.of("x", "y");
        LawPairs.Exact exact = new LawPairs.Exact() {
            @Override
            public double[] drift(double[] z) {
                return new double[] {0.03 * z[0] * z[1] - z[0], -z[1]};
            }

            @Override
            public double[][] diffusion(double[] z) {
                return new double[][] {{0.08, 0}, {0, 0.08}};
            }
        };
        MacroPairs pairs = LawPairs.euler(names, exact, 2000, 1, 1);
        assertThat(Law.of(pairs, 1, Terms.polynomials(names, 1)).sparse()).isTrue();
        Law law = Law.of(pairs, 1);
        assertThat(law.drift("x").library()).isEqualTo(6);
        assertThat(law.drift("x").coefficient("xy"))
                .isCloseTo(0.03, within(4 * law.drift("x").error("xy")));
        Law odd = Law.of(pairs, 1, degree -> Terms.polynomials(names, degree).symmetric("x", "y"));
        assertThat(odd.drift("x").terms().stream().map(Term::text)).containsExactly("x");
    }

    /** 0.005 x² is certain, fourteen standard errors, and half a per cent of the drift, which a law may miss. */
    @Test
    void staysReadableWhereADegreeMoreSaysNextToNothing() {
        MacroPairs pairs = LawPairs.euler(X, LawPairs.single(x -> 0.005 * x * x - x, x -> 0.02), 20_000, 1, 1);
        assertThat(Law.of(pairs, 1).drift("x").library()).isEqualTo(2);
    }

    @Test
    void isWrittenWithSymbols() {
        MacroPairs pairs = LawPairs.euler(List.of("magnetisation"), LawPairs.single(x -> -x, x -> 0), 100, 1, 1);
        Law law = Law.of(pairs, 1, Terms.polynomials(pairs.names(), List.of("m"), 1));
        assertThat(law.toString()).startsWith("dm/dt = −1 m\n");
        assertThat(law.latex()).contains("dm &= \\left[-1\\,m\\right]dt");
        assertThat(law.drift("magnetisation").coefficient("m")).isCloseTo(-1, within(1e-6));
        assertThatThrownBy(() -> Terms.polynomials(List.of("a", "b"), List.of("m", "m"), 1))
                .hasMessageContaining("must be one for each, and different");
    }

    @Test
    void aSymmetryLeavesTermsOut() {
        MacroPairs pairs = LawPairs.euler(X, LawPairs.single(x -> 1 - x, x -> 0.1), 2000, 1, 1);
        Law law = Law.of(pairs, 1, Terms.polynomials(X, 3).symmetric("x"));
        assertThat(law.drift("x").terms()).allMatch(term -> List.of("x", "x³").contains(term.text()));
        assertThat(law.drift("x").library()).isEqualTo(2);
    }

    /** σ² = 0.04x is known from x > 0.1 and fits there; a state at −0.3 has no noise. */
    @Test
    void keepsTheCovariancePositive() {
        Formula line = new Formula(
                List.of(Terms.polynomials(X, 1).all().get(1)), new double[] {0.04}, new double[1][1], new double[1], 2);
        Formula none = new Formula(List.of(), new double[0], new double[0][0], new double[0], 2);
        Law law = new Law(
                Terms.polynomials(X, 1), new Formula[] {none}, new Formula[][] {{line}}, List.of(), new double[][] {
                    {-1}, {0.5}, {0.7}, {1}
                });
        assertThat(law.covariance(new double[] {-0.3})[0][0]).isZero();
        assertThat(law.covariance(new double[] {0.5})[0][0]).isEqualTo(0.02);
        assertThat(law.projected()).isEqualTo(0.25);
        assertThat(law.toString()).contains("Σ would be negative in 25 % of the states");
    }

    /** [[1, 2], [2, 1]] has the eigenvalues 3 and −1; the nearest covariance is 3/2 [[1, 1], [1, 1]]. */
    @Test
    void dropsTheDirectionThatIsNegative() {
        Terms names = Terms.polynomials(List.of("a", "b"), 0);
        Formula one = constant(1);
        Formula two = constant(2);
        Law law = new Law(
                names, new Formula[] {one, one}, new Formula[][] {{one, two}, {two, one}}, List.of(), new double[1][2]);
        for (double[] row : law.covariance(new double[2])) {
            assertThat(row).usingComparatorWithPrecision(1e-12).containsExactly(1.5, 1.5);
        }
        assertThat(law.at(new double[2]).diffusion()).isDeepEqualTo(law.diffusion(new double[2]));
        assertThat(law.projected()).isEqualTo(1);
    }

    /** [[1, c], [c, −1]] with c → 0 is [[1, 0], [0, 0]] at the nearest, also where c is far below rounding. */
    @Test
    void dropsTheDirectionBesideElementsThatNearlyVanish() {
        Terms names = Terms.polynomials(List.of("a", "b"), 0);
        Formula one = constant(1);
        Formula tiny = constant(1e-155);
        Law law = new Law(
                names,
                new Formula[] {one, one},
                new Formula[][] {{one, tiny}, {tiny, constant(-1)}},
                List.of(),
                new double[1][2]);
        assertThat(law.covariance(new double[2])).isDeepEqualTo(new double[][] {{1, 0}, {0, 0}});
    }

    private static Formula constant(double value) {
        Term one = Terms.polynomials(X, 0).all().get(0);
        return new Formula(List.of(one), new double[] {value}, new double[1][1], new double[1], 1);
    }

    /** Between −2 and 2 it was fitted: up to −3 and 3 the formula holds, beyond its value there. */
    @Test
    void holdsTheStateFarFromTheData() {
        Law law = Law.of(LawPairs.euler(X, LawPairs.single(x -> -x, x -> 0.1), 2000, 1, 1), 1);
        double slope = law.drift("x").coefficient("x");
        assertThat(law.drift(new double[] {2.9})[0]).isCloseTo(2.9 * slope, within(1e-12));
        assertThat(law.drift(new double[] {50})[0]).isCloseTo(3 * slope, within(0.01));
    }

    /** Mean of dx = −x dt + 0.1 dW from 1: (1 − δ)ᵏ by steps of δ. */
    @Test
    void isForecastLikeAnyModel() {
        Law law = Law.of(LawPairs.euler(X, LawPairs.single(x -> -x, x -> 0.1), 50_000, 1, 1), 1);
        double[][] starts = new double[2000][];
        Arrays.fill(starts, new double[] {1});
        Trajectories runs = Forecast.run(law, starts, 0.1, 11, 42, 2).trajectories();
        double q = 0.9 * 0.9;
        double variance = 0.01 * 0.1 * (1 - Math.pow(q, 10)) / (1 - q);
        assertThat(runs.mean(0)[10]).isCloseTo(Math.pow(0.9, 10), within(4 * Math.sqrt(variance / 2000) + 1e-3));
        assertThat(runs.standardDeviation(0)[10])
                .isCloseTo(Math.sqrt(variance), within(4 * Math.sqrt(variance / 4000)));
    }

    @Test
    void refusesWhatHasNoLaw() {
        MacroPairs pairs = LawPairs.euler(X, LawPairs.single(x -> -x, x -> 0.1), 20, 1, 1);
        assertThatThrownBy(() -> Law.of(pairs, 0)).hasMessageContaining("λ = 0.0: must be finite and above 0");
        assertThatThrownBy(() -> Law.of(
                        LawPairs.euler(X, LawPairs.single(x -> -x, x -> 1), 5, 1, 1), 1, Terms.polynomials(X, 5)))
                .hasMessage(
                        "5 configurations for a library of 6 terms: must be more than there are terms; make more pairs, or take a smaller library");
        assertThatThrownBy(() -> Law.of(pairs, 1, Terms.polynomials(List.of("y"), 1)))
                .hasMessageContaining("library of [y] for pairs of [x]");
        Term logarithm = Term.of("ln x", "Math.log(z[0])", z -> Math.log(z[0]));
        assertThatThrownBy(() -> Law.of(pairs, 1, Terms.polynomials(X, 1).and(logarithm)))
                .hasMessageContaining("term ln x is NaN at z = [-");
        assertThatThrownBy(() -> Law.of(changed(pairs, x -> 0.5), 1))
                .hasMessageContaining("same is constant in the pairs, 0.5");
        assertThatThrownBy(() -> Law.of(changed(pairs, x -> 1 - 2 * x), 1))
                .hasMessageContaining("law of [x, other, same]: same is a linear combination of [x] in the pairs");
        assertThatThrownBy(() -> Law.of(pairs, 1).drift(new double[2])).hasMessageContaining("z with 2 components");
        assertThatThrownBy(() -> Law.of(pairs, 1).drift("y")).hasMessage("component y: the law has [x]");
    }

    /** The pairs with another component, and a third that depends on x. */
    private static MacroPairs changed(MacroPairs pairs, java.util.function.DoubleUnaryOperator third) {
        float[] z0 = new float[3 * pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            z0[3 * i] = pairs.z0()[i];
            z0[3 * i + 1] = i * i % 7;
            z0[3 * i + 2] = (float) third.applyAsDouble(pairs.z0()[i]);
        }
        return new MacroPairs(List.of("x", "other", "same"), z0, z0.clone(), pairs.dt());
    }
}
