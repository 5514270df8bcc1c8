package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.macrodyn.sde.Sde;

/**
 * Wells, first-passage times and committors of a macroscopic process, however long they take.
 *
 * <p>The mean time τ(z) from z to a target solves Lτ = −1 with τ = 0 on the target, the committor Lq = 0, L the generator of the
 * process (van Kampen, Stochastic Processes in Physics and Chemistry, ch. XII). With one or two components the equations are
 * solved: a jump process on all its states, an SDE on a grid. The elimination never subtracts, so that times of 10⁸ or 10³⁰⁰
 * relaxations have all their digits. Else, and where a jump process has too many states, runs are simulated and the mean has a
 * standard error.
 *
 * <p>Only where there were data: a model says nothing about what it has not seen.
 */
public final class Passage {
    /** Grid points of one component; of two in each direction. */
    private static final int POINTS = 4000;

    private static final int POINTS_IN_PLANE = 100;
    /** A well with more than one component is reached within this part of the box. */
    private static final double REACHED = 0.05;

    private final Sde drift;
    private final Support support;
    private final PassageSolver solver;
    private final List<Well> wells;
    private final Way way;

    /**
     * A stable fixed point of the drift.
     *
     * @param z {@code [d]}
     * @param relaxationTime in which the slowest small deviation from it decays to 1/e
     */
    public record Well(double[] z, double relaxationTime) {
        @Override
        public String toString() {
            return Arrays.stream(z)
                    .mapToObj(x -> String.format(Locale.ROOT, "%.4g", x))
                    .collect(Collectors.joining(", "));
        }
    }

    private Passage(Sde drift, Support support, PassageSolver solver, Lattice states) {
        this.drift = drift;
        this.support = support;
        this.solver = solver;
        way = new Way(support, states);
        wells = Wells.of(drift, support);
    }

    /**
     * Passages of a jump process of one or two components, solved exactly.
     *
     * @param model the process
     * @return its passages
     * @throws IllegalArgumentException if it has too many states; then simulate
     */
    public static Passage of(JumpModel model) {
        if (model.dimension() > 2 || !SolvedPassages.canSolve(model)) {
            throw new IllegalArgumentException(
                    "passages of " + model.dimension() + " observables on "
                            + String.format(Locale.ROOT, "%.3g", model.lattice().size())
                            + " states: too many to solve; take Passage.simulated, or of(model.diffusionLimit(), model.support())");
        }
        return new Passage(model.diffusionLimit(), model.support(), SolvedPassages.of(model), model.lattice());
    }

    /**
     * Passages of an SDE of one or two components, solved on a grid over the data's box, whose edges reflect: {@value #POINTS}
     * points, in two dimensions {@value #POINTS_IN_PLANE} × {@value #POINTS_IN_PLANE}.
     *
     * @param sde the SDE
     * @param support where there were data
     * @return its passages
     * @throws IllegalArgumentException if there are more than two components; then simulate
     */
    public static Passage of(Sde sde, Support support) {
        return of(sde, support, sde.dimension() == 1 ? POINTS : POINTS_IN_PLANE);
    }

    /**
     * The same on a finer or coarser grid; the error falls with its square.
     *
     * @param sde the SDE
     * @param support where there were data
     * @param points of the grid in each direction, at least 10
     * @return its passages
     * @throws IllegalArgumentException if there are more than two components, or too few points
     */
    public static Passage of(Sde sde, Support support, int points) {
        requireNames(sde, support);
        if (sde.dimension() > 2 || points < 10) {
            throw new IllegalArgumentException("passages of " + sde.dimension() + " observables on a grid of " + points
                    + " points a side: at most 2, on at least 10 points; take Passage.simulated");
        }
        return new Passage(sde, support, SolvedPassages.of(sde, support, points), grid(support, points));
    }

    /**
     * Passages of a jump process by simulation, of any dimension.
     *
     * @param model the process
     * @param runs how many, how long
     * @return its passages
     */
    public static Passage simulated(JumpModel model, Runs runs) {
        return new Passage(model.diffusionLimit(), model.support(), SimulatedPassages.of(model, runs), model.lattice());
    }

    /**
     * Passages of an SDE by simulation, of any dimension.
     *
     * @param sde the SDE
     * @param support where there were data
     * @param step of Euler–Maruyama; a passage is noticed at the ends of steps only, which adds up to some √step to distances
     * @param runs how many, how long
     * @return its passages
     * @throws IllegalArgumentException if the step is not above 0
     */
    public static Passage simulated(Sde sde, Support support, double step, Runs runs) {
        requireNames(sde, support);
        return new Passage(sde, support, SimulatedPassages.of(sde, step, runs), grid(support, POINTS));
    }

