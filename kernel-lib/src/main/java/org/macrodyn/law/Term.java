package org.macrodyn.law;

import java.util.function.ToDoubleFunction;

/**
 * A function of z that a law may consist of.
 *
 * @param text as text, for example {@code m²ρ}; empty for the constant 1
 * @param latex in LaTeX's mathematics; empty for the constant 1
 * @param java as a Java expression of the array {@code z}, for example {@code z[0] * z[0] * z[1]}
 * @param value the function of z, {@code [d]}; it must not modify z
 */
public record Term(String text, String latex, String java, ToDoubleFunction<double[]> value) {
    /**
     * A function of one's own, shown by its text alone.
     *
     * @param text as text, for example {@code tanh(m/2)}
     * @param java as a Java expression of the array {@code z}, for example {@code Math.tanh(z[0] / 2)}
     * @param value the function of z
     * @return the term
     * @throws IllegalArgumentException if a text is blank
     */
    public static Term of(String text, String java, ToDoubleFunction<double[]> value) {
        if (text.isBlank() || java.isBlank()) {
            throw new IllegalArgumentException(
                    "term \"" + text + "\" with the Java expression \"" + java + "\": both must say something");
        }
        return new Term(text, Symbols.upright(text), "(" + java + ")", value);
    }

    /** The product of two terms. */
    Term times(Term other) {
        if (text.isEmpty() || other.text.isEmpty()) {
            return text.isEmpty() ? other : this;
        }
        return new Term(
                text + "·" + other.text,
                latex + "\\," + other.latex,
                java + " * " + other.java,
                z -> value.applyAsDouble(z) * other.value.applyAsDouble(z));
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "1" : text;
    }
}
