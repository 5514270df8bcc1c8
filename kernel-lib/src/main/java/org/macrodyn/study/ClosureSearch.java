package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.EncodingBehaviour;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.Digits;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.SdeModel;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which closure variables a study needs, judged on the system of 2 patches along each side, which is small enough to be
 * simulated itself. Candidates are learnt there in order of cost, from the same configurations, and compared with the same
 * direct simulations.
 *
 * <p>The error of a candidate is the largest over observables and times of |p̄ − q̄| and of |s_p − s_q|, forecast against truth,
 * in units of the observable's largest √(q̄² + s_q²). A closure is <b>needed</b> if the error without one is above a hundredth by
 * more than two standard errors. A candidate is <b>taken</b> if its error is lower than that of what was taken before by more
 * than two standard errors of their difference, in which chance in the truth, that both are held against, cancels ({@link
 * ErrorOfTwo}). The search ends when the error is no longer one that is needed to mend.
 *
 * <p>If what was taken is still too wrong, it is learnt once more from configurations that were simulated at that size instead of
 * enlarged, as a <b>control</b>: where that mends half of the error, enlarging makes it and not the closure.
 *
 * <p>Where the recipe takes pairs from rates, so do closures that are sums over sites of a model that tells its events one by
 * one; for others patches evolve for a short δt.
 *
 * @param study with the closure that was taken; as it was, if none is needed or none helps
 * @param tried one for each candidate that was tried, without closure first; none if there is no system between a patch and the
 *     large one
 * @param skipped names of candidates that were not tried, with the reason
 * @param control what was taken, learnt from configurations that were not enlarged, if it was still too wrong
 * @param memory of the forecast without closure
 * @param <S> the state array
 */
