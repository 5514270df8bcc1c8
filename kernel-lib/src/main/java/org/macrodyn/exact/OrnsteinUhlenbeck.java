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
     * @throws IllegalArgumentException if θ is not above 0, σ below 0 or a value not finite
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
    }

    /**
     * E[z(t) | z(0)] = μ + (z(0) − μ) e^{−θt}.
     *
     * @param start z(0)
     * @param time t, at least 0
     * @return the conditional mean
     */
    public double mean(double start, double time) {
        return mean + (start - mean) * Math.exp(-rate * time);
    }

    /**
     * Var[z(t) | z(0)] = σ² (1 − e^{−2θt})/(2θ).
     *
     * @param time t, at least 0
     * @return the conditional variance
     */
    public double variance(double time) {
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
     */
    public double autocovariance(double lag) {
        return stationaryVariance() * Math.exp(-rate * lag);
    }

    /**
     * ln p(z(t) | z(0)), Gaussian with {@link #mean(double, double)} and {@link #variance}.
     *
     * @param start z(0)
     * @param end z(t)
     * @param time t, above 0
     * @return the logarithm of the transition density; needs σ above 0
     */
    public double logDensity(double start, double end, double time) {
        double variance = variance(time);
        double deviation = end - mean(start, time);
        return -0.5 * (deviation * deviation / variance + Math.log(2 * Math.PI * variance));
    }

    /**
     * Draws z(t) given z(0), exactly for any t.
     *
     * @param start z(0)
     * @param time t, at least 0
     * @param random source of randomness
     * @return z(t)
     */
    public double step(double start, double time, RandomGenerator random) {
        return mean(start, time) + Math.sqrt(variance(time)) * random.nextGaussian();
    }
}
