package org.macrodyn.micro;

import java.util.concurrent.CancellationException;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;

/**
 * How long to evolve: a physical time, or a number of events (or time steps) of the micro model.
 *
 * <p>The paper's lattice experiments evolve a patch for as many events as it has sites; this project prefers a fixed
 * short time.
 */
public sealed interface Span {
    /**
     * A fixed physical time.
     *
     * @param duration in the model's unit of time, above 0
     * @return the span
     */
    static Span time(double duration) {
        return new Time(duration);
    }

    /**
     * A fixed number of events.
     *
     * @param count number of events, at least 1
     * @return the span
     */
    static Span events(long count) {
        return new Events(count);
    }

    /**
     * Makes attempts at a constant total rate R until the span is over: waiting times are exponential with mean 1/R, and
     * each attempt may change the state or leave it (null events count as events of the span).
     *
     * <p>The simplest right loop for a {@link MicroModel#evolve} of one's own: with attempts at random sites of a region,
     * R = sites · (largest rate of a site), and an attempt that is accepted with probability rate / largest rate, every
     * site has its own rate.
     *
     * <p>A rate of 0 belongs to an absorbing state, in which nothing can happen any more: a span of time then passes, a span
     * of events ends at once and takes no time.
     *
     * @param rate R, attempts per unit time, at least 0
     * @param random source of randomness; not used if the rate is 0
     * @param attempt what happens at each
     * @return the physical time that has passed
     * @throws IllegalArgumentException if the rate is negative, infinite or not a number
     * @throws CancellationException if the thread is interrupted
     */
    default double attempts(double rate, RandomGenerator random, Runnable attempt) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "rate " + rate + " of attempts: must be finite and at least 0 (0: nothing can happen)");
        }
        double end = this instanceof Time limit ? limit.duration() : Double.POSITIVE_INFINITY;
        if (rate == 0) {
            return this instanceof Time ? end : 0;
        }
        long count = this instanceof Events limit ? limit.count() : Long.MAX_VALUE;
        double time = 0;
        for (long made = 0; made < count; made++) {
            time += random.nextExponential() / rate;
            if (time >= end) {
                return end;
            }
            if ((made & 0xfff) == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted at t = " + time + "; run again to continue");
            }
            attempt.run();
        }
        return time;
    }

    /**
     * Makes steps of a fixed length h until the span is over, as for a Langevin equation: a span of time ends with a shorter
     * one if h does not divide it, a span of events counts steps.
     *
     * @param h length of a step, above 0, in the model's unit of time
     * @param step what happens in one; it is told how long it lasts, h or less
     * @return the physical time that has passed
     * @throws IllegalArgumentException if h is not finite and above 0
     * @throws CancellationException if the thread is interrupted
     */
    default double steps(double h, DoubleConsumer step) {
        if (!(h > 0) || Double.isInfinite(h)) {
            throw new IllegalArgumentException("steps of " + h + ": must be finite and above 0");
        }
        double end = this instanceof Time limit ? limit.duration() : ((Events) this).count() * h;
        // A rest that is there by rounding alone is no step of its own.
        long count = Math.max(1, (long) Math.ceil(end / h * (1 - 1e-12)));
        for (long made = 0; made < count; made++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted at t = " + made * h + "; run again to continue");
            }
            step.accept(made < count - 1 ? h : end - made * h);
        }
        return end;
    }

    /**
     * A fixed physical time.
     *
     * @param duration in the model's unit of time
     */
    record Time(double duration) implements Span {
        /** Checks the duration. */
        public Time {
            if (!(duration > 0) || Double.isInfinite(duration)) {
                throw new IllegalArgumentException("time span " + duration + ": must be finite and above 0");
            }
        }

        @Override
        public String toString() {
            return "δt = " + duration;
        }
    }

    /**
     * A fixed number of events.
     *
     * @param count number of events
     */
    record Events(long count) implements Span {
        /** Checks the count. */
        public Events {
            if (count < 1) {
                throw new IllegalArgumentException("event span " + count + ": must be at least 1");
            }
        }

        @Override
        public String toString() {
            return count + (count == 1 ? " event" : " events");
        }
    }
}
