package org.macrodyn.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.sde.Sde;

/**
 * A macroscopic SDE that can be read: each component of μ(z) and Σ(z) is a sum of few terms of a library ({@link Terms}), with
 * standard errors.
 *
 * <pre>{@code
 * Law law = Law.of(pairs, lambda, Terms.polynomials(List.of("m"), 5).symmetric("m"));
 * law                                 // dm/dt = −(0.50003 ± 0.00009) m − …
 * Forecast.run(law, z0, 0.01, 500, 42, 2)
 * }</pre>
 *
 * <p><b>Fit.</b> Weighted least squares of b = Δz̄/δt and of (Δz − μδt)(Δz − μδt)ᵀ/(λδt), with the weights δt/s(z) and 1/s(z)²,
 * s(z) = mean over the components of Σ_cc(z)/⟨Σ_cc⟩, taken from a first fit, where s ≥ {@value LawFit#LEAST_NOISE}. Terms are
 * chosen by PASTIS: a term has to gain ln(n₀/0.001) of log-likelihood, n₀ the size of the library, noise being what the whole
 * library leaves. Standard errors are the sandwich's over configurations: pairs that belong together, as those of a
 * configuration's rates, count as one.
 *
 * <p><b>Where it holds.</b> Within the range of the data. A quarter of its width beyond, z is held at that edge, so that a
 * polynomial cannot carry a forecast away. Where the formulas give a Σ(z) that is negative in some direction, as rounding and
 * noise can do where it vanishes, that direction has no noise; {@link #projected} is the share of the data's states for which it
 * is so.
 */
public final class Law implements Sde {
    /** How far beyond the data's range a formula is used, in widths of that range. */
    private static final double BEYOND = 0.25;

    private final List<String> names;
    private final List<String> symbols;
    private final Formula[] drift;
    private final Formula[][] covariance;
    /** The drift's, then the covariance's upper triangle by rows. */
    private final Sums all;

    private final List<Misfit> misfits;
    private final double[] low;
    private final double[] high;
    private final double projected;

    /**
     * Of formulas.
     *
     * @param terms the library
     * @param drift {@code [d]}
     * @param covariance {@code [d][d]}, symmetric
     * @param misfits of all targets
     * @param states {@code [n][d]} of the data
     */
    Law(Terms terms, Formula[] drift, Formula[][] covariance, List<Misfit> misfits, double[][] states) {
        names = terms.names();
        symbols = terms.symbols();
        this.drift = drift.clone();
        this.covariance = covariance.clone();
        all = new Sums(lines().map(Line::formula).toList());
        this.misfits = List.copyOf(misfits);
        int d = names.size();
        low = new double[d];
        high = new double[d];
        for (int c = 0; c < d; c++) {
            int component = c;
            double from =
                    Arrays.stream(states).mapToDouble(z -> z[component]).min().orElse(0);
            double to =
                    Arrays.stream(states).mapToDouble(z -> z[component]).max().orElse(0);
            low[c] = from - BEYOND * (to - from);
            high[c] = to + BEYOND * (to - from);
        }
        projected = Arrays.stream(states)
                        .filter(z -> NearestCovariance.negative(matrix(all.at(z))))
                        .count()
                / (double) states.length;
    }

    /**
     * What a target's terms leave to be explained by z.
     *
     * @param of the target, for example {@code dm/dt}
     * @param share root mean square of what a richer description sees, beyond chance, of that of the target
     * @param certain whether chance does not explain it: four standard errors
     * @param allowed share from which on the law is none: {@value LawFit#DRIFT_MISFIT} for drifts, {@value LawFit#NOISE_MISFIT}
     *     for covariances
     * @param where the error lies
     * @param resolution least share, of the third degree in one component, that would be called certain in 98 of 100 cases
     */
    public record Misfit(String of, double share, boolean certain, double allowed, String where, double resolution) {
        /**
         * Whether the terms miss what z says.
         *
         * @return certain, and a larger share than is allowed
         */
        public boolean significant() {
            return certain && !(share <= allowed);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s is missed by %.2g of its size, %s", of, share, where);
        }
    }

    /**
     * The law of some pairs in polynomials of the least degree that leaves nothing significant to be explained, and to which one
     * degree more adds no more than its terms cost, ln(n₀/0.001) of log-likelihood of the drift each, or 1 % of a drift. Degrees
     * go up to 5, as long as there are no more than 60 terms and one for 16 configurations. If all leave something, the
     * likeliest.
     *
     * @param pairs (z, Δz, δt): of evolved patches, or of rates
     * @param lambda λ, ratio of the covariance of the pairs to that of the system: K for patches
     * @return the law
     * @throws IllegalArgumentException as for {@link #of(MacroPairs, double, Terms)}
     */
    public static Law of(MacroPairs pairs, double lambda) {
        return of(pairs, lambda, (int degree) -> Terms.polynomials(pairs.names(), degree));
    }

