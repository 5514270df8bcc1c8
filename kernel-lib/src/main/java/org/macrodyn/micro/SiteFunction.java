package org.macrodyn.micro;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a site shows, a number f(x, p) of the values at one position p alone: the cosine of an angle, whether a species is
 * there. Correlations, fluctuations and components are made of such numbers: numbers of states, as 0, 1, 2 of three species,
 * would be taken for amounts.
 *
 * @param name in tables, for example {@code cos θ}
 * @param of the function
 * @param <S> the state array
 */
public record SiteFunction<S>(String name, Of<S> of) {
    /**
     * A number of one position.
     *
     * @param <S> the state array
     */
    @FunctionalInterface
    public interface Of<S> {
        /**
         * What a position shows.
         *
         * @param state of a system or of a patch alone. Not modified.
         * @param position p; the value of the first field there is {@code state[p]}, that of the k-th of F fields
         *     {@code state[k * state.length / F + p]}
         * @return f(x, p)
         */
        double at(S state, int position);
    }

    /**
     * A function with its name.
     *
     * @param name in tables
     * @param of the function
     * @param <S> the state array
     * @return both
     */
    public static <S> SiteFunction<S> of(String name, Of<S> of) {
        return new SiteFunction<>(name, of);
    }

    /**
     * The values as they are, one function for each field.
     *
     * @param fields their number
     * @param <S> the state array
     * @return {@code x}, or {@code x1}, {@code x2}, …
     */
    public static <S> List<SiteFunction<S>> values(int fields) {
        return IntStream.range(0, fields)
                .mapToObj(k -> new SiteFunction<S>(fields == 1 ? "x" : "x" + (k + 1), new Value<>(k, fields)))
                .toList();
    }

    /**
     * What a position shows.
     *
     * @param state of a system or of a patch alone. Not modified.
     * @param position p
     * @return f(x, p)
     */
    public double at(S state, int position) {
        return of.at(state, position);
    }

    @Override
    public String toString() {
        return name;
    }

    /** The value of a field. */
    private record Value<S>(int field, int fields) implements Of<S> {
        @Override
        public double at(S state, int position) {
            return state instanceof byte[] bytes
                    ? bytes[field * (bytes.length / fields) + position]
                    : ((float[]) state)[field * (((float[]) state).length / fields) + position];
        }
    }
}
