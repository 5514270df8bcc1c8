package org.macrodyn.law;

import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * A sum of terms, Σ_k c_k f_k(z), with the standard errors of its coefficients.
 *
 * @param terms f_k
 * @param coefficients c_k
 * @param covariance {@code [k][k]} of the errors of the coefficients
 * @param kept share of the resamples from which each term was chosen again, 0 to 1
 * @param library n₀, how many terms there were to choose from
 */
public record Formula(List<Term> terms, double[] coefficients, double[][] covariance, double[] kept, int library) {
    /**
     * The sum.
     *
     * @param z {@code [d]}. Not modified.
     * @return its value
     */
    public double value(double[] z) {
        double sum = 0;
        for (int k = 0; k < coefficients.length; k++) {
            sum += coefficients[k] * terms.get(k).value().applyAsDouble(z);
        }
        return sum;
    }

    /**
     * The standard error of {@link #value}.
     *
     * @param z {@code [d]}. Not modified.
     * @return √(fᵀ C f), f the terms at z and C the covariance of the coefficients
     */
    public double valueError(double[] z) {
        double square = 0;
        for (int a = 0; a < coefficients.length; a++) {
            for (int b = 0; b < coefficients.length; b++) {
                double terms = this.terms.get(a).value().applyAsDouble(z)
                        * this.terms.get(b).value().applyAsDouble(z);
                square += covariance[a][b] * terms;
            }
        }
        return Math.sqrt(Math.max(0, square));
    }

    /**
     * Standard errors of the coefficients.
     *
     * @return one for each term
     */
    public double[] errors() {
        return IntStream.range(0, coefficients.length)
                .mapToDouble(k -> Math.sqrt(covariance[k][k]))
                .toArray();
    }

    /**
     * The coefficient of a term.
     *
     * @param text of the term, empty for the constant
     * @return c_k; 0 if the formula has no such term
     */
    public double coefficient(String text) {
        return of(text, coefficients);
    }

    /**
     * The standard error of a term's coefficient.
     *
     * @param text of the term, empty for the constant
     * @return its standard error; 0 if the formula has no such term
     */
    public double error(String text) {
        return of(text, errors());
    }

    private double of(String text, double[] values) {
        return IntStream.range(0, values.length)
                .filter(k -> terms.get(k).text().equals(text))
                .mapToDouble(k -> values[k])
                .findFirst()
                .orElse(0);
    }

    @Override
    public String toString() {
        return sum(
                " − ", " + ", (measured, term) -> measured.text() + (term.text().isEmpty() ? "" : " " + term.text()));
    }

    /**
     * The sum in LaTeX's mathematics.
     *
     * @return for example {@code (0.102 \pm 0.001)\,m - (0.33 \pm 0.01)\,m^3}
     */
    public String latex() {
        return sum(
                " - ",
                " + ",
                (measured, term) -> measured.latex() + (term.latex().isEmpty() ? "" : "\\," + term.latex()));
    }

    private String sum(String minus, String plus, BiFunction<Symbols.Measured, Term, String> write) {
        StringBuilder sum = new StringBuilder();
        double[] errors = errors();
        for (int k = 0; k < coefficients.length; k++) {
            boolean negative = coefficients[k] < 0;
            String sign = negative ? minus : plus;
            sum.append(k > 0 ? sign : negative ? minus.strip() : "");
            sum.append(write.apply(Symbols.measured(coefficients[k], errors[k]), terms.get(k)));
        }
        return sum.isEmpty() ? "0" : sum.toString();
    }

    /**
     * The sum as a Java expression of the array {@code z}, with all digits.
     *
     * @return for example {@code -0.5 * z[0] + 0.25}
     */
    public String java() {
        StringJoiner sum = new StringJoiner(" + ");
        for (int k = 0; k < coefficients.length; k++) {
            String java = terms.get(k).java();
            sum.add(java.equals("1") ? Double.toString(coefficients[k]) : coefficients[k] + " * " + java);
        }
        return sum.length() == 0 ? "0" : sum.toString();
    }
}
