package org.macrodyn.study;

import it.unimi.dsi.fastutil.ints.IntAVLTreeSet;
import it.unimi.dsi.fastutil.ints.IntSortedSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.EventSites;
import org.macrodyn.scale.ModelCheck;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * How many small runs, and at which ages they are recorded. Ages lie at equal steps of
 *
 * <pre>w(t) = ½ t/T + ½ ∫₀ᵗ v / ∫₀ᵀ v,   v² = Σ_c (d⟨z_c⟩/dt)² / s_c²</pre>
 *
 * <p>⟨z⟩: mean of pilot runs from where forecasts start, without what chance adds to its steps; s_c: spread of z_c over all of
 * the pilot's states. So half of the configurations belong to the relaxation, however short it is, and neighbouring ages lie
 * close in z.
 */
final class RunsChoice {
    private static final int RUNS = 256;
    private static final int FEWEST = 32;
    private static final int AGES = 161;
    private static final int PILOT = 32;
    private static final int STEPS = 320;
    private static final int WINDOW = 8;
    private static final int SAMPLES = 8;
    /** Steps of the mean below two standard errors are none. */
    private static final int CHANCE = 4;
    /** Of the budget. */
    private static final double SHARE = 0.25;
    /**
     * Budgets that pilot runs may take: a budget is no limit for the least that has to be done, but a horizon may be a mistake.
     */
    private static final double BEYOND = 10;
    /** Nominal seconds that they may always take. */
    private static final double LEAST = 60;

    private RunsChoice() {}

    static <S> Study<S> choose(Study<S> study, Work work) {
        Study<S> part = SizeChoice.part(study);
        ModelCheck.requireRight(part.large(), part.patches(), study.seed());
        AlikeStart.require(study);
        requireHorizon(study, work);
        double updates = study.patches().patch().sites() * study.until() * rate(study);
        work.spend(2 * PILOT * updates / Work.UPDATES);
        int runs = work.affordable(SHARE, updates / Work.UPDATES, FEWEST, RUNS);
        work.spend(runs * updates / Work.UPDATES);
        List<Integer> ages = ages(pilot(study));
        Span step = Span.time(study.until() / STEPS);
        AgedRuns<S> rule = new AgedRuns<>(SmallRuns.alongForecast(runs, STEPS + 1, step), ages);
        double half = ages.get(ages.size() / 2) * study.until() / STEPS;
        Choice choice = new Choice(
                Part.RUNS,
                String.format(Locale.ROOT, "%d, half of them from the start, at %d ages", runs, ages.size()),
                String.format(
                        Locale.ROOT,
                        "half of the ages before t = %s, by the way of the mean of %d pilot runs%s",
                        Words.plain(half, 3),
                        PILOT,
                        runs < RUNS ? "; the budget allows no more" : ""));
        return study.chosen(choice, alike(study.recipe().with(rule)));
    }

    /** By the rate at the start alone, so that it is known before a run goes all the way. */
    private static <S> void requireHorizon(Study<S> study, Work work) {
        double pilot = 2 * PILOT * study.patches().patch().sites() * study.until() * rate(study, 1) / Work.UPDATES;
        if (pilot > Math.max(LEAST, BEYOND * work.budget())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "until = %s: %d pilot runs of %s to there take %.0f nominal seconds, the budget is %.0f: give a shorter horizon, or a larger budget(…)",
                    Words.plain(study.until(), 3),
                    2 * PILOT,
                    study.small().grid(),
                    pilot,
                    work.budget()));
        }
    }

    /** Mates that were chosen for other runs, which all started alike, are chosen anew. */
    private static <S> Recipe<S> alike(Recipe<S> recipe) {
        return recipe.freedom().isOpen(Part.HEALING) && recipe.enlarging() instanceof Enlarging.Assembled<S> assembled
                ? recipe.with(assembled.alike())
                : recipe;
    }

    private static <S> Trajectories pilot(Study<S> study) {
        SmallRuns<S> all = SmallRuns.alongForecast(2 * PILOT, STEPS + 1, Span.time(study.until() / STEPS));
        return Ensembles.observed(study.keeping(), all.simulation(study)).value();
    }

    /** Numbers of the frames that are kept. */
    static List<Integer> ages(Trajectories pilot) {
        double[] way = way(pilot);
        IntSortedSet kept = new IntAVLTreeSet();
        int frame = 0;
        for (int i = 0; i < AGES; i++) {
            double target = i / (AGES - 1.0);
            while (frame < STEPS && way[frame] < target - 1e-9) {
                frame++;
            }
            kept.add(frame);
        }
        return new ArrayList<>(kept);
    }

    /** {@code [frames]} w; ∫v by the steps of the mean over {@value #WINDOW} frames, even between them. */
    private static double[] way(Trajectories pilot) {
        int windows = (pilot.steps() - 1) / WINDOW;
        double[] step = new double[windows];
        for (int c = 0; c < pilot.dimension(); c++) {
            double variance = variance(pilot, c);
            for (int k = 0; k < windows && variance > 0; k++) {
                step[k] += square(pilot, k * WINDOW, c) / variance;
            }
        }
        Arrays.setAll(step, k -> Math.sqrt(Math.max(0, step[k])));
        double total = Arrays.stream(step).sum();
        double[] way = new double[pilot.steps()];
        for (int k = 1; k < way.length; k++) {
            double even = 1.0 / (way.length - 1);
            double own = total > 0 ? step[(k - 1) / WINDOW] / total / WINDOW : even;
            way[k] = way[k - 1] + 0.5 * even + 0.5 * own;
        }
        return way;
    }

    /** The squared step of the mean of the even runs, which come from the start, less {@value #CHANCE} times its variance. */
    private static double square(Trajectories pilot, int k, int c) {
        int runs = pilot.runs() / 2;
        double sum = 0;
        double squares = 0;
        for (int r = 0; r < runs; r++) {
            double[][] run = pilot.values()[2 * r];
            double step = run[k + WINDOW][c] - run[k][c];
            sum += step;
            squares += step * step;
        }
        double mean = sum / runs;
        return mean * mean - CHANCE * (squares / runs - mean * mean) / (runs - 1);
    }

    private static double variance(Trajectories pilot, int c) {
        double[] all = Arrays.stream(pilot.values())
                .flatMap(Arrays::stream)
                .mapToDouble(z -> z[c])
                .toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        return Arrays.stream(all).map(z -> (z - mean) * (z - mean)).average().orElseThrow();
    }

    /**
     * Updates of a site per unit of time, as counted along small runs from the start: the events of a {@link Span}, of which
     * each updates a site or all of them ({@link EventSites}).
     */
    static <S> double rate(Study<S> study) {
        return rate(study, SAMPLES);
    }

    /** The same of the first samples. */
    private static <S> double rate(Study<S> study, int samples) {
        MicroModel<S> small = study.small();
        int sites = small.grid().sites();
        S state = small.stateType().allocate(sites);
        RandomGenerator looking = RandomStreams.stream(study.seed(), "sites of an event", 0);
        study.start().draw(small, state, looking);
        int events = EventSites.ofSweep(small, state, looking);
        double time = 0;
        RandomGenerator random = RandomStreams.stream(study.seed(), "rate of updates", 0);
        study.start().draw(small, state, random);
        for (int i = 0; i < samples; i++) {
            if (i > 0) {
                small.evolve(state, small.grid().whole(), Span.time(study.until() / SAMPLES), random);
            }
            time += small.evolve(state, small.grid().whole(), Span.events(events), random);
        }
        return time > 0 ? samples / time : 1 / study.until();
    }
}
