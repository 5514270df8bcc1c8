package org.macrodyn.sde;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.macrodyn.closure.Condition;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.RandomStreams;

/**
 * Where a training starts: networks that repeat a polynomial regression, whose drift has the noise of a few coefficients
 * where networks from random weights take up that of many. The regression, of degree 1, 2 or 3 by Akaike's criterion, is given
 * to them free of noise: at each z the 2d increments μ(z)δt ± √(dδt) L_k with LLᵀ its constant covariance.
 */
final class WarmStart {
    private static final int LARGEST_DEGREE = 3;
    private static final int PAIRS_FOR_EACH_TERM = 16;
    private static final int LARGEST_STEPS = 1500;
    private static final int BATCH = TrainingStep.BLOCK;
    /** States that the networks see. */
    private static final int LARGEST_STATES = 20_000;

    private static final LearningRate RATE = LearningRate.cosine(5e-3);

    private final MacroPairs pairs;
    private final int[] trained;
    private final int d;

    /**
     * Of the pairs that are trained on.
     *
     * @param pairs all of them
     * @param groups numbers of the groups that are trained on
     */
    WarmStart(MacroPairs pairs, int[] groups) {
        this.pairs = pairs;
        int group = pairs.group();
        trained = Arrays.stream(groups)
                .flatMap(g -> IntStream.range(g * group, (g + 1) * group))
                .toArray();
        d = pairs.dimension();
    }

    /** The regression's law at some of the states, as condensed pairs. */
    MacroPairs law() {
        double[][] x = columns(trained);
        double[] time = Arrays.stream(trained).mapToDouble(i -> pairs.dt()[i]).toArray();
        double[][] rates = new double[d][trained.length];
        for (int c = 0; c < d; c++) {
            for (int i = 0; i < trained.length; i++) {
                rates[c][i] = pairs.dz()[trained[i] * d + c] / time[i];
            }
        }
        PolynomialRegression drift = regression(x, rates, time);
        double[][] root = root(covariance(rates, drift.at(x), time));
        int[] some = IntStream.range(0, trained.length)
                .filter(i -> i % pairs.group() == 0)
                .map(i -> trained[i])
                .limit((long) LARGEST_STATES)
                .toArray();
        return law(some, drift.at(columns(some)), root);
    }

    /** Of each z and the parameter. */
    private double[][] columns(int[] which) {
        float[] parameter = pairs.condition().map(Condition::values).orElse(new float[0]);
        double[][] x = new double[parameter.length > 0 ? d + 1 : d][];
        for (int c = 0; c < x.length; c++) {
            int component = c;
            x[c] = Arrays.stream(which)
                    .mapToDouble(i -> component < d ? pairs.z0()[i * d + component] : parameter[i])
                    .toArray();
        }
        return x;
    }

    /** The degree by which Σ (Δz − μδt)²/(δt·N) falls most, less two for each coefficient. */
    private PolynomialRegression regression(double[][] x, double[][] rates, double[] time) {
        double[] noise = Scaling.increments(pairs);
        long moving = Arrays.stream(noise).filter(amplitude -> amplitude > 0).count();
        PolynomialRegression best = new PolynomialRegression(x, rates, time, 0);
        double most = Double.NEGATIVE_INFINITY;
        for (int degree = 1; degree <= LARGEST_DEGREE; degree++) {
            if (trained.length < PAIRS_FOR_EACH_TERM * PolynomialRegression.terms(x.length, degree)) {
                break;
            }
            PolynomialRegression next = new PolynomialRegression(x, rates, time, degree);
            double gain = -2.0 * moving * next.terms();
            for (int c = 0; c < d; c++) {
                gain += noise[c] > 0 ? next.explained(c) / (noise[c] * noise[c]) : 0;
            }
            if (gain > most) {
                most = gain;
                best = next;
            }
        }
        return best;
    }

    /** Mean of (Δz − μδt)(Δz − μδt)ᵀ/δt. */
    private double[][] covariance(double[][] rates, double[][] drift, double[] time) {
        double[][] covariance = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                for (int i = 0; i < time.length; i++) {
                    covariance[a][b] +=
                            (rates[a][i] - drift[a][i]) * (rates[b][i] - drift[b][i]) * time[i] / time.length;
                }
            }
        }
        return covariance;
    }

    /** L with LLᵀ = C, column by column; each component in units of its own deviation, so that units do not matter. */
    private static double[][] root(double[][] covariance) {
        int d = covariance.length;
        EigenDecomposition directions =
                new EigenDecomposition(new Array2DRowRealMatrix(TrainablePairs.correlation(covariance), false));
        double[][] root = new double[d][d];
        for (int k = 0; k < d; k++) {
            double length = Math.sqrt(Math.max(0, directions.getRealEigenvalue(k)));
            for (int c = 0; c < d; c++) {
                root[c][k] = Math.sqrt(covariance[c][c])
                        * length
                        * directions.getEigenvector(k).getEntry(c);
            }
        }
        return root;
    }

    private MacroPairs law(int[] states, double[][] drift, double[][] root) {
        int each = 2 * d;
        int total = states.length * each;
        float[] z0 = new float[total * d];
        float[] dz = new float[total * d];
        float[] dt = new float[total];
        float[] parameter = new float[total];
        for (int i = 0; i < total; i++) {
            int state = i / each;
            int pair = states[state];
            double sign = i % 2 == 0 ? 1 : -1;
            dt[i] = pairs.dt()[pair];
            for (int c = 0; c < d; c++) {
                z0[i * d + c] = pairs.z0()[pair * d + c];
                dz[i * d + c] = (float)
                        (drift[c][state] * dt[i] + sign * Math.sqrt(d * (double) dt[i]) * root[c][i % each / 2]);
            }
            parameter[i] =
                    pairs.condition().isPresent() ? pairs.condition().get().values()[pair] : 0;
        }
        Optional<Condition> condition =
                pairs.condition().map(given -> new Condition(given.name(), parameter, given.time()));
        return new MacroPairs(pairs.names(), z0, dz, dt, each, condition);
    }

    /**
     * Trains on the law, with a falling rate.
     *
     * @param step of {@link #law}
     * @param states number of its states
     * @param longest steps of the training that follows
     * @param seed seed of the order
     */
    static void train(TrainingStep step, int states, long longest, long seed) {
        int steps = (int) Math.min(LARGEST_STEPS, longest / 2);
        int[] order = IntStream.range(0, states).toArray();
        int batch = Math.min(BATCH, states);
        for (int k = 0, from = states; k < steps; k++, from += batch) {
            if (from + batch > states) {
                RandomStreams.shuffle(
                        states, RandomStreams.stream(seed, "sde warm start", k), (i, j) -> IntArrays.swap(order, i, j));
                from = 0;
            }
            step.step(order, from, from + batch, RATE.at(List.of(), 0, k, steps), k + 1L);
        }
    }
}
