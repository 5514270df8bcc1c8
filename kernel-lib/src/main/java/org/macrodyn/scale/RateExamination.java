package org.macrodyn.scale;

import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * The check of {@link EventModel#events}: within a short δt observables change by ⟨Δz⟩ = b(x)δt and ⟨Δz²⟩ = Γ(x)δt + (b(x)δt)²,
 * if {@code evolve} makes the events that are told.
 *
 * @param <S> the state array
 */
final class RateExamination<S> extends ModelProbe<S> {
    /** Expected in all evolutions from a state: rates that are wrong by a half are seen. */
    private static final int EVENTS = 500;
    /** Expected in an evolution: so few that what the first does to the rates of a second hardly matters. */
    private static final double EACH = 0.25;

    private static final int ERRORS = 6;
    /** Of what is told. */
    private static final double TOLERANCE = 0.25;

    private final EventModel<S> events;

    RateExamination(EventModel<S> model, long seed) {
        super(model, seed);
        events = model;
    }

    String rates() {
        long moving = IntStream.range(0, STATES).filter(this::isAsTold).count();
        if (moving == 0) {
            throw note("not tested: no event can happen in a state that initialise draws");
        }
        return "evolve makes the events that are told, as often";
    }

    /** False where nothing can happen. */
    private boolean isAsTold(int index) {
        S state = state(index);
        double total = total(state);
        if (total > 0) {
            compare(index, state, EACH / total);
        }
        return total > 0;
    }

    private double total(S state) {
        double[] total = new double[1];
        events.events(state, grid.whole(), (rate, dz) -> {
            if (!(rate >= 0) || Double.isInfinite(rate)) {
                throw wrong("events tells a rate of %s: must be finite and at least 0", rate);
            }
            total[0] += rate;
        });
        return total[0];
    }

    private void compare(int index, S state, double time) {
        int d = model.observables().size();
        SummaryStatistics[] changes = statistics(d);
        SummaryStatistics[] squares = statistics(d);
        Region whole = grid.whole();
        double[] dz = new double[d];
        for (int i = 0; i < EVENTS / EACH; i++) {
            S after = copy(state);
            model.evolve(after, whole, Span.time(time), random((long) STATES * i + index));
            model.increment(state, after, whole, dz);
            for (int c = 0; c < d; c++) {
                changes[c].addValue(dz[c]);
                squares[c].addValue(dz[c] * dz[c]);
            }
        }
        Generator.Rates told = new Generator<>(events).at(state, whole);
        for (int c = 0; c < d; c++) {
            double drift = told.drift()[c] * time;
            require(c, "", drift, changes[c]);
            require(c, "square of ", told.covariance()[c][c] * time + drift * drift, squares[c]);
        }
    }

    private static SummaryStatistics[] statistics(int count) {
        return IntStream.range(0, count).mapToObj(c -> new SummaryStatistics()).toArray(SummaryStatistics[]::new);
    }

    private void require(int c, String what, double told, SummaryStatistics seen) {
        double error = seen.getStandardDeviation() / Math.sqrt((double) seen.getN());
        if (!(Math.abs(seen.getMean() - told) <= ERRORS * error + TOLERANCE * Math.abs(told))) {
            throw wrong(
                    "the change of %s in a short time has a mean %s%.4g ± %.2g in evolve, %.4g by the events that are told: both must"
                            + " make the same events, as often, and dz must be the change of the whole system's means",
                    model.observables().get(c), what, seen.getMean(), error, told);
        }
    }
}
