package org.macrodyn.micro;

import java.util.random.RandomGenerator;

/**
 * The Poisson clock of a uniformised chain: exact waiting times and counts of attempts at rate 1, drawn at once instead of one by
 * one. For attempts at rate R: {@code attemptsWithin(R * duration, random)}, {@code timeOf(k, random) / R}.
 */
public final class NullEventClock {
    /** Below this mean, counting exponential gaps is as fast as anything. */
    private static final double COUNTED_ONE_BY_ONE = 12;

    private NullEventClock() {}

    /**
     * The time of the k-th attempt, Gamma(k, 1) distributed (Marsaglia and Tsang, ACM Trans. Math. Softw. 26, 363, 2000;
     * exact rejection, no logarithm for all but a few percent of draws).
     *
     * @param k number of attempts, at least 0
     * @param random source of randomness
     * @return the time that they take, 0 for none
     */
    public static double timeOf(long k, RandomGenerator random) {
        if (k == 0) {
            return 0;
        }
        double d = k - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            double u = random.nextDouble();
            if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) {
                return d * v;
            }
        }
    }

    /**
     * The number of attempts within a time, Poisson distributed.
     *
     * <p>Ahrens and Dieter (Computing 12, 223, 1974): jump to the arrival of an attempt that is nearly sure to fall within
     * the time; should it not, those before it lie uniformly.
     *
     * @param time expected number of attempts, finite and at least 0
     * @param random source of randomness
     * @return how many there are
     */
    public static long attemptsWithin(double time, RandomGenerator random) {
        long count = 0;
        double left = time;
        while (left > COUNTED_ONE_BY_ONE) {
            long jump = (long) (left - 3 * Math.sqrt(left));
            double arrival = timeOf(jump, random);
            if (arrival > left) {
                return count + successes(jump - 1, left / arrival, random);
            }
            count += jump;
            left -= arrival;
        }
        for (left -= random.nextExponential(); left > 0; left -= random.nextExponential()) {
            count++;
        }
        return count;
    }

    /** Binomial(trials, p), needed for about one draw in a thousand. */
    private static long successes(long trials, double p, RandomGenerator random) {
        long count = 0;
        for (long i = 0; i < trials; i++) {
            count += random.nextDouble() < p ? 1 : 0;
        }
        return count;
    }
}