    /**
     * The same for libraries of one's own, such as polynomials with a symmetry.
     *
     * @param pairs (z, Δz, δt): of evolved patches, or of rates
     * @param lambda λ, ratio of the covariance of the pairs to that of the system: K for patches
     * @param library of each degree
     * @return the law
     * @throws IllegalArgumentException as for {@link #of(MacroPairs, double, Terms)}
     */
    public static Law of(MacroPairs pairs, double lambda, IntFunction<Terms> library) {
        return RisingDegree.law(new Configurations(pairs, lambda), library);
    }

    /**
     * The law of some pairs.
     *
     * @param pairs (z, Δz, δt): of evolved patches, or of rates
     * @param lambda λ, ratio of the covariance of the pairs to that of the system: K for patches
     * @param terms the library
     * @return the law; read {@link #sparse} before it is believed
     * @throws IllegalArgumentException if λ is not above 0, the library is of other components, there are no more configurations
     *     than terms, a component is constant or a combination of others, a term is not finite at a state, or the pairs belong to
     *     several values of a parameter
     */
    public static Law of(MacroPairs pairs, double lambda, Terms terms) {
        return new LawFit(new Configurations(pairs, lambda), terms).law();
    }

    @Override
    public List<String> names() {
        return names;
    }

    /**
     * What the components are written as.
     *
     * @return d symbols
     */
    public List<String> symbols() {
        return symbols;
    }

    @Override
    public double[] drift(double[] z) {
        return Arrays.copyOf(all.at(held(z)), drift.length);
    }

    @Override
    public double[][] covariance(double[] z) {
        return NearestCovariance.of(matrix(all.at(held(z))));
    }

    @Override
    public Coefficients at(double[] z) {
        double[] sums = all.at(held(z));
        return new Coefficients(Arrays.copyOf(sums, drift.length), Sde.lowerRoot(NearestCovariance.of(matrix(sums))));
    }

    private double[] held(double[] z) {
        if (z.length != names.size()) {
            throw new IllegalArgumentException(
                    "z with " + z.length + " components: the law has " + names.size() + " " + names);
        }
        double[] held = z.clone();
        for (int c = 0; c < z.length; c++) {
            held[c] = Math.min(high[c], Math.max(low[c], z[c]));
        }
        return held;
    }

    /** Σ of the sums behind the drift's. */
    private double[][] matrix(double[] sums) {
        int d = drift.length;
        double[][] values = new double[d][d];
        int at = d;
        for (int a = 0; a < d; a++) {
            for (int b = a; b < d; b++) {
                values[a][b] = sums[at++];
                values[b][a] = values[a][b];
            }
        }
        return values;
    }

    /**
     * The drift of a component.
     *
     * @param name of the component
     * @return μ_c as a formula
     * @throws IllegalArgumentException if there is no such component
     */
    public Formula drift(String name) {
        return drift[index(name)];
    }

    /**
     * The covariance of two components.
     *
     * @param first name of the one
     * @param second name of the other
     * @return Σ_ab as a formula
     * @throws IllegalArgumentException if there is no such component
     */
    public Formula covariance(String first, String second) {
        return covariance[index(first)][index(second)];
    }

