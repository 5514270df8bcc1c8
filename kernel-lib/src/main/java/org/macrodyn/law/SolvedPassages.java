package org.macrodyn.law;

import java.util.function.Predicate;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.macrodyn.sde.Sde;

/** First passages by the linear equations of a chain: of all states of a jump process, or of an SDE's grid. */
final class SolvedPassages implements PassageSolver {
    /** Terms of the Gaver–Stehfest inversion: in double precision more would lose to rounding. */
    private static final int TERMS = 14;
    /** Most memory of a chain, bytes. */
    private static final double LARGEST = 4e8;

    private final Chain chain;
    private final Lattice lattice;
    private final String how;

    private SolvedPassages(Chain chain, Lattice lattice, String how) {
        this.chain = chain;
        this.lattice = lattice;
        this.how = how;
    }

    /** Whether a jump process has few enough states for its equations. */
    static boolean canSolve(JumpModel model) {
        Lattice lattice = model.lattice();
        double band = model.kinds().stream()
                .mapToDouble(kind -> Math.abs((double) lattice.number(lattice.units(kind.step()))))
                .max()
                .orElseThrow();
        return lattice.size() * (2 * band + 1) * Double.BYTES < LARGEST;
    }

    /** All states of a jump process. */
    static SolvedPassages of(JumpModel model) {
        Lattice lattice = model.lattice();
        int[][] steps =
                model.kinds().stream().map(kind -> lattice.units(kind.step())).toArray(int[][]::new);
        int band = 1;
        for (int[] step : steps) {
            band = Math.max(band, Math.abs(lattice.number(step)));
        }
        Chain chain = new Chain((int) lattice.size(), band);
        double[] z = new double[lattice.dimension()];
        for (int i = 0; i < chain.states(); i++) {
            int[] counts = lattice.counts(i);
            lattice.state(counts, z);
            boolean inside = lattice.holds(counts, new int[counts.length]);
            for (int k = 0; k < steps.length; k++) {
                if (inside && lattice.holds(counts, steps[k])) {
                    double rate = JumpWalk.Rates.rate(model.kinds().get(k), z);
                    chain.add(i, i + lattice.number(steps[k]), rate);
                }
            }
        }
        return new SolvedPassages(chain, lattice, "exact on " + chain.states() + " states");
    }

    /** The grid of an SDE: its middle points, walls reflect. */
    static SolvedPassages of(Sde sde, Support support, int points) {
        Lattice grid = Lattice.cells(support.low(), support.high(), points);
        int band = 1;
        for (int c = 1; c < sde.dimension(); c++) {
            band = band * points + 1;
        }
        Chain chain = new Chain((int) grid.size(), band);
        GridRates rates = new GridRates(sde, grid);
        for (int i = 0; i < chain.states(); i++) {
            rates.add(chain, i);
        }
        return new SolvedPassages(chain, grid, "backward equation on " + chain.states() + " points");
    }

    @Override
    public double[] nearest(double[] z) {
        double[] at = new double[z.length];
        lattice.state(lattice.nearest(z), at);
        return at;
    }

    private boolean[] states(Predicate<double[]> set) {
        boolean[] in = new boolean[chain.states()];
        double[] z = new double[lattice.dimension()];
        boolean any = false;
        for (int i = 0; i < in.length; i++) {
            lattice.state(lattice.counts(i), z);
            in[i] = set.test(z);
            any |= in[i];
        }
        if (!any) {
            throw new IllegalArgumentException(
                    "target: holds none of the " + in.length + " states; widen it, or take another one");
        }
        return in;
    }

    @Override
    public FirstPassage time(double[] from, Predicate<double[]> target) {
        boolean[] in = states(target);
        int start = lattice.number(lattice.nearest(from));
        double[] mean = chain.solve(Chain.Question.time(in));
        if (Double.isInfinite(mean[start])) {
            throw new IllegalArgumentException(
                    "passage: the target may never be reached, or takes longer than 10^300 units of"
                            + " time; take another target, or fewer sites");
        }
        double[] twice = mean.clone();
        for (int i = 0; i < twice.length; i++) {
            twice[i] *= 2;
        }
        // ⟨T²⟩ solves the equation with the source 2⟨T⟩.
        double square = chain.solve(Chain.Question.time(in), twice)[start];
        double deviation = Math.sqrt(Math.max(0, square - mean[start] * mean[start]));
        return new FirstPassage(mean[start], deviation, 0, t -> survival(in, start, t), how);
    }

    /** P(T > t) from its Laplace transform, which has no digits lost: (Stehfest, Commun. ACM 13, 47, 1970). */
    private double survival(boolean[] target, int start, double t) {
        if (!(t > 0)) {
            return target[start] ? 0 : 1;
        }
        double sum = 0;
        for (int k = 1; k <= TERMS; k++) {
            double s = k * Math.log(2) / t;
            sum += weight(k) * chain.solve(Chain.Question.survival(target, s))[start];
        }
        return Math.max(0, Math.min(1, sum * Math.log(2) / t));
    }

    private static double weight(int k) {
        int half = TERMS / 2;
        double sum = 0;
        for (int j = (k + 1) / 2; j <= Math.min(k, half); j++) {
            sum += Math.pow(j, half)
                    * CombinatoricsUtils.factorialDouble(2 * j)
                    / (CombinatoricsUtils.factorialDouble(half - j)
                            * CombinatoricsUtils.factorialDouble(j)
                            * CombinatoricsUtils.factorialDouble(j - 1)
                            * CombinatoricsUtils.factorialDouble(k - j)
                            * CombinatoricsUtils.factorialDouble(2 * j - k));
        }
        return (k + half) % 2 == 0 ? sum : -sum;
    }

    @Override
    public double committor(double[] from, Predicate<double[]> first, Predicate<double[]> second) {
        boolean[] target = states(first);
        boolean[] other = states(second);
        double[] value = new double[target.length];
        for (int i = 0; i < value.length; i++) {
            value[i] = target[i] ? 1 : 0;
            if (target[i] && other[i]) {
                throw new IllegalArgumentException("committor: the two sets overlap; take sets apart");
            }
            target[i] |= other[i];
        }
        return chain.solve(Chain.Question.committor(target, value))[lattice.number(lattice.nearest(from))];
    }
}
