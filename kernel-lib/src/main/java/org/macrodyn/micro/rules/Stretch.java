package org.macrodyn.micro.rules;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.NullEventClock;

/**
 * What has happened in a part of a span.
 *
 * @param untilLast time until the last event, 0 if there was none
 * @param after time that passed after it
 * @param events how many changed something
 */
record Stretch(double untilLast, double after, long events) {
    /**
     * Attempts of a uniformised chain, whose clock does not depend on what they did.
     *
     * @param made how many
     * @param last how many until the last event, 0 if there was none
     * @param events how many of them changed something
     */
    record Attempts(long made, long last, long events) {
        Stretch timed(double rate, RandomGenerator random) {
            return new Stretch(
                    NullEventClock.timeOf(last, random) / rate,
                    NullEventClock.timeOf(made - last, random) / rate,
                    events);
        }
    }

    /** This and then another one. */
    Stretch then(Stretch next) {
        return next.events == 0
                ? new Stretch(untilLast, after + next.after, events)
                : new Stretch(untilLast + after + next.untilLast, next.after, events + next.events);
    }
}
