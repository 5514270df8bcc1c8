package org.macrodyn.exact;

import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A tiny periodic Ising lattice solved by listing all its 2ⁿ states: equilibrium, and the exact law in time of its Glauber
 * dynamics from any initial law. J = 1, k_B = 1; H = −Σ_⟨ij⟩ s_i s_j − h Σ s_i, flip rate r = 1/(1 + exp(ΔH/T)).
 *
 * <p>A law is a {@code double[2ⁿ]} of probabilities; bit i of the index is set where s_i = +1. Along an extent of 2 a site
 * meets the same neighbour twice and both bonds count.
 */
public final class IsingEnumeration {
    private static final int LARGEST = 16;
    private static final double STRONGEST = 1e100;
    /** By which a probability that was computed may be below 0 or above 1. */
    private static final double ROUNDING = 1e-9;
    /** Terms of the exponential series that are smaller no longer count. */
    private static final double NEGLIGIBLE = 1e-18;

    private final int rows;
    private final int columns;
    private final int sites;
    private final double temperature;
    private final double field;
    /** {@code [2ⁿ]} −Σ_⟨ij⟩ s_i s_j of each state, a whole number. */
    private final double[] bonds;
    /** {@code [2ⁿ]} H of each state. */
    private final double[] energies;

    /**
     * A lattice.
     *
     * @param rows at least 2
     * @param columns at least 2; at most 16 sites in all
     * @param temperature T, above 0
     * @param field h
     * @throws IllegalArgumentException if the lattice is too small or too large, the temperature not above 0 or |h| above
     *     10¹⁰⁰
     */
    public IsingEnumeration(int rows, int columns, double temperature, double field) {
        if (rows < 2 || columns < 2 || rows * columns > LARGEST) {
            throw new IllegalArgumentException("lattice of " + rows + "×" + columns
                    + " to enumerate: must have at least 2 rows and 2 columns, and at most " + LARGEST + " sites");
        }
        this.rows = rows;
        this.columns = columns;
        if (!(Math.abs(field) <= STRONGEST)) {
            throw new IllegalArgumentException("h = " + field + ": must be from -1e100 to 1e100");
        }
        this.temperature = Onsager.requirePositive(temperature);
        this.field = field;
        sites = rows * columns;
        bonds = IntStream.range(0, states()).mapToDouble(this::bonds).toArray();
        energies = IntStream.range(0, states())
                .mapToDouble(state -> bonds[state] - field * (2 * Integer.bitCount(state) - sites))
                .toArray();
    }

    /**
     * The number of states.
     *
     * @return 2ⁿ
     */
    public int states() {
        return 1 << sites;
    }

    /**
     * The index of a state.
     *
     * @param spins {@code [n]} −1 and +1
     * @return its index in a law
     */
    public int index(byte[] spins) {
        int state = 0;
        for (int i = 0; i < sites; i++) {
            state |= spins[i] > 0 ? 1 << i : 0;
        }
        return state;
    }

    /**
     * The spins of a state.
     *
     * @param state index in a law
     * @return {@code [n]} −1 and +1
     */
    public byte[] spins(int state) {
        byte[] spins = new byte[sites];
        for (int i = 0; i < sites; i++) {
            spins[i] = (byte) spin(state, i);
        }
        return spins;
    }

    /**
     * The law of one state.
     *
     * @param spins {@code [n]} −1 and +1
     * @return {@code [2ⁿ]} 1 at its index
     */
    public double[] certain(byte[] spins) {
        double[] law = new double[states()];
        law[index(spins)] = 1;
        return law;
    }

    /**
     * The equilibrium, π(x) = e^{−H(x)/T}/Z (compensated sums, exponents relative to the ground state).
     *
     * @return {@code [2ⁿ]}
     */
    public double[] equilibrium() {
        double ground = DoubleStream.of(energies).min().orElseThrow();
        double[] weights = IntStream.range(0, states())
                .mapToDouble(state -> Math.exp(-(energies[state] - ground) / temperature))
                .toArray();
        double sum = DoubleStream.of(weights).sum();
        return DoubleStream.of(weights).map(weight -> weight / sum).toArray();
    }

    /**
     * The mean of an observable.
     *
     * @param law {@code [2ⁿ]}
     * @param observable a function of the spins {@code [n]}
     * @return Σ_x law(x) observable(x)
     * @throws IllegalArgumentException if it is no law of 2ⁿ states
     */
    public double mean(double[] law, ToDoubleFunction<byte[]> observable) {
        requireLaw(law, states());
        return IntStream.range(0, law.length)
                .mapToDouble(state -> law[state] * observable.applyAsDouble(spins(state)))
                .sum();
    }

    /**
     * The energy.
     *
     * @param spins {@code [n]} −1 and +1
     * @return u = H/n
     */
    public double energy(byte[] spins) {
        return energies[index(spins)] / sites;
    }

    /**
     * The law after a time of continuous-time Glauber dynamics, e^{tQ} (by uniformisation, to 1e-15).
     *
     * @param law {@code [2ⁿ]}. Not modified.
     * @param time t, at least 0
     * @return {@code [2ⁿ]}
     * @throws IllegalArgumentException if it is no law of 2ⁿ states, or the time is below 0 or not finite
     */
    public double[] after(double[] law, double time) {
        requireLaw(law, states());
        requireTime(time);
        double mean = sites * time;
        double weight = Math.exp(-mean);
        if (weight == 0) {
            return after(after(law, time / 2), time / 2);
        }
        double[] term = law.clone();
        double[] sum = new double[law.length];
        for (int k = 0; weight > NEGLIGIBLE || k < mean; k++) {
            for (int state = 0; state < sum.length; state++) {
                sum[state] += weight * term[state];
            }
            weight *= mean / (k + 1);
            term = attempt(term);
        }
        return sum;
    }

