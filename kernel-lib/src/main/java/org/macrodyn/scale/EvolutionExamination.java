package org.macrodyn.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.IntUnaryOperator;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * The checks of a model's {@code evolve}.
 *
 * @param <S> the state array
 */
final class EvolutionExamination<S> extends ModelProbe<S> {
    /** Events or time steps, in fields, of the evolutions that are looked at. */
    private static final int FIELD_STEPS = 8;

    private static final double TIME_TOLERANCE = 0.1;
    private static final double[] SHORTER = {1e-3, 1e-6, 1e-9};
    /** Fewer changed sites than these tell nothing about the length of an evolution. */
    private static final long FEWEST_CHANGES = 20;
    /** Longest of the spans, each twice the one before, that lead to a late state. */
    private static final long LONGEST = 8;

    /** Evolutions from each state in which sites should be seen to move. */
    private static final int FEWEST_ROUNDS = 2;

    private static final int MOST_ROUNDS = 24;
    private static final int SITES_OF_ALL_ROUNDS = 3 << 15;

    private final List<Region> regions;
    private long steps;

    EvolutionExamination(MicroModel<S> model, List<Region> regions, long seed) {
        super(model, seed);
        this.regions = regions;
    }

    /** About one event a site, or some time steps of a field. */
    private long steps() {
        if (steps == 0) {
            steps = Math.max(FIELD_STEPS, EventSites.ofSweep(model, state(0), random(0)));
        }
        return steps;
    }

    /** The time that {@link #steps} take, or 1 where the model has no spans of events. */
    private double typicalTime() {
        try {
            double elapsed = model.evolve(state(0), grid.whole(), Span.events(steps()), random(0));
            return elapsed > 0 && Double.isFinite(elapsed) ? elapsed : 1;
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return 1;
        }
    }

    String evolve() {
        Span span = Span.time(typicalTime());
        boolean moved = false;
        for (int i = 0; i < STATES; i++) {
            S state = state(i);
            S before = copy(state);
            model.evolve(state, grid.whole(), span, random(i));
            requireAlphabet("evolve", state);
            moved |= firstDifference(before, state) >= 0;
        }
        if (!moved) {
            throw wrong("evolve changed no site of the whole grid in %s: write to the state array that is given", span);
        }
        return "changes states, which remain " + model.stateType();
    }

    String outside() {
        List<Region> tried = new ArrayList<>(regions);
        tried.removeIf(Region::isWhole);
        if (tried.isEmpty()) {
            throw note("not tested: the region is the whole grid, give a smaller one");
        }
        tried.add(acrossTheEnds(tried.get(0)));
        Span span = Span.time(typicalTime());
        boolean moved = false;
        for (Region region : tried) {
            for (int i = 0; i < STATES; i++) {
                S state = state(i);
                S before = copy(state);
                evolveIn(region, state, span, i);
                for (int site = 0; site < grid.sites(); site++) {
                    boolean changed = Double.compare(value(before, site), value(state, site)) != 0;
                    moved |= changed;
                    if (changed && !region.widened(model.spill()).contains(site)) {
                        throw wrong(
                                "evolve changed site %d outside %s: take sites from region.site(i), and change others"
                                        + " only if region.contains(site), or where spill() = %d reaches",
                                site, box(region), model.spill());
                    }
                }
            }
        }
        if (!moved) {
            throw note("nothing changed in %s: is there anything to move in it?", box(tried.get(0)));
        }
        String ring = model.spill() == 0 ? "" : ", and at most " + model.spill() + " beyond";
        return "only sites inside" + ring + " change, also in a region across the grid's ends";
    }

    /** A region may wrap around, as a patch with a margin does; a model may refuse boxes that it cannot evolve. */
    private void evolveIn(Region region, S state, Span span, int index) {
        boolean wraps = region.layer() + region.layers() > grid.layers()
                || region.row() + region.rows() > grid.rows()
                || region.column() + region.columns() > grid.columns();
        try {
            model.evolve(state, region, span, random(index));
        } catch (IndexOutOfBoundsException e) {
            throw wrong("evolve in %s threw %s: take sites from region.site(i)", box(region), thrown(e));
        } catch (IllegalArgumentException e) {
            if (!wraps) {
                throw e;
            }
        }
    }

    private Region acrossTheEnds(Region region) {
        return new Region(
                grid,
                across(region.layers(), grid.layers()),
                across(region.rows(), grid.rows()),
                across(region.columns(), grid.columns()),
                region.layers(),
                region.rows(),
                region.columns());
    }

    private static int across(int extent, int of) {
        return extent < of ? of - extent / 2 - extent % 2 : 0;
    }

