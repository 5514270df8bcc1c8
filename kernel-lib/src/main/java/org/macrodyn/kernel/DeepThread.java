package org.macrodyn.kernel;

/** The kernel's daemons, with room for the compiler, which calls itself for each term of an expression. */
final class DeepThread {
    /** Address space, not memory: pages are taken when they are used. 1 MB ends at some hundred terms. */
    private static final long STACK_BYTES = 64L << 20;

    private DeepThread() {}

    /** A daemon that has not started. */
    static Thread of(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }
}
