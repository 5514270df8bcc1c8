package org.macrodyn.micro.spin;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * The Curie–Weiss model: n spins s_i = ±1, each coupled to the mean of all others, under Glauber dynamics in continuous
 * time.
 *
 * <p>Spin i flips with rate r_i = 1 / (1 + exp(β ΔH_i)), ΔH_i = 2 s_i (R_i + h), R_i = (S − s_i) / n, where S = Σ s_j is
 * the sum over the <em>whole</em> system, also when only a patch evolves: the spins outside are frozen and still act
 * (paper, Curie–Weiss experiment). Time is in units of the bare attempt time; J = k_B = 1.
 *
 * <p>Rejection-free: all up spins have one rate and all down spins another, so a waiting time −ln(U)/Σr, a class and a
 * member of the class are drawn for each event, at a cost that does not grow with n. A member is found by trying random
 * sites until one is of the class; this takes at most (r₊ + r₋) / min(r₊, r₋) tries on average.
 *
 * <p>The observable is the magnetisation m = S / n.
 */
public final class CurieWeiss implements EventModel<byte[]> {
    private static final int EVENTS_BETWEEN_POLLS = 1 << 16;
    private final Grid grid;
    private final double temperature;
    private final double field;
    /** Flip rates of an up (down) spin when k spins are up: {@code [n + 1]}. */
    private final double[] upRate;

    private final double[] downRate;

    /**
     * A Curie–Weiss system.
     *
     * @param grid the sites; the geometry matters only for patches
     * @param temperature T, in units of J / k_B, above 0
     * @param field h, in units of J
     * @throws IllegalArgumentException if T is not above 0, so small that a rate would be 0, or h is not finite
     */
    public CurieWeiss(Grid grid, double temperature, double field) {
        IsingRates.requirePossible(temperature, field, 1);
        this.grid = grid;
        this.temperature = temperature;
        this.field = field;
        int n = grid.sites();
        upRate = new double[n + 1];
        downRate = new double[n + 1];
        for (int up = 0; up <= n; up++) {
            double sum = 2.0 * up - n;
            upRate[up] = rate(1, (sum - 1) / n);
            downRate[up] = rate(-1, (sum + 1) / n);
        }
    }

    private double rate(int spin, double meanOfOthers) {
        return 1 / (1 + Math.exp(2 * spin * (meanOfOthers + field) / temperature));
    }

    /**
     * The temperature.
     *
     * @return T in units of J / k_B
     */
    public double temperature() {
        return temperature;
    }

    /**
     * The external field.
     *
     * @return h in units of J
     */
    public double field() {
        return field;
    }

    /**
     * The flip rate of one up spin.
     *
     * @param up number of up spins in the whole system, 0 ≤ up ≤ n
     * @return r₊, per unit time
     */
    public double upRate(int up) {
        return upRate[up];
    }

    /**
     * The flip rate of one down spin.
     *
     * @param up number of up spins in the whole system, 0 ≤ up ≤ n
     * @return r₋, per unit time
     */
    public double downRate(int up) {
        return downRate[up];
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public CurieWeiss on(Grid other) {
        return new CurieWeiss(other, temperature, field);
    }

    @Override
    public StateType<byte[]> stateType() {
        return StateType.SPINS;
    }

    /** Draws m₀ uniformly from (−1, 1) and places ⌊(1 + m₀) n / 2⌋ up spins at random. */
    @Override
    public void initialise(byte[] state, RandomGenerator random) {
        SpinStates.randomPositions(state, random.nextDouble(-1, 1), random);
    }

    @Override
    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        int up = Spins.countUp(state);
        if (region.isWhole()) {
            return new Run(state, up, up, span).evolve(random);
        }
        byte[] patch = new byte[region.sites()];
        region.extract(state, patch);
        double elapsed = new Run(patch, Spins.countUp(patch), up, span).evolve(random);
        region.insert(patch, state);
        return elapsed;
    }

    /** Tells the flips, those of all up and of all down spins of the region together: Δm = −2s/n. */
    @Override
    public void events(byte[] state, Region region, EventVisitor visitor) {
        int up = Spins.countUp(state);
        byte[] patch = new byte[region.sites()];
        region.extract(state, patch);
        int inside = Spins.countUp(patch);
        double jump = 2.0 / state.length;
        tell(inside * upRate[up], -jump, visitor);
        tell((patch.length - inside) * downRate[up], jump, visitor);
    }

    private static void tell(double rate, double jump, EventVisitor visitor) {
        if (rate > 0) {
            visitor.event(rate, new double[] {jump});
        }
    }

    @Override
    public List<String> observables() {
        return List.of("m");
    }

    @Override
    public void observe(byte[] state, double[] z) {
        z[0] = 2.0 * Spins.countUp(state) / state.length - 1;
    }

    @Override
    public void increment(byte[] before, byte[] after, Region region, double[] dz) {
        byte[] patch = new byte[region.sites()];
        region.extract(after, patch);
        int up = Spins.countUp(patch);
        region.extract(before, patch);
        dz[0] = 2.0 * (up - Spins.countUp(patch)) / before.length;
    }

    @Override
    public String toString() {
        return "Curie–Weiss " + grid + ", T = " + temperature + ", h = " + field;
    }

    /** One evolution of the spins of a region inside the field of the whole system. */
    private final class Run {
        private final byte[] spins;
        private final double duration;
        private final long events;
        private int upInside;
        private int upInAll;

        Run(byte[] spins, int upInside, int upInAll, Span span) {
            this.spins = spins;
            this.upInside = upInside;
            this.upInAll = upInAll;
            duration = span instanceof Span.Time time ? time.duration() : Double.POSITIVE_INFINITY;
            events = span instanceof Span.Events count ? count.count() : Long.MAX_VALUE;
        }

        double evolve(RandomGenerator random) {
            double time = 0;
            for (long left = events; left > 0; ) {
                long batch = Math.min(left, EVENTS_BETWEEN_POLLS);
                time = batch(time, batch, random);
                if (time >= duration) {
                    return duration;
                }
                left -= batch;
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted at t = " + time + "; run again to continue");
                }
            }
            return time;
        }

        /** Locals, because the compiler keeps fields in memory across the calls of the generator. */
        private double batch(double start, long count, RandomGenerator random) {
            final byte[] s = spins;
            final int n = s.length;
            double time = start;
            int inside = upInside;
            int all = upInAll;
            for (long event = 0; event < count; event++) {
                double upTotal = inside * upRate[all];
                double total = upTotal + (n - inside) * downRate[all];
                time += random.nextExponential() / total;
                if (time >= duration) {
                    break;
                }
                int flipped = random.nextDouble() * total < upTotal ? 1 : -1;
                s[member(s, flipped, random)] = (byte) -flipped;
                inside -= flipped;
                all -= flipped;
            }
            upInside = inside;
            upInAll = all;
            return time;
        }

        /** A uniformly drawn site whose spin is the given one. */
        private static int member(byte[] s, int spin, RandomGenerator random) {
            while (true) {
                long bits = random.nextLong();
                int first = scale(bits & 0xffffffffL, s.length);
                if (s[first] == spin) {
                    return first;
                }
                int second = scale(bits >>> 32, s.length);
                if (s[second] == spin) {
                    return second;
                }
            }
        }

        /** Maps 32 random bits to 0 … n − 1; the bias is below n / 2³². */
        private static int scale(long bits, int n) {
            return (int) ((bits * n) >>> 32);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CurieWeiss o && grid.equals(o.grid) && temperature == o.temperature && field == o.field;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new Object[] {grid, temperature, field});
    }
}
