package org.macrodyn.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.run.RandomStreams;

/**
 * The library of functions that a law is chosen from.
 *
 * <pre>{@code
 * Terms.polynomials(List.of("m", "ρ"), 4).symmetric("m")           // even and odd powers of m where they belong
 * Terms.polynomials(List.of("m"), 5).and(Term.of("tanh(m/2)", "Math.tanh(z[0] / 2)", z -> Math.tanh(z[0] / 2)))
 * }</pre>
 *
 * <p>Immutable: each method gives another library.
 */
public final class Terms {
    private static final int LARGEST_DEGREE = 7;
    private static final int LARGEST_DIMENSION = 6;
    /** Points at which the sign of a term under a symmetry is looked at, and how exactly. */
    private static final int POINTS = 8;

    private static final double ROUNDING = 1e-9;

    private final List<String> names;
    private final List<String> symbols;
    private final List<Term> all;
    /** Components that change sign, one array for each symmetry. */
    private final List<boolean[]> symmetries;

    private final boolean whole;

    private Terms(List<String> names, List<String> symbols, List<Term> all, List<boolean[]> symmetries, boolean whole) {
        this.whole = whole;
        this.names = names;
        this.symbols = symbols;
        this.all = List.copyOf(all);
        this.symmetries = symmetries;
    }

    /**
     * All monomials of the components of z up to a total degree, the constant included: (d + degree)! / (d! degree!) terms.
     *
     * @param names of the d components, at most 6
     * @param degree largest total degree, 0 to 7
     * @return the library
     * @throws IllegalArgumentException if there are other numbers of components or another degree
     */
    public static Terms polynomials(List<String> names, int degree) {
        return polynomials(names, names, degree);
    }

    /**
     * The same with symbols to write the law with, for names that are long.
     *
     * @param names of the d components, at most 6
     * @param symbols of them, for example {@code ρ}
     * @param degree largest total degree, 0 to 7
     * @return the library
     * @throws IllegalArgumentException if there are other numbers of components, of symbols, or another degree
     */
    public static Terms polynomials(List<String> names, List<String> symbols, int degree) {
        int[] most = new int[names.size()];
        Arrays.fill(most, degree);
        return polynomials(names, symbols, degree, most);
    }

    /**
     * The same without high powers of some components: of one that the others nearly decide, as fast variables are by slow
     * ones, high powers say little within the data and run away beside them.
     *
     * @param names of the d components, at most 6
     * @param symbols of them
     * @param degree largest total degree, 0 to 7
     * @param most {@code [d]} largest power of each component, at least 0
     * @return the library
     * @throws IllegalArgumentException as for all monomials, or if there is not one largest power for each component
     */
    public static Terms polynomials(List<String> names, List<String> symbols, int degree, int[] most) {
        if (names.isEmpty() || names.size() > LARGEST_DIMENSION || degree < 0 || degree > LARGEST_DEGREE) {
            throw new IllegalArgumentException("polynomials of degree " + degree + " of " + names
                    + ": must be of degree 0 to " + LARGEST_DEGREE + " and 1 to " + LARGEST_DIMENSION + " components");
        }
        if (symbols.size() != names.size() || symbols.stream().distinct().count() != symbols.size()) {
            throw new IllegalArgumentException(
                    "symbols " + symbols + " for " + names + ": must be one for each, and different");
        }
        if (most.length != names.size() || Arrays.stream(most).anyMatch(power -> power < 0)) {
            throw new IllegalArgumentException(
                    "largest powers " + Arrays.toString(most) + " of " + names + ": must be one for each, at least 0");
        }
        return new Terms(List.copyOf(names), List.copyOf(symbols), monomials(symbols, degree, most), List.of(), false);
    }

    private static List<Term> monomials(List<String> names, int degree, int[] most) {
        List<int[]> powers = new ArrayList<>();
        for (int total = 0; total <= degree; total++) {
            enumerate(new int[names.size()], 0, total, powers);
        }
        return powers.stream()
                .filter(each -> IntStream.range(0, most.length).allMatch(c -> each[c] <= most[c]))
                .map(each -> monomial(names, each))
                .toList();
    }

    /** Exponents from a component on that add up to what is left, those of the first components largest first. */
    private static void enumerate(int[] power, int from, int left, List<int[]> found) {
        if (from == power.length - 1) {
            power[from] = left;
            found.add(power.clone());
            return;
        }
        for (int own = left; own >= 0; own--) {
            power[from] = own;
            enumerate(power, from + 1, left - own, found);
        }
    }

    private static Term monomial(List<String> names, int[] power) {
        boolean letters = IntStream.range(0, power.length)
                .filter(c -> power[c] > 0)
                .allMatch(c -> names.get(c).codePointCount(0, names.get(c).length()) == 1);
        List<String> text = new ArrayList<>();
        List<String> latex = new ArrayList<>();
        List<String> java = new ArrayList<>();
        for (int c = 0; c < power.length; c++) {
            if (power[c] > 0) {
                String name = names.get(c);
                text.add(Symbols.text(name) + (power[c] > 1 ? Symbols.superscript(power[c]) : ""));
                latex.add(Symbols.latex(name) + (power[c] > 1 ? "^" + power[c] : ""));
                java.addAll(Collections.nCopies(power[c], "z[" + c + "]"));
            }
        }
        return new Term(
                String.join(letters ? "" : "·", text),
                String.join(letters ? "" : "\\,", latex),
                java.isEmpty() ? "1" : String.join(" * ", java),
                product(IntStream.range(0, power.length)
                        .flatMap(c -> IntStream.generate(() -> c).limit(power[c]))
                        .toArray()));
    }

