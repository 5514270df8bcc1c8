package org.macrodyn.micro.spde;

import java.util.random.RandomGenerator;

/**
 * The states that runs start from: u = m + k·cos(2πwx), v = (1 − m) − k·cos(2πwx) at the cell centres x = (i + ½)/N,
 * with m and k drawn uniformly from intervals and w = 5 waves in the system.
 *
 * @param meanFrom smallest m
 * @param meanTo largest m, at least {@code meanFrom}
 * @param amplitudeFrom smallest k
 * @param amplitudeTo largest k, at least {@code amplitudeFrom}
 * @param waves w, waves in the system, above 0; whole or half ones have no slope at the ends
 */
public record InitialProfile(double meanFrom, double meanTo, double amplitudeFrom, double amplitudeTo, double waves) {
    private static final double PAPER_WAVES = 5;
    /** 1/ρ, ρ³ = ρ + 1: its multiples and those of its square fill a square evenly. */
    private static final double PLASTIC = 0.7548776662466927;

    /**
     * Checks the intervals.
     *
     * @throws IllegalArgumentException if a bound is not finite, an interval ends before it starts, or w is not above 0
     */
    public InitialProfile {
        requireInterval("mean m", meanFrom, meanTo);
        requireInterval("amplitude k", amplitudeFrom, amplitudeTo);
        if (!(waves > 0) || Double.isInfinite(waves)) {
            throw new IllegalArgumentException("initial profile with " + waves + " waves: must be finite and above 0");
        }
    }

    private static void requireInterval(String name, double from, double to) {
        if (!Double.isFinite(from) || !Double.isFinite(to) || from > to) {
            throw new IllegalArgumentException("initial " + name + " from " + from + " to " + to
                    + ": bounds must be finite and in increasing order");
        }
    }

    /**
     * The paper's training ensemble, m ~ U(0.45, 0.55) and k ~ U(0.05, 0.15).
     *
     * @return the paper's intervals
     */
    public static InitialProfile paper() {
        return new InitialProfile(0.45, 0.55, 0.05, 0.15, PAPER_WAVES);
    }

    /**
     * One and the same profile for every run, as in the paper's test sets (k ∈ {0.05, 0.10, 0.15}, m ∈ {0.45, 0.50,
     * 0.55}).
     *
     * @param mean m
     * @param amplitude k
     * @return intervals of length 0
     */
    public static InitialProfile fixed(double mean, double amplitude) {
        return new InitialProfile(mean, mean, amplitude, amplitude, PAPER_WAVES);
    }

    /**
     * One profile of these intervals, chosen so that many of them fill the intervals evenly (Roberts' R₂ sequence), but for
     * the ends, where they lie denser, as Chebyshev points do, because a fit is worst there.
     *
     * @param index number of the profile
     * @return intervals of length 0
     */
    public InitialProfile even(int index) {
        return fixed(
                        chebyshev(meanFrom, meanTo, index * PLASTIC),
                        chebyshev(amplitudeFrom, amplitudeTo, index * PLASTIC * PLASTIC))
                .withWaves(waves);
    }

    private static double chebyshev(double from, double to, double u) {
        return (from + to) / 2 - (to - from) / 2 * Math.cos(2 * Math.PI * u);
    }

    /**
     * The same profile in a system of another length: a piece of the large system has as many fewer waves as it has fewer
     * cells.
     *
     * @param number w
     * @return the changed profile
     */
    public InitialProfile withWaves(double number) {
        return new InitialProfile(meanFrom, meanTo, amplitudeFrom, amplitudeTo, number);
    }

    /**
     * Draws m and k and fills both fields.
     *
     * @param state {@code [2 · cells]} u, then v, of any number of cells. Overwritten.
     * @param random source of m and k
     */
    public void draw(float[] state, RandomGenerator random) {
        double mean = meanFrom + (meanTo - meanFrom) * random.nextDouble();
        double amplitude = amplitudeFrom + (amplitudeTo - amplitudeFrom) * random.nextDouble();
        int cells = state.length / 2;
        for (int i = 0; i < cells; i++) {
            double wave = amplitude * Math.cos(2 * Math.PI * waves * (i + 0.5) / cells);
            state[i] = (float) (mean + wave);
            state[cells + i] = (float) (1 - mean - wave);
        }
    }
}
