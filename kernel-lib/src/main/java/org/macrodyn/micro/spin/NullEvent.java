package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.NullEventClock;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * See {@link EventSampler#NULL_EVENT}.
 *
 * <p>One 64-bit number r serves an attempt: of the product r · n the upper half is the site, the lower half a uniform
 * fraction that decides on the flip. That is exact for n a power of two, and to n · 2⁻⁶³ for any other.
 */
final class NullEvent implements EventSampler {
    /** Attempts for each event, roughly: decides whether classes are worth building for a span of events. */
    private static final int TYPICAL_ATTEMPTS = 8;

    private static final int ATTEMPTS_BETWEEN_POLLS = 1 << 20;

    /** Attempts drawn ahead. */
    private static final int BATCH = 512;

    private static final int BATCHES_BETWEEN_POLLS = ATTEMPTS_BETWEEN_POLLS / BATCH;

    @Override
    public double evolve(Ising model, byte[] state, Region region, Span span, RandomGenerator random) {
        IsingRates rates = model.rates();
        double attemptRate = region.sites() * rates.fastest;
        if (span instanceof Span.Time time) {
            long attempts = NullEventClock.attemptsWithin(time.duration() * attemptRate, random);
            if (attempts <= region.sites()) {
                attemptInPlace(rates, state, region, attempts, Long.MAX_VALUE, random);
            } else {
                attemptWithClasses(rates, state, region, attempts, Long.MAX_VALUE, random);
            }
            return time.duration();
        }
        long events = ((Span.Events) span).count();
        long attempts = events < region.sites() / TYPICAL_ATTEMPTS
                ? attemptInPlace(rates, state, region, Long.MAX_VALUE, events, random)
                : attemptWithClasses(rates, state, region, Long.MAX_VALUE, events, random);
        return NullEventClock.timeOf(attempts, random) / attemptRate;
    }

    private static long attemptWithClasses(
            IsingRates rates, byte[] state, Region region, long attempts, long events, RandomGenerator random) {
        IsingClasses classes = new IsingClasses(state, region);
        try {
            return new Attempts(classes, rates, random).make(attempts, events);
        } finally {
            classes.store(state);
        }
    }

    /** Evolves classes that are built already, for a time. */
    static void evolveFor(IsingClasses classes, IsingRates rates, double duration, RandomGenerator random) {
        double attemptRate = classes.sites() * rates.fastest;
        new Attempts(classes, rates, random)
                .make(NullEventClock.attemptsWithin(duration * attemptRate, random), Long.MAX_VALUE);
    }

    /**
     * Evolves classes that are built already, until a number of events or of attempts is reached. Both are stopping times of
     * the chain of attempts, whose clock is independent of it: the time of the attempts made is Gamma distributed.
     */
    static Stretch evolveEvents(
            IsingClasses classes, IsingRates rates, long events, long attempts, RandomGenerator random) {
        Attempts run = new Attempts(classes, rates, random);
        long made = run.make(attempts, events);
        double attemptRate = classes.sites() * rates.fastest;
        return new Stretch(run.flips, NullEventClock.timeOf(made, random) / attemptRate);
    }

    /** What has happened. */
    record Stretch(long events, double time) {}

    /** For spans of few attempts: looks at the true neighbours at each attempt and needs no working set. */
    private static long attemptInPlace(
            IsingRates rates, byte[] state, Region region, long attempts, long events, RandomGenerator random) {
        long[] acceptance = rates.acceptance;
        Grid grid = region.grid();
        long twiceRows = 2L * region.rows();
        long twiceColumns = 2L * region.columns();
        long made = 0;
        long eventsLeft = events;
        while (made < attempts && eventsLeft > 0) {
            if ((made & (ATTEMPTS_BETWEEN_POLLS - 1)) == 0) {
                Ising.stopIfInterrupted();
            }
            // One draw gives row, column and threshold: each takes the fraction that the one before has left.
            long r = random.nextLong() >>> 1;
            int row = wrap(region.row() + (int) Math.multiplyHigh(r, twiceRows), grid.rows());
            r = (r * twiceRows) >>> 1;
            int column = wrap(region.column() + (int) Math.multiplyHigh(r, twiceColumns), grid.columns());
            r = (r * twiceColumns) >>> 1;
            if (r < acceptance[IsingClasses.classOf(state, grid, row, column)]) {
                int site = row * grid.columns() + column;
                state[site] = (byte) -state[site];
                eventsLeft--;
            }
            made++;
        }
        return made;
    }

    private static int wrap(int position, int extent) {
        return position < extent ? position : position - extent;
    }

    /** A long run of attempts on classes, drawn in batches. */
    private static final class Attempts {
        private final IsingClasses classes;
        private final long[] acceptance;
        private final RandomGenerator random;
        private final long[] draws = new long[BATCH];
        private long flips;

        Attempts(IsingClasses classes, IsingRates rates, RandomGenerator random) {
            this.classes = classes;
            this.random = random;
            acceptance = rates.acceptance;
        }

        /** Attempts flips until either is used up; returns the number of attempts made. */
        long make(long attempts, long events) {
            long made = 0;
            long eventsLeft = events;
            for (long batch = 0; made < attempts && eventsLeft > 0; batch++) {
                if (batch % BATCHES_BETWEEN_POLLS == 0) {
                    Ising.stopIfInterrupted();
                }
                // No more attempts than events left: the last event is never passed.
                int size = (int) Math.min(Math.min(attempts - made, eventsLeft), BATCH);
                draw(size);
                eventsLeft -= flip(size);
                made += size;
            }
            flips = events - eventsLeft;
            return made;
        }

        /** Drawn ahead, because a mispredicted flip would throw away draws that are under way. */
        private void draw(int size) {
            long[] into = draws;
            for (int i = 0; i < size; i++) {
                into[i] = random.nextLong() >>> 1;
            }
        }

        /** Returns the number of flips. */
        private int flip(int size) {
            byte[] codes = classes.codes;
            long[] thresholds = acceptance;
            long[] from = draws;
            int columns = classes.columns;
            long twiceSites = 2L * codes.length;
            int flips = 0;
            for (int attempt = 0; attempt < size; attempt++) {
                long r = from[attempt];
                int site = (int) Math.multiplyHigh(r, twiceSites);
                int code = codes[site];
                if ((r * twiceSites) >>> 1 < thresholds[code]) {
                    flips++;
                    if (code >= IsingClasses.EDGE) {
                        classes.flip(site);
                    } else {
                        int change = 2 - 4 * (code & 1);
                        codes[site] = (byte) (code ^ 1);
                        codes[site - 1] += (byte) change;
                        codes[site + 1] += (byte) change;
                        codes[site - columns] += (byte) change;
                        codes[site + columns] += (byte) change;
                    }
                }
            }
            return flips;
        }
    }
}