    private static Lattice grid(Support support, int points) {
        return Lattice.cells(support.low(), support.high(), points);
    }

    private static void requireNames(Sde sde, Support support) {
        if (!sde.names().equals(support.names())) {
            throw new IllegalArgumentException(
                    "SDE of " + sde.names() + ", data of " + support.names() + ": must be the same observables");
        }
    }

    /**
     * The wells among the data.
     *
     * @return stable fixed points of the drift, in ascending order of the first component
     */
    public List<Well> wells() {
        return wells;
    }

    /**
     * One of the wells.
     *
     * @param number from 0
     * @return the well
     * @throws IllegalArgumentException if there is no such well
     */
    public Well well(int number) {
        if (number < 0 || number >= wells.size()) {
            throw new IllegalArgumentException(
                    "well " + number + " of " + support.names() + ": there are " + wells.size() + " " + wells
                            + ", numbered from 0; wells are stable fixed points of the drift among the data");
        }
        return wells.get(number);
    }

    /**
     * The time from one well to another.
     *
     * @param from number of a well
     * @param to number of another
     * @return with one component the time until z is at or beyond the other well, else until it is within 5 % of the box of it
     * @throws IllegalArgumentException if there is no such well, or no data on the way
     */
    public FirstPassage between(int from, int to) {
        if (from == to) {
            throw new IllegalArgumentException("passage from well " + from + " to itself: take two wells");
        }
        return between(well(from).z, well(to).z);
    }

    /**
     * The time from one state to another.
     *
     * @param from {@code [d]}
     * @param to {@code [d]}
     * @return with one component the time until z is at or beyond it, else until it is within 5 % of the box of it
     * @throws IllegalArgumentException if there are no data around a state, or with one component on the way
     */
    public FirstPassage between(double[] from, double[] to) {
        requireData(from, "passage from");
        requireData(to, "passage to");
        if (from.length == 1) {
            support.requireWay(from[0], to[0]);
        }
        return solver.time(from, around(from, to));
    }

    /**
     * The time from a state to any target.
     *
     * @param from {@code [d]}
     * @param target whether a state belongs to it
     * @return the time until the process is in the target
     * @throws IllegalArgumentException if there are no data around the start, or with one component on the way to the target's
     *     nearest states below and above it, or the target is never reached
     */
    public FirstPassage time(double[] from, Predicate<double[]> target) {
        requireData(from, "passage from");
        way.require(from, target);
        return solver.time(from, target);
    }

    /**
     * The probability to reach one well before another.
     *
     * @param from {@code [d]}
     * @param first number of the well that is to be reached
     * @param second number of the other
     * @return q(z), from 0 to 1
     * @throws IllegalArgumentException if there is no such well, or no data around the start, or with one component on the way
     */
    public double committor(double[] from, int first, int second) {
        return committor(from, around(well(second).z, well(first).z), around(well(first).z, well(second).z));
    }

    /**
     * The probability to reach one set before another.
     *
     * @param from {@code [d]}
     * @param first whether a state belongs to the set that is to be reached
     * @param second whether it belongs to the other
     * @return q(z), from 0 to 1
     * @throws IllegalArgumentException if there are no data around the start, or with one component on the way to the sets'
     *     nearest states below and above it, or the sets overlap or hold no state
     */
    public double committor(double[] from, Predicate<double[]> first, Predicate<double[]> second) {
        requireData(from, "committor at");
        way.require(from, first.or(second));
        return solver.committor(from, first, second);
    }

    private void requireData(double[] z, String what) {
        if (z.length != support.names().size()) {
            throw new IllegalArgumentException(what + " " + Arrays.toString(z) + ": must be "
                    + support.names().size() + " numbers " + support.names());
        }
        support.require(z, what);
    }

    /** At or beyond a state, coming from another; near it where there is more than one way. */
    private Predicate<double[]> around(double[] from, double[] to) {
        double[] at = solver.nearest(to);
        if (to.length == 1) {
            double slack = 1e-9 * (support.high()[0] - support.low()[0]);
            return from[0] < to[0] ? z -> z[0] >= at[0] - slack : z -> z[0] <= at[0] + slack;
        }
        double[] extent = support.high();
        double[] low = support.low();
        Arrays.setAll(extent, c -> extent[c] - low[c]);
        return z -> {
            double square = 0;
            for (int c = 0; c < z.length; c++) {
                square += (z[c] - at[c]) * (z[c] - at[c]) / (extent[c] * extent[c]);
            }
            return square <= REACHED * REACHED;
        };
    }

    @Override
    public String toString() {
        return "passages of " + drift.names() + ", wells " + wells;
    }
}