    private int index(String name) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("component " + name + ": the law has " + names);
        }
        return names.indexOf(name);
    }

    /**
     * Where the law was read.
     *
     * @param component its index
     * @return {from, to}: the range of the data's states
     */
    public double[] range(int component) {
        double width = (high[component] - low[component]) / (1 + 2 * BEYOND);
        return new double[] {low[component] + BEYOND * width, high[component] - BEYOND * width};
    }

    /**
     * Whether the formulas say all that z tells of drift and covariance.
     *
     * @return false if there is no sparse law: a richer description explains a significant part of the residuals of the best one
     */
    public boolean sparse() {
        return misfits.stream().noneMatch(Misfit::significant);
    }

    /**
     * What the formulas leave to be explained by z.
     *
     * @return for each component of the drift and the covariance
     */
    public List<Misfit> misfits() {
        return misfits;
    }

    /**
     * The share of the data's states where the formulas give a covariance that is negative in some direction, which then has no
     * noise.
     *
     * @return 0 to 1
     */
    public double projected() {
        return projected;
    }

    /**
     * A coefficient.
     *
     * @param of the target, for example {@code dm/dt} or {@code Σ(m,ρ)}
     * @param term its term
     * @param coefficient c
     * @param error its standard error
     * @param kept share of the resamples from which the term was chosen again
     */
    public record Row(String of, String term, double coefficient, double error, double kept) {}

    /**
     * All coefficients.
     *
     * @return a row for each, the drift's first
     */
    public List<Row> table() {
        List<Row> rows = new ArrayList<>();
        lines().forEach(line -> {
            Formula formula = line.formula();
            double[] errors = formula.errors();
            for (int k = 0; k < formula.coefficients().length; k++) {
                rows.add(new Row(
                        line.of(),
                        formula.terms().get(k).toString(),
                        formula.coefficients()[k],
                        errors[k],
                        formula.kept()[k]));
            }
        });
        return rows;
    }

    /** A target as text and in LaTeX, and what it is. */
    record Line(String of, String latex, boolean variance, Formula formula) {
        static Line drift(String name, Formula formula) {
            return new Line(
                    "d" + Symbols.text(name) + "/dt", "\\frac{d" + Symbols.latex(name) + "}{dt}", false, formula);
        }

        static Line covariance(List<String> names, int a, int b, Formula formula) {
            boolean single = names.size() == 1;
            String indices = Symbols.latex(names.get(a)) + "," + Symbols.latex(names.get(b));
            return new Line(
                    single ? "σ²" : "Σ(" + names.get(a) + "," + names.get(b) + ")",
                    single ? "\\sigma^2" : "\\Sigma_{" + indices + "}",
                    a == b,
                    formula);
        }
    }

    private Stream<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (int c = 0; c < drift.length; c++) {
            lines.add(Line.drift(symbols.get(c), drift[c]));
        }
        for (int a = 0; a < drift.length; a++) {
            for (int b = a; b < drift.length; b++) {
                lines.add(Line.covariance(symbols, a, b, covariance[a][b]));
            }
        }
        return lines.stream();
    }

    /**
     * The law in LaTeX's mathematics: dz = […] dt + … dW, and the elements of σσᵀ = Σ: the variances, and those beside the
     * diagonal that are not 0.
     *
     * @return aligned lines, without dollars
     */
    public String latex() {
        List<String> rows = new ArrayList<>();
        boolean single = names.size() == 1;
        for (int c = 0; c < drift.length; c++) {
            String noise = single ? "\\sigma\\,dW" : "(\\sigma\\,dW)_{" + Symbols.latex(symbols.get(c)) + "}";
            rows.add("d" + Symbols.latex(symbols.get(c)) + " &= \\left[" + drift[c].latex() + "\\right]dt + " + noise);
        }
        lines().skip(drift.length)
                .filter(line -> line.variance() || line.formula().coefficients().length > 0)
                .forEach(line -> rows.add(line.latex() + " &= " + line.formula().latex()));
        return "\\begin{aligned}" + String.join(" \\\\ ", rows) + "\\end{aligned}";
    }

    /**
     * The source of a Java class with two static methods, {@code double[] drift(double[] z)} and {@code double[][]
     * covariance(double[] z)}: the formulas, z held as here, a variance of one component not negative. It needs nothing but the
     * Java library, and what functions of one's own need.
     *
     * @param name of the class
     * @return its source, in ASCII if the terms are
     * @throws IllegalArgumentException if the name is no Java identifier
     */
    public String java(String name) {
        if (!javax.lang.model.SourceVersion.isName(name) || name.contains(".")) {
            throw new IllegalArgumentException("class \"" + name + "\": must be a Java identifier");
        }
        return JavaSource.of(name, drift, covariance, low, high);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines().forEach(line ->
                text.append(line.of()).append(" = ").append(line.formula()).append('\n'));
        if (projected > 0) {
            text.append(String.format(
                    Locale.ROOT, "Σ would be negative in %.2g %% of the states: no noise there%n", 100 * projected));
        }
        return text.append(verdict()).toString();
    }

    /**
     * What there is to say of the law.
     *
     * @return that there is no sparse law, and why, or how many terms it has and how surely they were chosen
     */
    public String verdict() {
        List<Misfit> significant = misfits.stream().filter(Misfit::significant).toList();
        if (!significant.isEmpty()) {
            return "NO SPARSE LAW: " + significant.get(0) + "; a richer library, or other variables";
        }
        int used = lines().mapToInt(line -> line.formula().terms().size()).sum();
        int library = lines().mapToInt(line -> line.formula().library()).sum();
        double least = lines().flatMapToDouble(
                        line -> Arrays.stream(line.formula().kept()))
                .min()
                .orElse(1);
        double unseen = misfits.stream()
                .limit(names.size())
                .mapToDouble(Misfit::resolution)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "%d of %d terms, each chosen again from at least %.0f %% of the resamples; residuals say no more"
                        + " (what is less than %.2g of a drift they may not say)",
                used,
                library,
                100 * least,
                unseen);
    }
}
