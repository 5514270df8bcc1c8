package org.macrodyn.store;

import java.util.Map;

/** Entries of maps that must be there. */
public final class Entries {
    private Entries() {}

    /**
     * The value of a key.
     *
     * @param map values by key
     * @param key the key
     * @param name what the key is called, with what stands between the name and it, for example {@code "m(0) = "}
     * @param <K> the keys
     * @param <V> the values
     * @return the value
     * @throws IllegalArgumentException if the map has none for that key; names the keys that there are
     */
    public static <K, V> V required(Map<K, V> map, K key, String name) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException(name + key + ": must be one of " + map.keySet());
        }
        return value;
    }
}
