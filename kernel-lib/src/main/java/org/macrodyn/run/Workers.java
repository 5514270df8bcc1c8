package org.macrodyn.run;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Where work runs: threads of this JVM and, for work that is a map over an index range, perhaps a cluster. No result depends on
 * it, since unit i of a stage draws from the stream (seed, stage, i) alone.
 *
 * @param threads threads of this JVM, at least 1; with a cluster, for what is not sent: trainings and forecasts
 * @param cluster where index ranges are sent; empty: nowhere
 */
public record Workers(int threads, Optional<Cluster> cluster) {
    /**
     * Checks the number of threads.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Workers {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ": must be at least 1");
        }
    }

    /**
     * This JVM alone.
     *
     * @param threads number of threads, at least 1
     * @return the workers
     */
    public static Workers here(int threads) {
        return new Workers(threads, Optional.empty());
    }

    /**
     * A cluster of Apache Spark beside this JVM.
     *
     * @param master its address, such as {@code spark://host:7077}
     * @return the workers; close {@link #cluster} when done
     * @throws IllegalStateException if the library's part for Spark is not on the class path, or the master does not answer
     */
    public static Workers spark(String master) {
        List<Cluster.Provider> found = ServiceLoader.load(Cluster.Provider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (found.isEmpty()) {
            throw new IllegalStateException(
                    "Spark is not installed: run environment/setup --spark, and start the kernel anew");
        }
        return new Workers(Parallel.defaultThreads(), Optional.of(found.get(0).connect(master)));
    }
}
