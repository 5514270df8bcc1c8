package org.macrodyn.micro.rules;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.NullEventClock;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * Chooses how events are drawn: in place for short spans; else null events where many attempts succeed, classes where few do.
 *
 * <p>The choice depends on the past only, and every stretch ends after a time, or a number of events or attempts, fixed at its
 * start, so the law of the Markov chain is not touched. Probabilities of null events are exact to n · 2⁻⁶³.
 */
final class Evolution {
    /** Share of attempts that succeed at which both ways cost the same. */
    private static final double CROSSOVER = 0.05;

    private static final int EVENTS_PER_SITE = 8;
    /** Attempts for each event, roughly: whether codes are worth making for a span of events. */
    private static final int TYPICAL_ATTEMPTS = 8;
    /** Sites whose codes are cleared in the time of one attempt. */
    private static final int CLEARED_AT_ONCE = 16;

    /** How events may be drawn, for tests of their agreement. */
    enum Way {
        FASTEST,
        IN_PLACE,
        NULL_EVENTS,
        CLASSES
    }

    private final Kinetics kinetics;
    private final Lattice lattice;
    private final byte[] state;
    private final Region region;
    private final RandomGenerator random;
    private final Way way;
    /** Attempts per unit of time. */
    private final double rate;

    Evolution(Kinetics kinetics, Lattice lattice, byte[] state, Region region, RandomGenerator random, Way way) {
        this.kinetics = kinetics;
        this.lattice = lattice;
        this.state = state;
        this.region = region;
        this.random = random;
        this.way = way;
        rate = region.sites() * kinetics.fastest;
    }

    /** Returns the time that has passed. */
    double over(Span span) {
        if (span instanceof Span.Time time) {
            if (rate > 0) {
                evolveFor(time.duration());
            }
            return time.duration();
        }
        return rate > 0 ? evolveEvents(((Span.Events) span).count()) : 0;
    }

    private void evolveFor(double duration) {
        double few = Math.max(region.sites(), state.length / CLEARED_AT_ONCE);
        if (way == Way.IN_PLACE || (way == Way.FASTEST && duration * rate <= few)) {
            live().attempt(NullEventClock.attemptsWithin(duration * rate, random), Long.MAX_VALUE);
            return;
        }
        CodedSites sites = coded();
        try {
            double left = duration;
            for (double total = sites.total(); left > 0 && total > 0; total = sites.total()) {
                double stretch = Math.min(left, EVENTS_PER_SITE * region.sites() / total);
                if (byClasses(total)) {
                    new ClassedSites(sites).evolve(stretch, Long.MAX_VALUE);
                } else {
                    sites.attempt(NullEventClock.attemptsWithin(stretch * rate, random), Long.MAX_VALUE);
                }
                left -= stretch;
            }
        } finally {
            sites.store(state);
        }
    }

    private double evolveEvents(long events) {
        Stretch done = new Stretch(0, 0, 0);
        if (way == Way.IN_PLACE || (way == Way.FASTEST && events < region.sites() / TYPICAL_ATTEMPTS)) {
            long most = way == Way.IN_PLACE ? Long.MAX_VALUE : region.sites();
            done = live().attempt(most, events).timed(rate, random);
        }
        if (done.events() < events) {
            CodedSites sites = coded();
            try {
                // Where nothing can happen any more, the time after the last event does not count.
                while (done.events() < events && sites.isAlive()) {
                    done = done.then(stretch(sites, events - done.events()));
                }
            } finally {
                sites.store(state);
            }
        }
        return done.untilLast();
    }

    /** Attempts are bounded, too: a configuration that settles leaves hardly any that succeed. */
    private Stretch stretch(CodedSites sites, long events) {
        double total = sites.total();
        long some = Math.min(events, (long) EVENTS_PER_SITE * region.sites());
        if (byClasses(total)) {
            return new ClassedSites(sites).evolve(some / total, some);
        }
        long attempts = Math.max(region.sites(), (long) (some / CROSSOVER));
        return sites.attempt(attempts, some).timed(rate, random);
    }

    private boolean byClasses(double total) {
        return way == Way.CLASSES || (way == Way.FASTEST && total < CROSSOVER * rate);
    }

    private LiveSites live() {
        return new LiveSites(kinetics, lattice, state, region, random);
    }

    private CodedSites coded() {
        return new CodedSites(kinetics, lattice, state, region, random);
    }
}
