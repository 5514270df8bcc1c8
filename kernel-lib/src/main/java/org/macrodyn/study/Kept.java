package org.macrodyn.study;

import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.store.Fingerprint;

/**
 * What a stage made, and the name under which later stages know it.
 *
 * @param value the result
 * @param hash identity of the result: of settings, inputs and code that made it; stages that start from it name it
 * @param line the result in words: what, how many, how long
 * @param <T> type of the result
 */
public record Kept<T>(T value, String hash, String line) {
    /**
     * A result that is described by its own text.
     *
     * @param value the result
     * @param hash its identity
     */
    public Kept(T value, String hash) {
        this(value, hash, Words.of(value));
    }

    /**
     * Configurations of one's own, in the place of what a stage makes: {@code study.evolve(Kept.given(configurations))}.
     *
     * @param configurations of the small system to be enlarged, or of the large one to be evolved
     * @param <S> the state array
     * @return them, under a name that their sites decide
     */
    public static <S> Kept<Snapshots<S>> given(Snapshots<S> configurations) {
        return new Kept<>(
                configurations,
                new Fingerprint()
                        .add(configurations.toString())
                        .addState(configurations.packed())
                        .text());
    }

    /**
     * The same identity for what was made from this alone, without randomness.
     *
     * @param other what was made of it
     * @param how how it was made, part of the new identity
     * @param <U> type of the new result
     * @return the new result
     */
    public <U> Kept<U> then(U other, String how) {
        return new Kept<>(other, hash + how);
    }

    @Override
    public String toString() {
        return line;
    }
}