    private String box(Region region) {
        String layer = grid.layers() > 1 ? "layer " + region.layer() + ", " : "";
        return "the region of " + region.asGrid() + " at " + layer + "row " + region.row() + ", column "
                + region.column();
    }

    /** Whatever moves at all should move everywhere: fields, layers, rows, columns, single sites. */
    String everywhere() {
        Span span = Span.time(typicalTime());
        List<Region> tried = new ArrayList<>(List.of(grid.whole()));
        tried.addAll(regions.subList(0, 1));
        for (Region region : tried) {
            requireAllToMove(region, changes(region, span));
        }
        return "sites of all layers, rows and columns change";
    }

    /** {@code [sites of the region]} how often each was seen to change. */
    private int[] changes(Region region, Span span) {
        int[] changes = new int[region.sites()];
        int rounds = Math.max(FEWEST_ROUNDS, Math.min(MOST_ROUNDS, SITES_OF_ALL_ROUNDS / region.sites()));
        for (int i = 0; i < STATES; i++) {
            S state = state(i);
            for (int round = 0; round < rounds; round++) {
                S before = copy(state);
                model.evolve(state, region, span, random(i * (long) rounds + round));
                for (int inner = 0; inner < changes.length; inner++) {
                    int site = region.site(inner);
                    changes[inner] += Double.compare(value(before, site), value(state, site)) == 0 ? 0 : 1;
                }
            }
        }
        return changes;
    }

    private void requireAllToMove(Region region, int[] changes) {
        Grid box = region.asGrid();
        int plane = box.rows() * box.columns();
        requireAllToMove(region, "field", changes, box.fields(), site -> site / plane / box.layers());
        requireAllToMove(region, "layer", changes, box.layers(), site -> site / plane % box.layers());
        requireAllToMove(region, "row", changes, box.rows(), site -> site / box.columns() % box.rows());
        requireAllToMove(region, "column", changes, box.columns(), site -> site % box.columns());
        requireAllToMove(region, "site", changes, box.sites(), site -> site);
    }

    private void requireAllToMove(Region region, String what, int[] changes, int count, IntUnaryOperator of) {
        long[] sums = new long[count];
        for (int site = 0; site < changes.length; site++) {
            sums[of.applyAsInt(site)] += changes[site];
        }
        long mean = LongStream.of(sums).sum() / count;
        for (int i = 0; i < count; i++) {
            if (sums[i] == 0 && mean >= FEWEST_CHANGES) {
                throw note(
                        "nothing in %s %d of %s was seen to change, where others changed %d times: take sites from"
                                + " region.site(i), 0 ≤ i < region.sites(), unless it rests, or changes seldom",
                        what, i, region.isWhole() ? "the grid" : box(region), mean);
            }
        }
    }

    /** The same small system in each patch moves the same way. */
    String alike(Patches patches) {
        MicroModel<S> small = model.on(patches.patch());
        S tile = small.stateType().allocate(patches.patch().sites());
        small.initialise(tile, random(0));
        AlikePatches alike = AlikePatches.of(model, patches, tile, Span.time(typicalTime()), seed);
        if (alike.differ()) {
            throw note(
                    "the same state moves otherwise in one patch of %s than in another (by %.0f %% of what its sites vary by): what is frozen"
                            + " into sites, as disorder or walls, is not the same in small systems, and no certificate is given",
                    patches.patch(), 100 * alike.share());
        }
        return "the same state in each patch moves alike";
    }

    String time() {
        double duration = typicalTime();
        double once = elapsed(Span.time(duration));
        double twice = elapsed(Span.time(2 * duration));
        if (!(once > 0) || !(twice > 0)) {
            throw wrong("evolve returned %s for δt = %.4g: return the time that has passed", once, duration);
        } else if (!(Math.abs(twice / once - 2) <= 2 * TIME_TOLERANCE)) {
            throw wrong(
                    "evolve returned %.4g for δt = %.4g and %.4g for twice that: it ignores the span, use"
                            + " span.attempts or ((Span.Time) span).duration()",
                    once, duration, twice);
        } else if (!(Math.abs(once / duration - 1) <= TIME_TOLERANCE)) {
            throw wrong(
                    "evolve returned %.4g for δt = %.4g: stop after the span's time, and return it in its unit",
                    once, duration);
        }
        requireShorterToDoLess(duration);
        requireTimeToPass("a long time", times -> Span.time(times * duration), duration);
        requireTimeToPass("many events", times -> Span.events(times * steps()), duration);
        return String.format(Locale.ROOT, "δt = %.4g takes %.4g, twice that %.4g", duration, once, twice);
    }

