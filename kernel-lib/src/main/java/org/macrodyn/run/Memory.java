package org.macrodyn.run;

/** Refuses requests that cannot fit before anything is computed. */
public final class Memory {
    private Memory() {}

    /**
     * Checks that an allocation can fit into the heap.
     *
     * @param bytes the memory needed
     * @param what what needs it, for the message
     * @throws IllegalArgumentException if the heap's free memory is smaller
     */
    public static void require(long bytes, String what) {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        if (bytes > runtime.maxMemory() || (bytes > free && bytes > freeAfterCollection(runtime))) {
            throw new IllegalArgumentException(
                    what + " need " + megabytes(bytes) + " MB of " + megabytes(runtime.maxMemory())
                            + " MB heap: ask for fewer, or raise MACRODYN_XMX and run environment/setup again");
        }
    }

    private static long freeAfterCollection(Runtime runtime) {
        System.gc();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }

    private static long megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