    /** Of components of z, each as often as it is named. */
    private static ToDoubleFunction<double[]> product(int[] factors) {
        return z -> {
            double product = 1;
            for (int c : factors) {
                product *= z[c];
            }
            return product;
        };
    }

    /**
     * The same with a function of one's own.
     *
     * @param function for example {@code tanh(m/2)}
     * @return the larger library
     * @throws IllegalArgumentException if there is a term of that text already, or the function is neither even nor odd under a
     *     symmetry that was stated
     */
    public Terms and(Term function) {
        return times(function, 0);
    }

    /**
     * The same with the products of a function of one's own and all monomials up to a total degree, the function itself included.
     *
     * @param function for example {@code tanh(m/2)}
     * @param degree largest total degree of the monomials, 0 to 7
     * @return the larger library
     * @throws IllegalArgumentException if the degree lies outside, there is a term of that text already, or a product is neither
     *     even nor odd under a symmetry that was stated
     */
    public Terms times(Term function, int degree) {
        List<Term> more = new ArrayList<>(all);
        for (Term monomial : polynomials(names, symbols, degree).all) {
            Term product = monomial.times(function);
            if (more.stream().anyMatch(term -> term.text().equals(product.text()))) {
                throw new IllegalArgumentException(
                        "term " + product + ": the library has it already; give the function another name");
            }
            more.add(product);
        }
        return new Terms(names, symbols, more, symmetries, whole).requireSigns();
    }

    /**
     * States a symmetry: the law is the same after a change of sign of some components, μ(Sz) = Sμ(z) and Σ(Sz) = SΣ(z)S. Each
     * component of μ and Σ is then chosen from the terms of its own sign, for example the odd ones for dm/dt.
     *
     * @param flipped the components that change sign together
     * @return the library with that symmetry, too
     * @throws IllegalArgumentException if there is no such component, or a term is neither even nor odd
     */
    public Terms symmetric(String... flipped) {
        List<String> chosen = Arrays.asList(flipped);
        if (chosen.isEmpty() || !names.containsAll(chosen)) {
            throw new IllegalArgumentException(
                    "symmetry under a change of sign of " + chosen + ": must be some of " + names);
        }
        boolean[] symmetry = new boolean[names.size()];
        chosen.forEach(name -> symmetry[names.indexOf(name)] = true);
        List<boolean[]> more = new ArrayList<>(symmetries);
        more.add(symmetry);
        return new Terms(names, symbols, all, List.copyOf(more), whole).requireSigns();
    }

    /**
     * The same with nothing left out: a law of it has all its terms, by least squares, whatever they gain. No choice then biases
     * a coefficient; each has the noise of all.
     *
     * @return the library, to be taken whole
     */
    public Terms whole() {
        return new Terms(names, symbols, all, symmetries, true);
    }

    /** Whether a law has all terms. */
    boolean isWhole() {
        return whole;
    }

    private Terms requireSigns() {
        symmetries.forEach(symmetry -> all.forEach(term -> sign(term, symmetry)));
        return this;
    }

    /** ±1: f(Sz) = ±f(z). */
    private int sign(Term term, boolean[] symmetry) {
        RandomGenerator random = RandomStreams.stream(0, "sign of a term", 0);
        double even = 0;
        double odd = 0;
        double size = 0;
        for (int point = 0; point < POINTS; point++) {
            double[] z = random.doubles(names.size(), -1, 1).toArray();
            double value = term.value().applyAsDouble(z);
            for (int c = 0; c < z.length; c++) {
                z[c] = symmetry[c] ? -z[c] : z[c];
            }
            double mirrored = term.value().applyAsDouble(z);
            even += Math.abs(value - mirrored);
            odd += Math.abs(value + mirrored);
            size += Math.abs(value) + Math.abs(mirrored);
        }
        if (even <= ROUNDING * size) {
            return 1;
        }
        if (odd <= ROUNDING * size) {
            return -1;
        }
        throw new IllegalArgumentException("term " + term
                + ": is neither even nor odd under the stated change of sign; leave it out, or the symmetry");
    }

    /**
     * The terms that a component of the law is chosen from.
     *
     * @param components its indices: one for the drift's, two for the covariance's
     * @return numbers of terms
     */
    int[] allowed(int... components) {
        return IntStream.range(0, all.size())
                .filter(term -> symmetries.stream().allMatch(symmetry -> {
                    int sign = 1;
                    for (int c : components) {
                        sign *= symmetry[c] ? -1 : 1;
                    }
                    return sign(all.get(term), symmetry) == sign;
                }))
                .toArray();
    }

    /**
     * Names of the components of z.
     *
     * @return d names
     */
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

    /**
     * The terms.
     *
     * @return all of them, the constant first
     */
    public List<Term> all() {
        return all;
    }

    /**
     * How many terms there are.
     *
     * @return n₀
     */
    public int size() {
        return all.size();
    }

    @Override
    public String toString() {
        return all.size() + " terms of " + names
                + (symmetries.isEmpty() ? "" : ", with " + symmetries.size() + " symmetry");
    }
}
