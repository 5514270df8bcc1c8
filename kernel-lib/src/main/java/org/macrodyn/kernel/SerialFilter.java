package org.macrodyn.kernel;

import java.io.ObjectInputFilter;

/**
 * The filter of Java objects in streams, for processes that are ours: files are data, and no class is made from one.
 * In somebody else's JVM the library leaves the filter alone, as that would close the serialisation of its host.
 */
final class SerialFilter {
    private static final String NOTHING = "!*";

    private SerialFilter() {}

    /** Refuses every class from now on, unless a filter is set already ({@code -Djdk.serialFilter}). */
    static void refuseAll() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter(NOTHING));
        }
    }
}
