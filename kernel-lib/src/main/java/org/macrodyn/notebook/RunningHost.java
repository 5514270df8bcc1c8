package org.macrodyn.notebook;

import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the kernel that runs in this JVM: one whose classes are missing or broken never hides another. */
final class RunningHost {
    /** A list of services that cannot be read at all fails again and again. */
    private static final int MOST_FAILURES = 100;

    private RunningHost() {}

    /** With the library's own loader: the cell's loader is not the thread's context loader. */
    static Optional<KernelHost> find() {
        return among(ServiceLoader.load(KernelHost.class, RunningHost.class.getClassLoader())
                .iterator());
    }

    static Optional<KernelHost> among(Iterator<? extends KernelHost> hosts) {
        for (int failures = 0; failures < MOST_FAILURES; failures++) {
            try {
                return firstRunning(hosts);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError broken) {
                // The next host may be sound.
            }
        }
        return Optional.empty();
    }

    private static Optional<KernelHost> firstRunning(Iterator<? extends KernelHost> hosts) {
        while (hosts.hasNext()) {
            KernelHost candidate = hosts.next();
            if (candidate.isRunning()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
