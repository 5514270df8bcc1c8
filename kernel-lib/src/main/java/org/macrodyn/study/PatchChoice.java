package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Rounding;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * How large patches are: the smallest side p that divides the system for which correlations of what sites show have died out
 * within half of it,
 *
 * <pre>ρ(p/2) ≤ {@value #LIMIT},   ρ(r) = (C(r) − C(p)) / (C(0) − C(p)),   C(r) = ⟨f_i f_(i+r)⟩</pre>
 *
 * <p>f_i: a site's share of an observable ({@link LocalModel#addShare}); for each observable, along each axis, at four ages.
 * Measured on systems of 2 patches a side, whose largest distance is p: taking C(p) off frees ρ of the mean and of what differs
 * from run to run.
 */
final class PatchChoice {
    /** The system over the patch along each axis, where correlations cannot tell. */
    static final int PLACEHOLDER = 4;

    private static final double LIMIT = 0.05;
    private static final int SHORTEST = 4;
    /** More tiles than a quarter of the small runs would not find mates that are alike. */
    private static final int MOST_TILES = 64;

    private static final int AGES = 4;
    private static final int FEWEST_RUNS = 16;
    private static final double SITES = 20_000;

    private PatchChoice() {}

    static <S> Study<S> choose(Study<S> study, Work work) {
        if (!(study.large() instanceof LocalModel<S>)) {
            String why = "the model does not tell what single sites show (LocalModel.addShare)";
            return chosen(study, study.patches().patch(), why);
        }
        List<String> found = new ArrayList<>();
        List<Grid> candidates = candidates(study.large().grid());
        Grid patch = study.patches().patch();
        for (Grid candidate : candidates) {
            patch = candidate;
            double rho = correlation(study, candidate, work);
            found.add(Words.plain(rho, 2) + " at half of " + candidate);
            if (rho <= LIMIT) {
                break;
            }
        }
        String why = found.isEmpty()
                ? "no smaller part divides the system"
                : "largest correlation: " + String.join(", ", found);
        return chosen(study, patch, why);
    }

    private static <S> Study<S> chosen(Study<S> study, Grid patch, String why) {
        Study<S> cut = study.patch(patch);
        return cut.chosen(new Choice(Part.PATCH, patch.toString(), why), cut.recipe());
    }

    /** A part of a grid. */
    static Grid part(Grid grid, int times) {
        for (int extent : new int[] {grid.layers(), grid.rows(), grid.columns()}) {
            if (extent > 1 && extent % times != 0) {
                throw new IllegalArgumentException(
                        "patch of a " + times + "th of " + grid + ": must divide it, choose patch(...) yourself");
            }
        }
        return new Grid(
                grid.fields(),
                Math.max(1, grid.layers() / times),
                Math.max(1, grid.rows() / times),
                Math.max(1, grid.columns() / times));
    }

    /**
     * Equal parts of at least {@value #SHORTEST} sites a side, four or more along each axis and not too many, the smallest first.
     */
    private static List<Grid> candidates(Grid grid) {
        int shortest = IntStream.of(grid.layers(), grid.rows(), grid.columns())
                .filter(extent -> extent > 1)
                .min()
                .orElse(1);
        return IntStream.iterate(shortest / SHORTEST, times -> times >= PLACEHOLDER, times -> times - 1)
                .filter(times -> IntStream.of(grid.layers(), grid.rows(), grid.columns())
                        .allMatch(extent -> extent == 1 || extent % times == 0))
                .mapToObj(times -> part(grid, times))
                .filter(patch -> grid.sites() / patch.sites() <= MOST_TILES)
                .toList();
    }

    /** The largest |ρ(p/2)|. */
    private static <S> double correlation(Study<S> study, Grid patch, Work work) {
        Grid grid = Sizes.doubled(patch, study.large().grid());
        Study<S> own = study.alone(grid);
        int runs = (int) Math.max(FEWEST_RUNS, Math.ceil(SITES / grid.sites()));
        Span between = Span.time(study.until() / AGES);
        SmallRuns<S> rule = new SmallRuns<>(
                runs, AGES + 1, Optional.of(between), (small, start) -> start.in(small), "all from the start");
        Snapshots<S> states = rule.simulate(own).value();
        work.spend(runs * grid.sites() * study.until() * RunsChoice.rate(own) / Work.UPDATES);
        double largest = 0;
        for (int age = 1; age <= AGES; age++) {
            double[][][] shares = shares((LocalModel<S>) own.large(), states, age, runs);
            for (double[][] observable : shares) {
                largest = Math.max(largest, largest(observable, grid));
            }
        }
        return largest;
    }

    /** {@code [observables][runs][sites]} f of the states of one age. */
    private static <S> double[][][] shares(LocalModel<S> model, Snapshots<S> states, int age, int runs) {
        int d = model.observables().size();
        int sites = model.grid().sites();
        double[][][] shares = new double[d][runs][sites];
        S state = model.stateType().allocate(sites);
        double[] one = new double[d];
        for (int run = 0; run < runs; run++) {
            states.get(run * (AGES + 1) + age, state);
            for (int site = 0; site < sites; site++) {
                Arrays.fill(one, 0);
                model.addShare(state, site, one);
                for (int c = 0; c < d; c++) {
                    shares[c][run][site] = one[c];
                }
            }
        }
        return shares;
    }

    /** |ρ(p/2)| along the axis for which it is the largest. */
    private static double largest(double[][] shares, Grid grid) {
        double largest = 0;
        double own = product(shares, site -> site);
        int[] extents = {grid.layers(), grid.rows(), grid.columns()};
        for (int axis = 0; axis < extents.length; axis++) {
            if (extents[axis] > 1) {
                double half = product(shares, shift(grid, axis, extents[axis] / 4));
                double far = product(shares, shift(grid, axis, extents[axis] / 2));
                boolean varies = Rounding.varies(own - far, own);
                largest = varies ? Math.max(largest, Math.abs(half - far) / (own - far)) : largest;
            }
        }
        return largest;
    }

    private static IntUnaryOperator shift(Grid grid, int axis, int distance) {
        return site -> grid.shift(site, axis == 0 ? distance : 0, axis == 1 ? distance : 0, axis == 2 ? distance : 0);
    }

    /** C = ⟨f_i f_j⟩ over sites i and runs, j as far away as is said. */
    private static double product(double[][] shares, IntUnaryOperator other) {
        double sum = 0;
        for (double[] state : shares) {
            for (int site = 0; site < state.length; site++) {
                sum += state[site] * state[other.applyAsInt(site)];
            }
        }
        return sum / shares.length / shares[0].length;
    }
}
