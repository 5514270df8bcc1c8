package org.macrodyn.micro.spin;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * See {@link EventSampler#AUTOMATIC}.
 *
 * <p>The choice depends on the past only, and every stretch ends after a time or a number of events fixed at its start, so
 * the law of the Markov chain is not touched.
 */
final class EventSamplerAutomatic implements EventSampler {
    /** Fraction of attempts that flip at which both samplers cost the same per event (measured at L = 64). */
    private static final double CROSSOVER = 0.05;

    private static final int EVENTS_PER_SITE = 8;

    @Override
    public double evolve(Ising model, byte[] state, Region region, Span span, RandomGenerator random) {
        IsingRates rates = model.rates();
        if (span instanceof Span.Time time && time.duration() * rates.fastest() < 1) {
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
            stretch(classes, rates, total, Span.time(stretch), random);
            left -= stretch;
        }
        return duration;
    }

    private static double evolveEvents(IsingClasses classes, IsingRates rates, long events, RandomGenerator random) {
        double time = 0;
        long left = events;
        while (left > 0) {
            double total = classes.totalRate(rates);
            long stretch = Math.min(left, (long) EVENTS_PER_SITE * classes.sites());
            time += stretch(classes, rates, total, Span.events(stretch), random);
            left -= stretch;
        }
        return time;
    }

    private static double stretch(
            IsingClasses classes, IsingRates rates, double total, Span span, RandomGenerator random) {
        double acceptance = total / (classes.sites() * rates.fastest());
        return acceptance < CROSSOVER
                ? NFoldWay.evolve(classes, rates, span, random)
                : NullEvent.evolve(classes, rates, span, random);
    }
}
