package org.macrodyn.run;

import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.ProgressListener;

/**
 * How a stage runs: what its random streams start from, on how many threads, and who hears how far it is. The seed decides
 * the numbers; threads and listener never do.
 *
 * @param seed seed of the random streams
 * @param threads number of threads, at least 1
 * @param progress hears how far the stage is
 */
public record Run(long seed, int threads, ProgressListener progress) {
    /**
     * Checks the threads.
     *
     * @throws IllegalArgumentException if there is less than one
     */
    public Run {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ": must be at least 1");
        }
    }

    /**
     * A run on all threads of this machine, whose progress nobody hears.
     *
     * @param seed seed of the random streams
     * @return the run
     */
    public static Run of(long seed) {
        return new Run(seed, Parallel.defaultThreads(), ProgressListener.NONE);
    }

    /**
     * The same on another number of threads.
     *
     * @param count number of threads, at least 1
     * @return the run
     */
    public Run on(int count) {
        return new Run(seed, count, progress);
    }

    /**
     * The same with somebody who listens.
     *
     * @param listener hears how far the stage is
     * @return the run
     */
    public Run telling(ProgressListener listener) {
        return new Run(seed, threads, listener);
    }

    /**
     * The same with another seed.
     *
     * @param other seed of the random streams
     * @return the run
     */
    public Run seeded(long other) {
        return new Run(other, threads, progress);
    }
}