public record ClosureSearch<S>(
        Study<S> study,
        List<Tried<S>> tried,
        List<String> skipped,
        Optional<Tried<S>> control,
        Optional<ResidualMemory> memory) {
    private static final int RUNS = 400;
    private static final int DISTANCES = 3;
    private static final int SMALLEST_BLOCKS = 2;

    /**
     * A candidate.
     *
     * @param name in tables
     * @param rule how its latent map is found
     * @param <S> the state array
     */
    public record Candidate<S>(String name, ClosureRule<S> rule) {}

    /**
     * What a candidate bought.
     *
     * @param candidate the candidate
     * @param study of the large system with it
     * @param model learnt with it, of 2 patches along each side
     * @param mean error of the mean, of the worst observable and time
     * @param spread error of the standard deviation
     * @param seconds that it took, configurations and direct simulations left out
     * @param taken whether it was better than all before
     * @param <S> the state array
     */
    public record Tried<S>(
            Candidate<S> candidate,
            Study<S> study,
            SdeModel model,
            ErrorOfTwo mean,
            ErrorOfTwo spread,
            double seconds,
            boolean taken) {
        /** The larger of both errors. */
        ErrorOfTwo worst() {
            return mean.error() > spread.error() ? mean : spread;
        }

        private Tried<S> as(boolean better) {
            return new Tried<>(candidate, study, model, mean, spread, seconds, better);
        }
    }

    /** Keeps its own lists. */
    public ClosureSearch {
        tried = List.copyOf(tried);
        skipped = List.copyOf(skipped);
    }

    /**
     * Searches among the usual candidates: correlations of what sites show at the first {@value #DISTANCES} distances,
     * fluctuations of blocks, principal components, an autoencoder.
     *
     * @param study with the closure that costs least, as a rule none
     * @param <S> the state array
     * @return what was found
     */
    public static <S> ClosureSearch<S> of(Study<S> study) {
        return of(study, candidates(study), RUNS);
    }

    /**
     * Searches among one's own candidates.
     *
     * @param study with the closure that costs least, as a rule none
     * @param candidates in order of cost
     * @param runs direct simulations of the system of 2 patches along each side, at least 2
     * @param <S> the state array
     * @return what was found
     * @throws IllegalArgumentException if there are fewer runs
     */
    public static <S> ClosureSearch<S> of(Study<S> study, List<Candidate<S>> candidates, int runs) {
        if (runs < 2) {
            throw new IllegalArgumentException("search with " + runs + " direct simulations: must be at least 2");
        }
        Grid rung = Sizes.ofTwoPatches(study);
        return rung.equals(study.large().grid())
                ? new ClosureSearch<>(study, List.of(), List.of(), Optional.empty(), Optional.empty())
                : new Search<>(study, study.large(study.large().on(rung)), runs).among(candidates);
    }

    /**
     * The usual candidates, in order of cost.
     *
     * @param study the study
     * @param <S> the state array
     * @return the candidates; an autoencoder only where the values of a state are amounts
     */
    public static <S> List<Candidate<S>> candidates(Study<S> study) {
        List<Candidate<S>> all = new ArrayList<>();
        for (int r = 1; r <= DISTANCES; r++) {
            all.add(new Candidate<>(
                    "correlations, " + r + (r == 1 ? " distance" : " distances"), ClosureRule.correlations(r)));
        }
        Grid patch = study.patches().patch();
        int[] blocks = IntStream.iterate(SMALLEST_BLOCKS, side -> side < patch.columns(), side -> 2 * side)
                .filter(side -> patch.columns() % side == 0)
                .filter(side -> patch.rows() % Math.min(side, patch.rows()) == 0)
                .filter(side -> patch.layers() % Math.min(side, patch.layers()) == 0)
                .toArray();
        if (blocks.length > 0) {
            int largest = blocks[blocks.length - 1];
            all.add(new Candidate<>("fluctuations of blocks of " + largest, ClosureRule.fluctuations(true, largest)));
        }
        all.add(new Candidate<>("principal component", ClosureRule.components(1)));
        if (study.large().siteFunctions().size() == patch.fields()) {
            all.add(new Candidate<>("autoencoder", ClosureRule.autoencoder(PatchAutoencoderSettings.paper())));
        }
        return all;
    }

    /**
     * What each candidate bought.
     *
     * @return a row for each that was tried, in order of cost, and for the control
     */
    public Table table() {
        Table table = Table.create(
                "closures",
                StringColumn.create("closure"),
                IntColumn.create("variables"),
                StringColumn.create("pairs"),
                DoubleColumn.create("error of mean"),
                DoubleColumn.create("s.e. of mean"),
                DoubleColumn.create("error of spread"),
                DoubleColumn.create("s.e. of spread"),
                DoubleColumn.create("seconds"),
                BooleanColumn.create("taken"));
        List<Tried<S>> all = Stream.concat(tried.stream(), control.stream()).toList();
        for (Tried<S> one : all) {
            table.stringColumn(0).append(one.candidate.name);
            table.intColumn(1).append(one.model.dimension());
            table.stringColumn(2).append(one.study.recipe().pairs() instanceof GeneratedPairs ? "rates" : "evolved");
            double[] numbers = {
                one.mean.error(), one.mean.standardError(), one.spread.error(), one.spread.standardError(), one.seconds
            };
            for (int i = 0; i < numbers.length; i++) {
                table.doubleColumn(3 + i).append(numbers[i]);
            }
            table.booleanColumn(table.columnCount() - 1).append(one.equals(taken().orElseThrow()));
        }
        return Digits.in(table);
    }

    /** The last of those that were better than all before. */
    private Optional<Tried<S>> taken() {
        return tried.stream().filter(Tried::taken).reduce((before, last) -> last);
    }

    /**
     * What was found, and why.
     *
     * @return one sentence
     */
    public String verdict() {
        if (tried.isEmpty()) {
            return "no closure was searched for: there is no system between a patch and the large one, choose smaller patches or a larger system";
        }
        Tried<S> none = tried.get(0);
        Tried<S> best = taken().orElseThrow();
        if (!none.worst().isNeeded()) {
            return "no closure needed: without one the forecast of 2 patches along each side is wrong by "
                    + none.worst();
        }
        if (best.equals(none)) {
            return "no closure helps: without one the forecast of 2 patches along each side is wrong by " + none.worst()
                    + others() + "; "
                    + memory.map(seen -> enlargingMakes(best) ? seen.toString() : seen.advice())
                            .orElse(ResidualMemory.LARGER)
                    + ofControl(best);
        }
        return best.candidate.name + " taken: it lowers the error of 2 patches along each side from " + none.worst()
                + " to " + best.worst() + (best.worst().isNeeded() ? ", which is still too much" : "")
                + ofControl(best)
                + Words.conserved(best.model.conserved());
    }

    private boolean enlargingMakes(Tried<S> best) {
        return control.isPresent()
                && control.get().worst().error() < best.worst().error() / 2;
    }

    private String ofControl(Tried<S> best) {
        return control.map(Tried::worst)
                .map(other -> "; from configurations that are not enlarged it is " + other
                        + (enlargingMakes(best)
                                ? ", so that enlarging makes it: longer healing or larger patches"
                                : ""))
                .orElse("");
    }

    /** How good those were that did not help, or why there were none. */
    private String others() {
        return tried.subList(1, tried.size()).stream()
                .map(Tried::worst)
                .min(Comparator.comparingDouble(ErrorOfTwo::error))
                .map(best -> ", the best of the others by " + best)
                .orElse(skipped.isEmpty() ? "" : ", and no other can be learnt (" + String.join("; ", skipped) + ")");
    }

    @Override
    public String toString() {
        return verdict();
    }

    /** All candidates on one system, with the same configurations and the same direct simulations. */
    private static final class Search<S> {
        private final Study<S> study;
        private final Study<S> rung;
        private final Kept<Snapshots<S>> configurations;
        private final Trajectories truth;
        private final List<Tried<S>> tried = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
        private Optional<ResidualMemory> memory = Optional.empty();

        Search(Study<S> study, Study<S> rung, int runs) {
            this.study = study;
            this.rung = rung.with(rung.recipe().healed(study.until()));
            configurations = this.rung.enlarge(this.rung.simulate());
            truth = rung.truth(runs);
        }

        ClosureSearch<S> among(List<Candidate<S>> candidates) {
            Set<String> known = new HashSet<>();
            Tried<S> best = attempt(new Candidate<>("none", study.recipe().closure()), known)
                    .orElseThrow()
                    .as(true);
            tried.add(best);
            for (Candidate<S> candidate : candidates) {
                if (!best.worst().isNeeded()) {
                    skipped.add(candidate.name + ": nothing left to mend");
                    continue;
                }
                Optional<Tried<S>> next = attempt(candidate, known);
                if (next.isPresent()) {
                    boolean better = next.get().worst().isBelow(best.worst());
                    tried.add(next.get().as(better));
                    best = better ? tried.get(tried.size() - 1) : best;
                }
            }
            return new ClosureSearch<>(best.study, tried, skipped, control(best), memory);
        }

        /** Nothing of a candidate that does not fit the system, or says no more than one before it. */
        private Optional<Tried<S>> attempt(Candidate<S> candidate, Set<String> known) {
            try {
                return fitted(candidate, known);
            } catch (IllegalArgumentException unfit) {
                if (tried.isEmpty()) {
                    throw unfit;
                }
                skipped.add(candidate.name + ": " + unfit.getMessage());
                return Optional.empty();
            }
        }

        private Optional<Tried<S>> fitted(Candidate<S> candidate, Set<String> known) {
            long start = System.nanoTime();
            Kept<ClosureModel<S>> closure = rung.closure(candidate.rule).encoder(configurations);
            if (!known.add(EncodingBehaviour.of(closure.value(), rung.large()))) {
                skipped.add(candidate.name + ": says no more than one before it, z = "
                        + closure.value().names());
                return Optional.empty();
            }
            return Optional.of(measured(candidate, closure, configurations, start));
        }

        private Tried<S> measured(
                Candidate<S> candidate, Kept<ClosureModel<S>> closure, Kept<Snapshots<S>> from, long start) {
            PairRule<S> rule = pairs(closure.value());
            Study<S> own = rung.recipe(rung.recipe().with(candidate.rule).with(rule));
            Study.Pairs<S> pairs = new Study.Pairs<>(rule.make(own, from, closure), closure, from);
            Learnt<S> two = own.twice().train(pairs);
            if (tried.isEmpty() && truth.names().containsAll(closure.value().names())) {
                memory = Optional.of(ResidualMemory.of(two, truth));
            }
            ErrorOfTwo.Beside beside = ErrorOfTwo.Beside.of(two, truth);
            return new Tried<>(
                    candidate,
                    study.recipe(with(rule).with(candidate.rule)),
                    two.model(),
                    beside.mean(),
                    beside.spread(),
                    (System.nanoTime() - start) / 1e9,
                    false);
        }

        /** The study's own recipe, unless other pairs are needed. */
        private Recipe<S> with(PairRule<S> rule) {
            return rule.equals(rung.recipe().pairs())
                    ? study.recipe()
                    : study.recipe().healed(study.until()).with(rule);
        }

        /** The same from as many configurations of runs of that size, evenly chosen. */
        private Optional<Tried<S>> control(Tried<S> best) {
            if (!best.worst().isNeeded()) {
                return Optional.empty();
            }
            long start = System.nanoTime();
            SmallRule<S> small = rung.recipe().small().ofPatches();
            Kept<Snapshots<S>> all = small.simulate(rung.patch(rung.large().grid()));
            Kept<Snapshots<S>> some = some(all, configurations.value().size());
            Candidate<S> same = new Candidate<>(best.candidate.name + ", not enlarged", best.candidate.rule);
            return Optional.of(measured(same, rung.closure(same.rule).encoder(some), some, start));
        }

        private static <S> Kept<Snapshots<S>> some(Kept<Snapshots<S>> all, int most) {
            Snapshots<S> from = all.value();
            int count = Math.min(most, from.size());
            Snapshots<S> some = new Snapshots<>(from.grid(), from.type(), count);
            S state = from.type().allocate(from.grid().sites());
            for (int i = 0; i < count; i++) {
                from.get((int) ((long) i * from.size() / count), state);
                some.set(i, state);
            }
            return all.then(some, "-" + count + " of them");
        }

        /** Rates, if the recipe takes them and they tell what events do to z; else short evolutions of patches. */
        private PairRule<S> pairs(ClosureModel<S> closure) {
            PairRule<S> own = rung.recipe().pairs();
            MicroModel<S> observed = closure.observed(rung.large());
            boolean told =
                    observed instanceof EventModel && observed.observables().containsAll(closure.names());
            return own instanceof GeneratedPairs && !told
                    ? Recipe.<S>ours(study.until()).pairs()
                    : own;
        }
    }
}
