package org.macrodyn.exact;

import java.util.random.RandomGenerator;

/**
 * The Ornstein–Uhlenbeck process dz = −θ (z − μ) dt + σ dW, whose law is Gaussian at all times (Uhlenbeck and Ornstein, Phys.
 * Rev. 36, 823, 1930): what a learnt SDE is tested against.
 *
 * @param rate θ, above 0, per unit of time
 * @param mean μ
 * @param volatility σ, at least 0
 */
public record OrnsteinUhlenbeck(double rate, double mean, double volatility) {
    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if θ is not above 0, σ below 0, a value not finite, or σ²/(2θ) beyond the range of a
     *     double
     */
    public OrnsteinUhlenbeck {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("θ = " + rate + ": must be finite and above 0");
        }
        if (!Double.isFinite(mean)) {
            throw new IllegalArgumentException("μ = " + mean + ": must be finite");
        }
        if (!(volatility >= 0) || Double.isInfinite(volatility)) {
            throw new IllegalArgumentException("σ = " + volatility + ": must be finite and at least 0");
        }
        double stationary = volatility * volatility / (2 * rate);
        if (Double.isInfinite(stationary) || (volatility > 0 && stationary < Double.MIN_NORMAL)) {
            throw new IllegalArgumentException("θ = " + rate + ", σ = " + volatility
                    + ": variance σ²/(2θ) is beyond the range of a double, choose other units");
        }
    }

    /**
     * E[z(t) | z(0)] = μ + (z(0) − μ) e^{−θt}.
     *
     * @param start z(0)
     * @param time t, at least 0
     * @return the conditional mean
     * @throws IllegalArgumentException if z(0) is not finite or the time below 0
     */
    public double mean(double start, double time) {
        requireFinite("z(0)", start);
        requireTime(time);
        return mean + (start - mean) * Math.exp(-rate * time);
    }

    /**
     * Var[z(t) | z(0)] = σ² (1 − e^{−2θt})/(2θ).
     *
     * @param time t, at least 0
     * @return the conditional variance
     * @throws IllegalArgumentException if the time is below 0
     */
    public double variance(double time) {
        requireTime(time);
        return stationaryVariance() * -Math.expm1(-2 * rate * time);
    }

    /**
     * Var[z] = σ²/(2θ) in the stationary state.
     *
     * @return the variance
     */
    public double stationaryVariance() {
        return volatility * volatility / (2 * rate);
    }

    /**
     * Cov[z(s), z(s + t)] = σ² e^{−θt}/(2θ) in the stationary state.
     *
     * @param lag t, at least 0
     * @return the autocovariance
     * @throws IllegalArgumentException if the lag is below 0
     */
    public double autocovariance(double lag) {
        requireTime(lag);
        return stationaryVariance() * Math.exp(-rate * lag);
    }

    /**
     * ln p(z(t) | z(0)), Gaussian with {@link #mean(double, double)} and {@link #variance}.
     *
     * @param start z(0)
     * @param end z(t)
     * @param time t, above 0
     * @return the logarithm of the transition density
     * @throws IllegalArgumentException if z(0) or z(t) is not finite, the variance is 0, as it is for σ = 0 or t = 0, or the
     *     logarithm is beyond the range of a double
     */
    public double logDensity(double start, double end, double time) {
        requireFinite("z(t)", end);
        double variance = variance(time);
        if (variance == 0) {
            throw new IllegalArgumentException("density at t = " + time + " with σ = " + volatility
                    + ": z(t) has no spread, σ and t must be above 0");
        }
        double deviation = (end - mean(start, time)) / Math.sqrt(variance);
        double logDensity = -0.5 * (deviation * deviation + Math.log(2 * Math.PI) + Math.log(variance));
        requireFinite("ln p", logDensity);
        return logDensity;
    }

    /**
     * Draws z(t) given z(0), exactly for any t.
     *
     * @param start z(0)
     * @param time t, at least 0
     * @param random source of randomness
     * @return z(t)
     * @throws IllegalArgumentException if z(0) is not finite or the time below 0
     */
    public double step(double start, double time, RandomGenerator random) {
        return mean(start, time) + Math.sqrt(variance(time)) * random.nextGaussian();
    }

    private static void requireTime(double time) {
        if (!(time >= 0)) {
            throw new IllegalArgumentException("t = " + time + ": must be at least 0");
        }
    }

    private static void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " = " + value + ": must be finite");
        }
    }
}