    private double elapsed(Span span) {
        return model.evolve(state(0), grid.whole(), span, random(0));
    }

    /** Where few sites flip to and fro, as at low temperature, only a very short time shows fewer changes. */
    private void requireShorterToDoLess(double duration) {
        double all = changes(duration, duration);
        double less = 0;
        for (double shorter : SHORTER) {
            try {
                less = changes(duration, duration * shorter);
            } catch (IllegalArgumentException refused) {
                return;
            }
            if (all < FEWEST_CHANGES || less <= all / 2) {
                return;
            }
        }
        throw wrong(
                "evolve changed %.0f sites in δt = %.4g and %.0f in a billionth of it: what it does must depend on the"
                        + " span, use span.attempts",
                all, duration, less);
    }

    /**
     * A state that evolved for a moment: what is written anew whatever the span, as angles that are brought into their range, is.
     */
    private S settled(int i, double duration) {
        S state = state(i);
        try {
            model.evolve(state, grid.whole(), Span.time(duration * SHORTER[SHORTER.length - 1]), random(STATES + i));
        } catch (IllegalArgumentException refused) {
            return state(i);
        }
        return state;
    }

    /** Changed sites, in as much of a duration; of fields, the sum of their changes. */
    private double changes(double duration, double time) {
        double changes = 0;
        for (int i = 0; i < STATES; i++) {
            S state = settled(i, duration);
            S before = copy(state);
            model.evolve(state, grid.whole(), Span.time(time), random(i));
            for (int site = 0; site < grid.sites(); site++) {
                double change = Math.abs(value(state, site) - value(before, site));
                changes += model.stateType() == StateType.FLOATS ? change : change > 0 ? 1 : 0;
            }
        }
        return changes;
    }

    /** Where a model comes to rest, nothing happens any more, but time passes. */
    private void requireTimeToPass(String after, LongFunction<Span> span, double duration) {
        try {
            S state = late(span);
            double elapsed = model.evolve(state, grid.whole(), Span.time(duration), random(0));
            if (!(Math.abs(elapsed / duration - 1) <= TIME_TOLERANCE)) {
                throw wrong("evolve returned %s for δt = %.4g in a state reached after %s", elapsed, duration, after);
            }
        } catch (CancellationException | Broken e) {
            throw e;
        } catch (RuntimeException e) {
            throw wrong(
                    "evolve refuses a state that it reaches after %s: where nothing can happen any more, let the time"
                            + " pass, as span.attempts(0, …) does; threw %s",
                    after, thrown(e));
        }
    }

    /** What a state becomes in spans that double, or until one is refused. */
    private S late(LongFunction<Span> span) {
        S state = state(0);
        try {
            for (long times = 1; times <= LONGEST; times *= 2) {
                model.evolve(state, grid.whole(), span.apply(times), random(times));
            }
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return state;
        }
        return state;
    }

    String events() {
        double once;
        double fourTimes;
        double atLast;
        try {
            once = elapsed(Span.events(steps()));
            fourTimes = elapsed(Span.events(4 * steps()));
            S state = late(times -> Span.events(times * steps()));
            atLast = model.evolve(state, grid.whole(), Span.events(1), random(0));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw note("Span.events is not supported, use Span.time only: %s", thrown(e));
        }
        if (!(once > 0) || !(fourTimes >= 1.5 * once)) {
            throw note(
                    "%d events took %.4g, four times as many %.4g: it does not count events, use Span.time only",
                    steps(), once, fourTimes);
        } else if (!(atLast > 0)) {
            throw note(
                    "%d events take %.4g, but in a state reached by them one more took %s: it comes to rest, where no"
                            + " event can happen; use Span.time, which passes",
                    steps(), once, atLast);
        }
        return String.format(Locale.ROOT, "%d events take %.4g", steps(), once);
    }

    /** Three times, once with another evolution in between, so that whatever is remembered shows. */
    String sameSeed() {
        Span span = Span.time(typicalTime());
        S first = state(0);
        double elapsed = model.evolve(first, grid.whole(), span, random(2));
        for (int i = 0; i < 2; i++) {
            S again = state(0);
            double time = model.evolve(again, grid.whole(), span, random(2));
            int site = firstDifference(first, again);
            if (site >= 0 || elapsed != time) {
                throw wrong(
                        "two evolutions with the same random numbers differ (%s): draw from the generator that is given"
                                + " only, and keep nothing in fields of the class from one call to the next",
                        site >= 0 ? "site " + site : "times " + elapsed + ", " + time);
            }
            model.evolve(state(1), grid.whole(), span, random(3));
        }
        return "the same random numbers give the same state";
    }
}
