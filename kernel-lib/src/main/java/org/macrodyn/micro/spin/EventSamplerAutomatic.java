package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * See {@link EventSampler#AUTOMATIC}.
 *
 * <p>The choice depends on the past only, and every stretch ends after a time, or a number of events or attempts, fixed at its
 * start, so the law of the Markov chain is not touched.
 */
final class EventSamplerAutomatic implements EventSampler {
    /** Fraction of attempts that flip at which both samplers cost the same per event (measured at L = 64). */
    private static final double CROSSOVER = 0.05;

    private static final int EVENTS_PER_SITE = 8;

    @Override
    public double evolve(Ising model, byte[] state, Region region, Span span, RandomGenerator random) {
        IsingRates rates = model.rates();
        if (span instanceof Span.Time time && time.duration() * rates.fastest < 1) {
            return NULL_EVENT.evolve(model, state, region, span, random);
        }
        IsingClasses classes = new IsingClasses(state, region);
        try {
            return span instanceof Span.Time time
                    ? evolveFor(classes, rates, time.duration(), random)
                    : evolveEvents(classes, rates, ((Span.Events) span).count(), random);
        } finally {
            classes.store(state);
        }
    }

    private static double evolveFor(IsingClasses classes, IsingRates rates, double duration, RandomGenerator random) {
        double left = duration;
        while (left > 0) {
            double total = classes.totalRate(rates);
            double stretch = Math.min(left, EVENTS_PER_SITE * classes.sites() / total);
            if (fewFlip(classes, rates, total)) {
                NFoldWay.evolve(classes, rates, Span.time(stretch), random);
            } else {
                NullEvent.evolveFor(classes, rates, stretch, random);
            }
            left -= stretch;
        }
        return duration;
    }

    /** Attempts are bounded, too: a lattice that settles during a stretch leaves hardly any that flip. */
    private static double evolveEvents(IsingClasses classes, IsingRates rates, long events, RandomGenerator random) {
        double time = 0;
        long left = events;
        while (left > 0) {
            long stretch = Math.min(left, (long) EVENTS_PER_SITE * classes.sites());
            if (fewFlip(classes, rates, classes.totalRate(rates))) {
                time += NFoldWay.evolve(classes, rates, Span.events(stretch), random);
                left -= stretch;
            } else {
                long attempts = Math.max(classes.sites(), (long) (stretch / CROSSOVER));
                NullEvent.Stretch done = NullEvent.evolveEvents(classes, rates, stretch, attempts, random);
                time += done.time();
                left -= done.events();
            }
        }
        return time;
    }

    private static boolean fewFlip(IsingClasses classes, IsingRates rates, double total) {
        return total / (classes.sites() * rates.fastest) < CROSSOVER;
    }
}
