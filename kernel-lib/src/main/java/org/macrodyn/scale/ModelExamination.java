package org.macrodyn.scale;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.scale.ModelCheck.Result;
import org.macrodyn.store.StableName;

/**
 * The checks of {@link ModelCheck}, one method each. What a model's own methods throw is a finding like any other.
 *
 * @param <S> the state array
 */
final class ModelExamination<S> {
    private static final String STAGE = "model check";
    private static final int STATES = 4;
    private static final int PATCHES = 3;
    /** Events or time steps, in fields, of the evolutions that are looked at. */
    private static final int FIELD_STEPS = 8;

    private static final double TIME_TOLERANCE = 0.1;
    private static final double[] SHORTER = {1e-3, 1e-6, 1e-9};
    /** Fewer changed sites than these tell nothing about the length of an evolution. */
    private static final long FEWEST_CHANGES = 20;

    private final MicroModel<S> model;
    private final Grid grid;
    private final List<Region> regions;
    private final long seed;
    private final List<ModelCheck> found = new ArrayList<>();

    /** A check's body: what is wrong, as the exception's text, or a sentence on what is right. */
    private interface Body {
        String run();
    }

    /** What a check's body found to be wrong. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Result result;

        Broken(Result result, String sentence) {
            super(sentence, null, false, false);
            this.result = result;
        }
    }

    ModelExamination(MicroModel<S> model, List<Region> regions, long seed) {
        this.model = model;
        this.grid = model.grid();
        this.seed = seed;
        for (Region region : regions) {
            if (!region.grid().equals(grid)) {
                throw new IllegalArgumentException(
                        "region of a grid of " + region.grid() + " for a model on " + grid + ": must be the same grid");
            }
        }
        this.regions = regions;
    }

    static <S> ModelExamination<S> of(MicroModel<S> model, Patches patches, long seed) {
        if (!patches.grid().equals(model.grid())) {
            throw new IllegalArgumentException("patches of a grid of " + patches.grid() + " for a model on "
                    + model.grid() + ": must be the same grid");
        }
        List<Region> some = RandomStreams.stream(seed, STAGE, -1)
                .ints(PATCHES, 0, patches.count())
                .distinct()
                .mapToObj(patches::region)
                .toList();
        return new ModelExamination<>(model, some, seed);
    }

    List<ModelCheck> run() {
        check("toString", this::name);
        check("on(grid)", this::onAnotherGrid);
        if (check("initialise", this::initialise)) {
            check("observables", this::observables);
            check("observables are means", this::intensive);
            if (check("evolve", this::evolve)) {
                check("evolve: region", this::outside);
                if (check("evolve: time", this::time)) {
                    check("evolve: events", this::events);
                }
                check("evolve: random", this::sameSeed);
                check("increment", this::increment);
            }
        }
        return List.copyOf(found);
    }

    private boolean check(String name, Body body) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("check of the model interrupted; run again");
        }
        Result result = Result.OK;
        String sentence;
        try {
            sentence = body.run();
        } catch (CancellationException e) {
            throw e;
        } catch (Broken e) {
            result = e.result;
            sentence = e.getMessage();
        } catch (RuntimeException e) {
            result = Result.WRONG;
            sentence = "threw " + thrown(e);
        }
        found.add(new ModelCheck(name, result, sentence));
        return result != Result.WRONG;
    }

    private static String thrown(RuntimeException e) {
        String where = e.getStackTrace().length == 0
                ? ""
                : " in " + e.getStackTrace()[0].getMethodName() + ", line " + e.getStackTrace()[0].getLineNumber();
        return e.getClass().getSimpleName() + where + ": " + e.getMessage();
    }

    private static Broken wrong(String format, Object... values) {
        return new Broken(Result.WRONG, String.format(Locale.ROOT, format, values));
    }

    private static Broken note(String format, Object... values) {
        return new Broken(Result.NOTE, String.format(Locale.ROOT, format, values));
    }

    private RandomGenerator random(long index) {
        return RandomStreams.stream(seed, STAGE, index);
    }

    private S allocate() {
        return model.stateType().allocate(grid.sites());
    }

    private S copy(S state) {
        S copy = allocate();
        System.arraycopy(state, 0, copy, 0, grid.sites());
        return copy;
    }

    private S state(int index) {
        S state = allocate();
        model.initialise(state, random(index));
        return state;
    }

    private static double value(Object state, int site) {
        return Array.getDouble(state, site);
    }

    /** The first site where two states differ, or −1. */
    private int firstDifference(S a, S b) {
        for (int site = 0; site < grid.sites(); site++) {
            if (Double.compare(value(a, site), value(b, site)) != 0) {
                return site;
            }
        }
        return -1;
    }

    private String name() {
        String hash = StableName.identityHash(model.toString());
        if (!hash.isEmpty()) {
            throw wrong("%s", StableName.refusal("model", hash));
        }
        return "names the system: " + model;
    }