    /** One attempt: a random site flips with probability r. */
    private double[] attempt(double[] law) {
        double[] next = new double[law.length];
        for (int state = 0; state < law.length; state++) {
            double stay = law[state];
            for (int i = 0; i < sites; i++) {
                double flow = law[state] * rate(state, i) / sites;
                next[state ^ 1 << i] += flow;
                stay -= flow;
            }
            next[state] += stay;
        }
        return next;
    }

    /**
     * The law after exactly one event.
     *
     * @param law {@code [2ⁿ]}. Not modified.
     * @return {@code [2ⁿ]}
     * @throws IllegalArgumentException if it is no law of 2ⁿ states
     */
    public double[] afterEvent(double[] law) {
        requireLaw(law, states());
        double[] next = new double[law.length];
        for (int state = 0; state < law.length; state++) {
            double[] shares = shares(state);
            for (int i = 0; i < sites; i++) {
                next[state ^ 1 << i] += law[state] * shares[i];
            }
        }
        return next;
    }

    /** r_i/Σ_j r_j: relative to the easiest flip, since all rates of a cold state may be too small for a double. */
    private double[] shares(int state) {
        double easiest = IntStream.range(0, sites)
                .mapToDouble(i -> change(state, i))
                .min()
                .orElseThrow();
        double reference = Math.max(0, easiest);
        double[] shares = new double[sites];
        double sum = 0;
        for (int i = 0; i < sites; i++) {
            double change = change(state, i);
            // r = e^{−c/T}/(1 + e^{−c/T}) for c ≥ 0, without its factor e^{−reference/T}.
            shares[i] = change >= 0
                    ? Math.exp(-(change - reference) / temperature) / (1 + Math.exp(-change / temperature))
                    : rate(state, i);
            sum += shares[i];
        }
        for (int i = 0; i < sites; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /**
     * The mean time until the next event, Σ_x law(x)/Σ_i r_i(x).
     *
     * @param law {@code [2ⁿ]}
     * @return the mean waiting time
     * @throws IllegalArgumentException if it is no law of 2ⁿ states, or the time is too long for a double
     */
    public double meanWaitingTime(double[] law) {
        requireLaw(law, states());
        double mean = 0;
        for (int state = 0; state < law.length; state++) {
            mean += law[state] == 0 ? 0 : law[state] / totalRate(state);
        }
        if (Double.isInfinite(mean)) {
            throw new IllegalArgumentException("mean waiting time at T = " + temperature + ", h = " + field
                    + ": is beyond 1e308, raise T or start from another law");
        }
        return mean;
    }

    /**
     * The mean number of events per unit of time, Σ_x law(x) Σ_i r_i(x).
     *
     * @param law {@code [2ⁿ]}
     * @return the event rate
     * @throws IllegalArgumentException if it is no law of 2ⁿ states
     */
    public double eventRate(double[] law) {
        requireLaw(law, states());
        double mean = 0;
        for (int state = 0; state < law.length; state++) {
            mean += law[state] * totalRate(state);
        }
        return mean;
    }

    /**
     * The law after one raster sweep: the sites in reading order, each flipped in place with probability r.
     *
     * @param law {@code [2ⁿ]}. Not modified.
     * @return {@code [2ⁿ]}
     * @throws IllegalArgumentException if it is no law of 2ⁿ states
     */
    public double[] afterSweep(double[] law) {
        requireLaw(law, states());
        double[] now = law.clone();
        for (int i = 0; i < sites; i++) {
            double[] next = new double[now.length];
            for (int state = 0; state < now.length; state++) {
                double r = rate(state, i);
                next[state ^ 1 << i] += now[state] * r;
                next[state] += now[state] * (1 - r);
            }
            now = next;
        }
        return now;
    }

    private double totalRate(int state) {
        double total = 0;
        for (int i = 0; i < sites; i++) {
            total += rate(state, i);
        }
        return total;
    }

    private double rate(int state, int site) {
        return 1 / (1 + Math.exp(change(state, site) / temperature));
    }

    /** ΔH of a flip; of the bonds without rounding. */
    private double change(int state, int site) {
        return bonds[state ^ 1 << site] - bonds[state] + 2 * spin(state, site) * field;
    }

    static void requireTime(double time) {
        if (!(time >= 0) || Double.isInfinite(time)) {
            throw new IllegalArgumentException("time = " + time + ": must be finite and at least 0");
        }
    }

    static void requireLaw(double[] law, int states) {
        if (law.length != states) {
            throw new IllegalArgumentException(
                    "law of " + law.length + " probabilities: must be " + states + ", one for each state");
        }
        for (int state = 0; state < states; state++) {
            if (!(law[state] >= -ROUNDING) || law[state] > 1 + ROUNDING) {
                throw new IllegalArgumentException(
                        "probability " + law[state] + " of state " + state + ": must be from 0 to 1");
            }
        }
    }

    private double bonds(int state) {
        double energy = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int spin = spin(state, y * columns + x);
                int right = spin(state, y * columns + (x + 1) % columns);
                int below = spin(state, (y + 1) % rows * columns + x);
                energy -= spin * (right + below);
            }
        }
        return energy;
    }

    private static int spin(int state, int site) {
        return 2 * (state >>> site & 1) - 1;
    }
}
