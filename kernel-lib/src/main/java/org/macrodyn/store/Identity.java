package org.macrodyn.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stage is recognised by: its settings, what its code does, and what it starts from. If any of it is another, the
 * stage is another one, and is made anew.
 *
 * @param settings all that determines the result, the seed included: records, enums, numbers, strings, lists, arrays and
 *     maps, nested as needed
 * @param algorithm version of the stage's algorithm, raised when its numbers change though settings and code of the user
 *     do not
 * @param behaviour {@link Fingerprint}s of the code that the stage calls, by what it is: {@code model}, {@code start}
 * @param inputs {@link Stage#hash()} of each stage that it reads from, in a fixed order
 */
public record Identity(Object settings, int algorithm, Map<String, String> behaviour, List<String> inputs) {
    /** Copies what could be changed. */
    public Identity {
        behaviour = Map.copyOf(behaviour);
        inputs = List.copyOf(inputs);
    }

    /**
     * A stage of settings alone, its algorithm the first version.
     *
     * @param settings all that determines the result
     * @return the identity
     */
    public static Identity of(Object settings) {
        return new Identity(settings, 1, Map.of(), List.of());
    }

    /**
     * The same with a version of its algorithm.
     *
     * @param version a constant beside the stage's code
     * @return the identity
     */
    public Identity algorithm(int version) {
        return new Identity(settings, version, behaviour, inputs);
    }

    /**
     * The same with code whose behaviour counts.
     *
     * @param what the code is, for example {@code model}
     * @param fingerprint what it does
     * @return the identity
     */
    public Identity behaviour(String what, String fingerprint) {
        Map<String, String> more = new TreeMap<>(behaviour);
        more.put(what, fingerprint);
        return new Identity(settings, algorithm, more, inputs);
    }

    /**
     * The same that starts from other stages, too.
     *
     * @param hashes their hashes
     * @return the identity
     */
    public Identity from(String... hashes) {
        List<String> more = new ArrayList<>(inputs);
        more.addAll(List.of(hashes));
        return new Identity(settings, algorithm, behaviour, more);
    }
}
