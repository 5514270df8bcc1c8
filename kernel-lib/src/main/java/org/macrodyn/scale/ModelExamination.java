package org.macrodyn.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.macrodyn.data.ExternalModel;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.ModelCheck.Result;
import org.macrodyn.store.StableName;

/**
 * The checks of {@link ModelCheck}, one method each. What a model's own methods throw is a finding like any other.
 *
 * @param <S> the state array
 */
final class ModelExamination<S> extends ModelProbe<S> {
    /** The check of what names the model. */
    static final String NAME = "toString";

    private static final int PATCHES = 3;

    private final List<Region> regions;
    private final Optional<Patches> patches;
    private final EvolutionExamination<S> evolution;
    private final List<ModelCheck> found = new ArrayList<>();

    /** A check's body: what is wrong, as the exception's text, or a sentence on what is right. */
    private interface Body {
        String run();
    }

    ModelExamination(MicroModel<S> model, List<Region> regions, Optional<Patches> patches, long seed) {
        super(model, seed);
        this.patches = patches;
        for (Region region : regions) {
            if (!region.grid().equals(grid)) {
                throw new IllegalArgumentException(
                        "region of a grid of " + region.grid() + " for a model on " + grid + ": must be the same grid");
            }
        }
        this.regions = regions;
        evolution = new EvolutionExamination<>(model, regions, seed);
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
        return new ModelExamination<>(model, some, Optional.of(patches), seed);
    }

    List<ModelCheck> run() {
        check(NAME, this::name);
        check("on(grid)", this::onAnotherGrid);
        if (check("initialise", this::initialise)) {
            check("observables", this::observables);
            check("observables are means", this::intensive);
            if (check("evolve", evolution::evolve)) {
                check("evolve: region", evolution::outside);
                check("evolve: everywhere", evolution::everywhere);
                // Where some sites never move, that is what is wrong.
                if (found.get(found.size() - 1).result() == Result.OK) {
                    patches.ifPresent(all -> check("evolve: patches alike", () -> evolution.alike(all)));
                }
                if (check("evolve: time", evolution::time)) {
                    check("evolve: events", evolution::events);
                    // Rules declare both at once.
                    if (model instanceof EventModel<S> events && !(model instanceof RuleModel)) {
                        check("events", new RateExamination<>(events, seed)::rates);
                    }
                }
                check("evolve: random", evolution::sameSeed);
                check("increment", this::increment);
            }
        }
        if (model instanceof ExternalModel<?> external) {
            check("processes", () -> processes(external));
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
            sentence = e.sentence;
        } catch (RuntimeException e) {
            result = Result.WRONG;
            sentence = "threw " + thrown(e);
        }
        found.add(new ModelCheck(name, result, sentence));
        return result != Result.WRONG;
    }

    private static String processes(ExternalModel<?> external) {
        if (external.restarts() > 0) {
            throw note("%d restarts, which change no numbers but take time: journal() says why", external.restarts());
        }
        return "none ended";
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
        if ((other.layers() == 1 && grid.layers() > 1) || (other.rows() == 1 && grid.rows() > 1)) {
            throw note(
                    "patches of %s are one site thick in a system of %s: small systems would have no neighbours there,"
                            + " take patches with extents along every axis, as Patches.cube does",
                    other, grid);
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
                String why = model instanceof RuleModel
                        ? "no state starts with it, see start(state, fraction)"
                        : "does " + measuring() + " write value " + c + "?";
                throw note("%s is 0 in all states: %s", names.get(c), why);
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
                throw wrong("%s is %s: look at %s", names.get(c), z[c], measuring());
            }
            seen[c] |= z[c] != 0;
        }
    }

    /** Copies side by side along every axis that the system has show the same means. */
    private String intensive() {
        Grid twice = new Grid(
                grid.fields(),
                grid.layers() > 1 ? 2 * grid.layers() : 1,
                grid.rows() > 1 ? 2 * grid.rows() : 1,
                2 * grid.columns());
        MicroModel<S> wide;
        try {
            wide = model.on(twice);
        } catch (IllegalArgumentException e) {
            throw note("not tested, on(%s) is refused: %s", twice, e.getMessage());
        }
        if (!wide.grid().equals(twice)) {
            throw wrong("on(%s).grid() is %s: on must keep layers, rows and columns", twice, wide.grid());
        }
        S state = state(0);
        S copies = model.stateType().allocate(twice.sites());
        Patches places = new Patches(twice, grid);
        for (int place = 0; place < places.count(); place++) {
            places.region(place).insert(state, copies);
        }
        List<String> names = model.observables();
        double[] z = new double[names.size()];
        double[] ofCopies = new double[names.size()];
        double[] sizes = sizes();
        model.observe(state, z);
        wide.observe(copies, ofCopies);
        for (int c = 0; c < z.length; c++) {
            if (!(Math.abs(z[c] - ofCopies[c]) <= 1e-6 * (1e-3 * sizes[c] + Math.abs(z[c])))) {
                throw wrong(
                        "%s is %.6g on %s, %.6g on %d copies side by side: must be a mean over sites, neighbours"
                                + " periodic, and all sites alike",
                        names.get(c), z[c], grid, ofCopies[c], places.count());
            }
        }
        return "the same on " + places.count() + " copies side by side";
    }

    /** A region takes the values of another state. */
    private String increment() {
        List<String> names = model.observables();
        double[] sizes = sizes();
        for (Region region : regions) {
            S inside = model.stateType().allocate(region.sites());
            for (int i = 0; i < STATES; i++) {
                S before = state(i);
                S after = copy(before);
                region.extract(state(i + 1), inside);
                region.insert(inside, after);
                requireIncrement(names, before, after, region, sizes);
            }
        }
        return "equals the full observables' change";
    }

    /** The largest value of each observable in the states that are looked at: what small means does not depend on units. */
    private double[] sizes() {
        double[] sizes = new double[model.observables().size()];
        double[] z = new double[sizes.length];
        for (int i = 0; i < STATES; i++) {
            model.observe(state(i), z);
            Arrays.setAll(sizes, c -> Math.max(sizes[c], Math.abs(z[c])));
        }
        return sizes;
    }

    private void requireIncrement(List<String> names, S before, S after, Region region, double[] sizes) {
        double[] dz = new double[names.size()];
        double[] old = new double[names.size()];
        double[] now = new double[names.size()];
        model.increment(before, after, region, dz);
        model.observe(before, old);
        model.observe(after, now);
        IntStream.range(0, dz.length).forEach(c -> {
            double full = now[c] - old[c];
            if (!(Math.abs(dz[c] - full) <= 1e-9 * (sizes[c] + Math.abs(now[c])) + 1e-6 * Math.abs(full))) {
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
