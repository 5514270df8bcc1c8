package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.scale.Assembly;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * Which tiles lie side by side in assembled configurations, and how long their seams heal: the shortest time for which systems of
 * 2 patches a side that are assembled have the drift of those that were simulated, at the same z. All runs start where forecasts
 * do. They are mates by likeness, or by their start ({@link org.macrodyn.scale.Assembly.Origin}), whichever is less off without
 * healing.
 *
 * <p>Where pairs come from rates, tiles need not heal: each by itself has no seam ({@link GeneratedPairs#apart}). That is taken
 * if it passes, or if nothing passes and it is the least off.
 *
 * <p>r: the drift of an assembled configuration less E[b | z] of simulated ones ({@link DriftSample}); m: its mean over a quarter
 * of the ages, e: the standard error of m, from up to {@value #CONFIGURATIONS} assembled and {@value #RUNS} simulated systems, as
 * many as the budget pays for. A time passes if for each observable
 *
 * <pre>⟨m²⟩ ≤ ⟨e²⟩ + ({@value #LIMIT} b)²,   b = rms E[b | z],</pre>
 *
 * <p>the means over quarters: what is off is chance, or a hundredth of the drift.
 */
final class HealingChoice<S> {
    /** Largest error of the drift, in units of its root mean square. */
    private static final double LIMIT = 0.01;
    /** A drift that is known less well than this, as a share of it, tells nothing. */
    private static final double KNOWN = 0.05;
    /** Of the horizon. */
    private static final double[] SHARES = {0, 0.00625, 0.0125, 0.025, 0.05, 0.1, 0.2};

    private static final int CONFIGURATIONS = 2048;
    private static final int FEWEST = 128;
    /** Of the budget, for all times together. */
    private static final double BUDGET = 0.1;

    private static final int RUNS = 256;
    private static final int FEWEST_RUNS = 32;
    /** Of the budget, for those. */
    private static final double DIRECT = 0.25;

    private static final String USUAL = "; the usual tenth of the horizon";
    private static final int QUARTERS = 4;
    private static final int AGES = 13;
    /** Pairs of a configuration, where patches evolve, if they are as many as that. */
    private static final int REPEATS = 16;

    private final Study<S> own;
    private final SmallRule<S> rule;
    private final Kept<Snapshots<S>> small;
    private final Kept<ClosureModel<S>> closure;
    private final int runs;
    private final DriftSample direct;
    private final double[] unit;
    private final int frames;
    private Enlarging.Assembled<S> assembled;
    private int configurations = CONFIGURATIONS;

    /** An error of the drift, as a share of it. */
    record Off(double time, double share, double chance, String words) {
        Off(double time, double share, double chance) {
            this(
                    time,
                    share,
                    chance,
                    size(share, chance) + (time > 0 ? " after " + Words.plain(time, 3) : " without healing"));
        }

        private static String size(double share, double chance) {
            return String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * share, 100 * chance);
        }

        /** How large it is, without its time. */
        String size() {
            return size(share, chance);
        }

        /** The same, said by another observable. */
        Off toldBy(Off other) {
            return new Off(time, share, chance, other.words);
        }

        boolean passes() {
            return share * share <= chance * chance + LIMIT * LIMIT;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private HealingChoice(Study<S> study, Grid grid, Enlarging.Assembled<S> assembled, int runs) {
        this.assembled = assembled;
        this.runs = runs;
        rule = fromStart(study, runs);
        Recipe<S> recipe = study.recipe().with(rule).with(quick(study.recipe().pairs(), study));
        own = study.large(study.large().on(grid)).with(recipe);
        small = rule.simulate(own);
        frames = rule.frames();
        Kept<Snapshots<S>> simulated = rule.simulate(own.alone(grid));
        closure = ClosureRule.<S>observables().fit(own, simulated);
        direct = drifts(own, simulated);
        unit = direct.unit();
    }

    static <S> Study<S> choose(Study<S> open, Work work) {
        Study<S> study = open.with(open.recipe().together(0));
        Grid grid = Sizes.ofTwoPatches(study);
        if (!(study.recipe().enlarging() instanceof Enlarging.Assembled<S> given)) {
            return study;
        }
        Enlarging.Assembled<S> assembled = given.alike();
        if (grid.equals(study.large().grid())) {
            return chosen(study, assembled, "nothing between a patch and the system tells" + USUAL);
        }
        double rate = RunsChoice.rate(study);
        double each = ofDirect(study.with(study.recipe().with(assembled.healing(0))), grid, rate);
        int runs = work.affordable(DIRECT, each, 0, RUNS);
        if (runs < FEWEST_RUNS) {
            return chosen(
                    study,
                    assembled,
                    String.format(
                                    Locale.ROOT,
                                    "%d direct simulations of %s, %.0f nominal seconds, are above the budget's share",
                                    FEWEST_RUNS,
                                    grid,
                                    FEWEST_RUNS * each)
                            + USUAL);
        }
        work.spend(runs * each);
        HealingChoice<S> choice = new HealingChoice<>(study, grid, assembled, runs);
        double longest = Work.ofConfiguration(choice.healed(SHARES[SHARES.length - 1] * study.until()), rate);
        choice.configurations = work.affordable(BUDGET / SHARES.length, longest, FEWEST, CONFIGURATIONS);
        List<Off> errors = new ArrayList<>();
        errors.add(choice.error(0));
        if (errors.get(0).chance > KNOWN) {
            return chosen(
                    study,
                    assembled,
                    "the drift of assembled " + grid + " is off by " + errors.get(0)
                            + ", known too little to tell one time from another" + USUAL);
        }
        Optional<Off> kin = choice.kin(study, errors.get(0));
        kin.ifPresent(better -> errors.set(0, better));
        Enlarging.Assembled<S> mates =
                kin.isPresent() ? assembled.kin(study.recipe().small()) : assembled;
        Optional<Off> apart = choice.apart(study);
        work.spend(3 * choice.configurations * Work.ofConfiguration(choice.healed(0), rate));
        if (apart.isPresent() && apart.get().passes()) {
            return apart(
                    study,
                    mates,
                    "drift of " + grid + " by its tiles apart is off by "
                            + apart.get().size());
        }
        for (int i = 1; i < SHARES.length && !errors.get(errors.size() - 1).passes(); i++) {
            double time = SHARES[i] * study.until();
            errors.add(choice.error(time));
            work.spend(choice.configurations * Work.ofConfiguration(choice.healed(time), rate));
        }
        return chosen(study, errors, apart, grid, mates);
    }

    /**
     * Nominal seconds of a simulation of a patch and one of two patches along each axis, with the drifts that are seen in the
     * latter.
     */
    private static <S> double ofDirect(Study<S> study, Grid grid, double rate) {
        Study<S> two = study.large(study.large().on(grid))
                .with(study.recipe().with(quick(study.recipe().pairs(), study)));
        double simulated = Work.ofRun(study.alone(study.patches().patch()), rate) + Work.ofRun(two, rate);
        return simulated + AGES * Work.ofConfiguration(two, rate);
    }

    /** The error with all runs as mates, if it is less and the study's own runs tell which of them start there. */
    private Optional<Off> kin(Study<S> study, Off alike) {
        Enlarging.Assembled<S> before = assembled;
        assembled = before.kin(rule);
        if (study.recipe().small().everyFromStart() > 0 && !assembled.equals(before)) {
            Off kin = error(0);
            if (beyond(kin) < beyond(alike)) {
                return Optional.of(kin);
            }
        }
        assembled = before;
        return Optional.empty();
    }

    private static <S> Study<S> chosen(
            Study<S> study, List<Off> errors, Optional<Off> apart, Grid grid, Enlarging.Assembled<S> assembled) {
        Off last = errors.get(errors.size() - 1);
        Off best = last.passes()
                ? last
                : errors.stream()
                        .min((one, other) -> Double.compare(one.share, other.share))
                        .orElseThrow();
        String words = "drift of assembled " + grid + " is off by " + errors.get(0)
                + (best.time == 0 ? "" : ", by " + best)
                + apart.map(off -> ", by tiles apart " + off.size()).orElse("")
                + (last.passes() ? "" : ", no other time leaves less");
        return !last.passes() && apart.isPresent() && apart.get().share < best.share
                ? apart(study, assembled, words)
                : chosen(study, assembled.healing(best.time), words);
    }

    /** No healing: each tile by itself. */
    private static <S> Study<S> apart(Study<S> study, Enlarging.Assembled<S> assembled, String why) {
        Study<S> rates = study.with(study.recipe().with(new GeneratedPairs<>(true)));
        return chosen(rates, assembled.healing(0), why);
    }

    private static <S> Study<S> chosen(Study<S> study, Enlarging.Assembled<S> assembled, String why) {
        String mates = assembled.mates() instanceof Assembly.Origin ? "mates: runs with one start; " : "";
        String time = assembled
                .healing()
                .map(rule -> "windows of " + rule.window() + " for " + Words.plain(time(assembled), 3))
                .orElse(study.recipe().pairs().equals(new GeneratedPairs<S>(true)) ? "none, tiles apart" : "none");
        return study.chosen(
                new Choice(Part.HEALING, mates + time, why), study.recipe().with(assembled));
    }

    /** How long windows heal; 0: not at all. */
    static double time(Enlarging.Assembled<?> assembled) {
        return assembled.healing().isPresent() && assembled.healing().get().span() instanceof Span.Time time
                ? time.duration()
                : 0;
    }

    /** Runs of a system from where forecasts start, at some ages of the recipe's small runs. */
    private static <S> SmallRule<S> fromStart(Study<S> study, int runs) {
        SmallRuns.Starts<S> starts = SmallRuns.Starts.all();
        String stage = "all from the start";
        if (study.recipe().small().ofPatches() instanceof AgedRuns<S> aged) {
            SmallRuns<S> all = aged.runs();
            int last = aged.frames() - 1;
            List<Integer> some = IntStream.range(0, AGES)
                    .mapToObj(i -> aged.kept().get(i * last / (AGES - 1)))
                    .distinct()
                    .toList();
            return new AgedRuns<>(new SmallRuns<>(runs, all.frames(), all.between(), starts, stage), some);
        }
        Span between = Span.time(study.until() / (AGES - 1));
        return new SmallRuns<>(runs, AGES, Optional.of(between), starts, stage);
    }

    /**
     * Rates, where the model tells them: the drift of a configuration without noise, however pairs are made; else fewer
     * evolutions.
     */
    private static <S> PairRule<S> quick(PairRule<S> pairs, Study<S> study) {
        if (!(pairs instanceof PatchPairs<S> patches)) {
            return pairs;
        }
        try {
            PairRule<S> rates = new GeneratedPairs<>();
            rates.requireFit(study);
            return rates;
        } catch (IllegalArgumentException untold) {
            int enough = Math.max(REPEATS, 2 * study.large().observables().size() + 1);
            return patches.withRepeats(Math.min(enough, patches.repeats()));
        }
    }

    private DriftSample drifts(Study<S> made, Kept<Snapshots<S>> configurations) {
        return DriftSample.of(
                made.recipe().pairs().make(made, configurations, closure).value());
    }

    private Study<S> healed(double time) {
        return own.with(own.recipe().with(assembled.samples(configurations).healing(time)));
    }

    private Off error(double time) {
        return error(healed(time), time);
    }

    /** The error of tiles by themselves, if the study takes rates: of these it costs nothing to look at no seam. */
    private Optional<Off> apart(Study<S> study) {
        Study<S> unhealed = healed(0);
        return study.recipe().pairs() instanceof GeneratedPairs
                        && assembled.healing(0).isApart()
                ? Optional.of(error(unhealed.with(unhealed.recipe().with(new GeneratedPairs<>(true))), 0))
                : Optional.empty();
    }

    /** How far assembled drifts are off, for the observable for which it is the most beyond chance. */
    private Off error(Study<S> healed, double time) {
        DriftSample made = drifts(healed, healed.enlarge(small));
        int n = made.z().length;
        int d = unit.length;
        double[][] expected = new double[n][];
        int[] quarter = new int[n];
        for (int i = 0; i < n; i++) {
            int[] nearest = direct.nearest(made.z()[i], unit);
            expected[i] = direct.at(made.z()[i], unit, nearest);
            quarter[i] = quarter(nearest[0], direct.z().length, runs, frames);
        }
        List<Off> all = IntStream.range(0, d)
                .mapToObj(c -> off(time, made, expected, quarter, c, runs))
                .toList();
        Off worst = Collections.max(all, Comparator.comparingDouble(HealingChoice::beyond));
        // Where all pass, the one that is the most beyond chance may be one that cannot be off at all.
        return worst.passes() ? worst.toldBy(Collections.max(all, Comparator.comparingDouble(Off::share))) : worst;
    }

    /** The quarter of the ages of a sample's configuration, of which there are some in each run's order of ages. */
    static int quarter(int sample, int samples, int runs, int frames) {
        long configuration = (long) sample * runs * frames / samples;
        return (int) (configuration % frames * QUARTERS / frames);
    }

    private static double beyond(Off error) {
        return error.share * error.share - error.chance * error.chance;
    }

    static Off off(double time, DriftSample made, double[][] expected, int[] quarter, int c, int runs) {
        double[] sum = new double[QUARTERS];
        double[] squares = new double[QUARTERS];
        int[] count = new int[QUARTERS];
        double size = 0;
        for (int i = 0; i < quarter.length; i++) {
            double off = made.drift()[i][c] - expected[i][c];
            sum[quarter[i]] += off;
            squares[quarter[i]] += off * off;
            count[quarter[i]]++;
            size += expected[i][c] * expected[i][c] / quarter.length;
        }
        double square = 0;
        double chance = 0;
        int seen = 0;
        for (int q = 0; q < QUARTERS; q++) {
            if (count[q] > 1) {
                double mean = sum[q] / count[q];
                square += mean * mean;
                double variance = squares[q] / count[q] - mean * mean;
                chance += variance / (count[q] - 1) + variance / runs;
                seen++;
            }
        }
        double unit = size > 0 ? Math.sqrt(size * Math.max(1, seen)) : 1;
        return new Off(time, Math.sqrt(square) / unit, Math.sqrt(chance) / unit);
    }
}