    private String onAnotherGrid() {
        Grid other = regions.get(0).asGrid();
        if (other.equals(grid)) {
            other = new Grid(grid.fields(), grid.layers(), grid.rows(), 2 * grid.columns());
        }
        MicroModel<S> moved = model.on(other);
        if (!moved.grid().equals(other)) {
            throw wrong(
                    "on(%s).grid() is %s: on must return a model on the grid that it is given", other, moved.grid());
        }
        String back = moved.on(grid).toString();
        if (!back.equals(model.toString()) && StableName.identityHash(back).isEmpty()) {
            throw wrong("on(%s).on(%s) is %s, not %s: on must pass on all parameters", other, grid, back, model);
        }
        if (!moved.observables().equals(model.observables())) {
            throw wrong(
                    "on(%s) has the observables %s instead of %s: they must be the same on every grid",
                    other, moved.observables(), model.observables());
        }
        return "the same parameters on " + other;
    }

    private String initialise() {
        for (int i = 0; i < STATES; i++) {
            S state = state(i);
            requireAlphabet("initialise", state);
            int site = firstDifference(state, state(i));
            if (site >= 0) {
                throw wrong(
                        "two calls with the same random numbers differ at site %d: set every site, and draw from the"
                                + " generator that is given only",
                        site);
            }
        }
        if (firstDifference(state(0), state(1)) < 0) {
            throw note("draws the same state each time: spread states over all that you want to forecast");
        }
        return "states are " + model.stateType() + " and differ";
    }

    private void requireAlphabet(String method, S state) {
        for (int site = 0; site < grid.sites(); site++) {
            double value = value(state, site);
            if (model.stateType() == StateType.SPINS && value != 1 && value != -1) {
                throw wrong("%s: site %d holds %.0f: StateType.SPINS allows −1 and +1, use BYTES", method, site, value);
            } else if (!Double.isFinite(value)) {
                throw wrong("%s: site %d holds %s: must be finite", method, site, value);
            }
        }
    }

