package org.macrodyn.micro;

/**
 * How long to evolve: a physical time, or a number of events (or time steps) of the micro model.
 *
 * <p>The paper's lattice experiments evolve a patch for as many events as it has sites; this project prefers a fixed
 * short time (DESIGN §5.2).
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
