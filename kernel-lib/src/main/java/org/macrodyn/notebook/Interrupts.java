package org.macrodyn.notebook;

/** A thread that sends while it is interrupted would close the kernel's socket. */
final class Interrupts {
    private Interrupts() {}

    /** Runs it as if the thread were not interrupted; the interrupt is there again afterwards. */
    static void deferred(Runnable send) {
        boolean interrupted = Thread.interrupted();
        try {
            send.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