    private String observables() {
        List<String> names = model.observables();
        if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
            throw wrong("observables() is %s: there must be one or more, each name once", names);
        }
        boolean[] seen = new boolean[names.size()];
        for (int i = 0; i < STATES; i++) {
            observe(state(i), names, seen);
        }
        for (int c = 0; c < seen.length; c++) {
            if (!seen[c]) {
                throw note("%s is 0 in all states: does %s write value %d?", names.get(c), measuring(), c);
            }
        }
        return names + " are finite";
    }

    private String measuring() {
        return model instanceof LocalModel ? "addShare" : "observe";
    }

    /** Measured into arrays that hold other numbers before, so that a value that is left alone, or added to, shows. */
    private void observe(S state, List<String> names, boolean[] seen) {
        S before = copy(state);
        double[] z = new double[names.size()];
        double[] again = new double[names.size()];
        Arrays.fill(z, 7);
        Arrays.fill(again, 8);
        try {
            model.observe(state, z);
            model.observe(state, again);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw wrong(
                    "%s writes more values than observables() has names, which are %s (or reads a site outside): %s",
                    measuring(), names, e.getMessage());
        }
        int site = firstDifference(before, state);
        if (site >= 0) {
            throw wrong("%s changed site %d of the state: it must only look", measuring(), site);
        }
        for (int c = 0; c < z.length; c++) {
            if (z[c] == 7 && again[c] == 8) {
                throw wrong("observe never writes z[%d], which is %s: write it, or drop the name", c, names.get(c));
            } else if (Double.compare(z[c], again[c]) != 0) {
                throw wrong("observe adds to z[%d], which is %s: set it to 0 first", c, names.get(c));
            } else if (!Double.isFinite(z[c])) {
                throw wrong("%s is %s: look at observe/addShare", names.get(c), z[c]);
            }
            seen[c] |= z[c] != 0;
        }
    }

    /** Two copies side by side show the same means. */
    private String intensive() {
        Grid twice = new Grid(grid.fields(), grid.layers(), grid.rows(), 2 * grid.columns());
        MicroModel<S> wide;
        try {
            wide = model.on(twice);
        } catch (IllegalArgumentException e) {
            throw note("not tested, on(%s) is refused: %s", twice, e.getMessage());
        }
        S state = state(0);
        S copies = model.stateType().allocate(twice.sites());
        for (int column : new int[] {0, grid.columns()}) {
            new Region(twice, 0, 0, column, grid.layers(), grid.rows(), grid.columns()).insert(state, copies);
        }
        List<String> names = model.observables();
        double[] z = new double[names.size()];
        double[] ofCopies = new double[names.size()];
        model.observe(state, z);
        wide.observe(copies, ofCopies);
        for (int c = 0; c < z.length; c++) {
            if (Math.abs(z[c] - ofCopies[c]) > 1e-6 * (1e-3 + Math.abs(z[c]))) {
                throw wrong(
                        "%s is %.6g on %s, %.6g on two copies side by side: must be a mean over sites, and neighbours"
                                + " periodic",
                        names.get(c), z[c], grid, ofCopies[c]);
            }
        }
        return "the same on two copies side by side";
    }

    /** About one event a site, or some time steps of a field. */
    private long steps() {
        return model.stateType() == StateType.FLOATS ? FIELD_STEPS : grid.sites();
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

    private String evolve() {
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

    private String outside() {
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
                    if (changed && !region.contains(site)) {
                        throw wrong(
                                "evolve changed site %d outside %s: take sites from region.site(i), and change others"
                                        + " only if region.contains(site)",
                                site, box(region));
                    }
                }
            }
        }
        if (!moved) {
            throw note("nothing changed in %s: is there anything to move in it?", box(tried.get(0)));
        }
        return "only sites inside change, also in a region across the grid's ends";
    }

    /** A region may wrap around, as a patch with a margin does; a model may refuse boxes that it cannot evolve. */
    private void evolveIn(Region region, S state, Span span, int index) {
        boolean wraps =
                region.row() + region.rows() > grid.rows() || region.column() + region.columns() > grid.columns();
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
        int row = region.rows() < grid.rows() ? grid.rows() - region.rows() / 2 - region.rows() % 2 : 0;
        int column =
                region.columns() < grid.columns() ? grid.columns() - region.columns() / 2 - region.columns() % 2 : 0;
        return new Region(grid, region.layer(), row, column, region.layers(), region.rows(), region.columns());
    }

    private static String box(Region region) {
        return "the region of " + region.asGrid() + " at row " + region.row() + ", column " + region.column();
    }

    private String time() {
        double duration = typicalTime();
        double once = elapsed(Span.time(duration));
        double twice = elapsed(Span.time(2 * duration));
        if (!(once > 0) || !(twice > 0)) {
            throw wrong("evolve returned %s for δt = %.4g: return the time that has passed", once, duration);
        } else if (Math.abs(twice / once - 2) > 2 * TIME_TOLERANCE) {
            throw wrong(
                    "evolve returned %.4g for δt = %.4g and %.4g for twice that: it ignores the span, use"
                            + " span.attempts or ((Span.Time) span).duration()",
                    once, duration, twice);
        } else if (Math.abs(once / duration - 1) > TIME_TOLERANCE) {
            throw wrong(
                    "evolve returned %.4g for δt = %.4g: stop after the span's time, and return it in its unit",
                    once, duration);
        }
        requireShorterToDoLess(duration);
        return String.format(Locale.ROOT, "δt = %.4g takes %.4g, twice that %.4g", duration, once, twice);
    }

    private double elapsed(Span span) {
        return model.evolve(state(0), grid.whole(), span, random(0));
    }

    /** Where few sites flip to and fro, as at low temperature, only a very short time shows fewer changes. */
    private void requireShorterToDoLess(double duration) {
        double all = changes(Span.time(duration));
        double less = 0;
        for (double shorter : SHORTER) {
            try {
                less = changes(Span.time(duration * shorter));
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

    /** Changed sites; of fields, the sum of their changes. */
    private double changes(Span span) {
        double changes = 0;
        for (int i = 0; i < STATES; i++) {
            S state = state(i);
            S before = copy(state);
            model.evolve(state, grid.whole(), span, random(i));
            for (int site = 0; site < grid.sites(); site++) {
                double change = Math.abs(value(state, site) - value(before, site));
                changes += model.stateType() == StateType.FLOATS ? change : change > 0 ? 1 : 0;
            }
        }
        return changes;
    }

    private String events() {
        double once;
        double fourTimes;
        try {
            once = elapsed(Span.events(steps()));
            fourTimes = elapsed(Span.events(4 * steps()));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw note("Span.events is not supported, use Span.time only: %s", thrown(e));
        }
        if (!(once > 0) || fourTimes < 1.5 * once) {
            throw note(
                    "%d events took %.4g, four times as many %.4g: it does not count events, use Span.time only",
                    steps(), once, fourTimes);
        }
        return String.format(Locale.ROOT, "%d events take %.4g", steps(), once);
    }

    /** Three times, once with another evolution in between, so that whatever is remembered shows. */
    private String sameSeed() {
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

    /** A region takes the values of another state. */
    private String increment() {
        List<String> names = model.observables();
        for (Region region : regions) {
            S inside = model.stateType().allocate(region.sites());
            for (int i = 0; i < STATES; i++) {
                S before = state(i);
                S after = copy(before);
                region.extract(state(i + 1), inside);
                region.insert(inside, after);
                requireIncrement(names, before, after, region);
            }
        }
        return "equals the full observables' change";
    }

    private void requireIncrement(List<String> names, S before, S after, Region region) {
        double[] dz = new double[names.size()];
        double[] old = new double[names.size()];
        double[] now = new double[names.size()];
        model.increment(before, after, region, dz);
        model.observe(before, old);
        model.observe(after, now);
        IntStream.range(0, dz.length).forEach(c -> {
            double full = now[c] - old[c];
            if (Math.abs(dz[c] - full) > 1e-9 * (1 + Math.abs(now[c])) + 1e-6 * Math.abs(full)) {
                throw wrong(
                        "increment of %s is %.6g, the full observables' change %.6g: %s",
                        names.get(c),
                        dz[c],
                        full,
                        model instanceof LocalModel<?> local
                                ? "addShare looks farther than reach() = " + local.reach() + ", override reach()"
                                : "mend increment, or drop it");
            }
        });
    }
}
