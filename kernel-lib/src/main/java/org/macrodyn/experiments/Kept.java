package org.macrodyn.experiments;

/**
 * The result of a stage and the hash that identifies it.
 *
 * @param value the result
 * @param hash hash of the stage's settings and of its inputs' hashes; later stages take it as theirs
 * @param <T> type of the result
 */
public record Kept<T>(T value, String hash) {}
