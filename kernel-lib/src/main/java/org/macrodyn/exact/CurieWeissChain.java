package org.macrodyn.exact;

import org.apache.commons.math3.util.MathArrays;

/**
 * The Curie–Weiss model solved exactly: under Glauber dynamics the number k of up spins is a birth–death chain on
 * 0 … n, so the whole law of the magnetisation m = 2k/n − 1 in time follows from n + 1 linear equations.
 *
 * <p>Births k → k + 1 happen at rate (n − k) r₋, deaths at rate k r₊, with r_± = 1/(1 + exp(±2β(m ∓ 1/n + h))). Hence
 *
 * <ul>
 *   <li>drift b(m) = (1 − m) r₋ − (1 + m) r₊, tending to tanh(β(m + h)) − m for n → ∞;
 *   <li>diffusion σ²(m) = (2/n)[(1 − m) r₋ + (1 + m) r₊], n σ² tending to 2[1 − m tanh(β(m + h))].
 * </ul>
 *
 * <p>The master equation is solved by uniformisation on the states that carry probability; the error of every probability
 * is below 10⁻¹². Source: birth–death processes, van Kampen, Stochastic Processes in Physics and Chemistry, ch. VI; the
 * rates are those of the paper's Curie–Weiss model. Time in units of the bare attempt time, J = k_B = 1.
 */
public final class CurieWeissChain {
    /** Probabilities below this are dropped from the ends of the active window. */
    private static final double NEGLIGIBLE = 1e-22;
    /** Two laws closer than this in every state are the same: the chain has become stationary. */
    private static final double STATIONARY = 1e-15;

    /** Stronger fields than this, times the number of spins, are no longer added up exactly enough. */
    private static final double STRONGEST = 1e100;

    private final int n;
    private final double temperature;
    private final double field;
    private final double[] birth;
    private final double[] death;
    /** Uniformisation rate Λ, an upper bound of all exit rates. */
    private final double clock;

    /**
     * The chain of a Curie–Weiss system.
     *
     * @param n number of spins, at least 1
     * @param temperature T, above 0
     * @param field h
     * @throws IllegalArgumentException if n is below 1, T not above 0 or |h| above 10¹⁰⁰
     */
    public CurieWeissChain(int n, double temperature, double field) {
        if (n < 1 || !(temperature > 0) || !(Math.abs(field) <= STRONGEST)) {
            throw new IllegalArgumentException("Curie–Weiss chain with n = " + n + ", T = " + temperature + ", h = "
                    + field + ": n must be at least 1, T above 0, h from -1e100 to 1e100");
        }
        this.n = n;
        this.temperature = temperature;
        this.field = field;
        birth = new double[n + 1];
        death = new double[n + 1];
        double fastest = 0;
        for (int k = 0; k <= n; k++) {
            // m ± 1/n without rounding: at low T it decides where it is 0.
            birth[k] = (n - k) * logistic(2 * ((2.0 * k - n + 1) / n + field) / temperature);
            death[k] = k * logistic(-2 * ((2.0 * k - n - 1) / n + field) / temperature);
            fastest = Math.max(fastest, birth[k] + death[k]);
        }
        clock = fastest;
    }

    /** 1/(1 + e^{−x}), to its last digit also where it is small. */
    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /**
     * The magnetisation of a state of the chain.
     *
     * @param up number k of up spins
     * @return m = 2k/n − 1
     */
    public double magnetisation(int up) {
        return 2.0 * up / n - 1;
    }

    /**
     * The births and deaths of the number of up spins.
     *
     * @return the chain of k, with its passage times
     */
    public BirthDeathChain chain() {
        return new BirthDeathChain(birth, death);
    }

    /**
     * The exact drift of m.
     *
     * @param m magnetisation, interpolated between states of the chain
     * @return b(m) = (1 − m) r₋ − (1 + m) r₊, per unit time
     * @throws IllegalArgumentException if m is not finite
     */
    public double drift(double m) {
        return interpolate(m, 1);
    }

    /**
     * The exact diffusion coefficient of m.
     *
     * @param m magnetisation, interpolated between states of the chain
     * @return σ²(m) = (2/n)[(1 − m) r₋ + (1 + m) r₊], per unit time
     * @throws IllegalArgumentException if m is not finite
     */
    public double variance(double m) {
        return interpolate(m, 2);
    }

    /** The first or second jump moment at m, linear between the chain's states. */
    private double interpolate(double m, int order) {
        if (!Double.isFinite(m)) {
            throw new IllegalArgumentException("m = " + m + ": must be finite");
        }
        double position = (m + 1) / 2 * n;
        int k = Math.min(n - 1, Math.max(0, (int) Math.floor(position)));
        double weight = position - k;
        return (1 - weight) * moment(k, order) + weight * moment(k + 1, order);
    }

    private double moment(int k, int order) {
        double jump = 2.0 / n;
        return order == 1 ? jump * (birth[k] - death[k]) : jump * jump * (birth[k] + death[k]);
    }

    /**
     * The stationary law, by detailed balance: p(k) ∝ n!/(k! (n − k)!) e^{βE(k)}, E(k) = 2k(k/n − 1 + h). At any temperature
     * and field: the exponents are taken relative to the largest.
     *
     * @return {@code [n + 1]} probabilities of k = 0 … n
     */
    public double[] stationary() {
        double highest = Math.max(0, gain(n));
        double[] logarithm = new double[n + 1];
        double largest = Double.NEGATIVE_INFINITY;
        double states = 0;
        for (int k = 0; k <= n; k++) {
            states += k == 0 ? 0 : Math.log((double) (n - k + 1) / k);
            logarithm[k] = states + (gain(k) - highest) / temperature;
            largest = Math.max(largest, logarithm[k]);
        }
        double[] law = new double[n + 1];
        double sum = 0;
        for (int k = 0; k <= n; k++) {
            law[k] = Math.exp(logarithm[k] - largest);
            sum += law[k];
        }
        for (int k = 0; k <= n; k++) {
            law[k] /= sum;
        }
        return law;
    }

    /** E(k) = 2k(k/n − 1 + h): convex in k, so that its largest value is at 0 or n. */
    private double gain(int k) {
        return 2.0 * k * (k - n) / n + 2.0 * k * field;
    }

    /**
     * The mean of m under a law of the chain.
     *
     * @param law {@code [n + 1]} probabilities. Not modified.
     * @return ⟨m⟩
     * @throws IllegalArgumentException if it is no law of n + 1 states
     */
    public double mean(double[] law) {
        requireLaw(law);
        double mean = 0;
        for (int k = 0; k <= n; k++) {
            mean += law[k] * magnetisation(k);
        }
        return mean;
    }

    /**
     * The variance of m under a law of the chain.
     *
     * @param law {@code [n + 1]} probabilities. Not modified.
     * @return ⟨m²⟩ − ⟨m⟩²
     * @throws IllegalArgumentException if it is no law of n + 1 states
     */
    public double variance(double[] law) {
        double mean = mean(law);
        double variance = 0;
        for (int k = 0; k <= n; k++) {
            double deviation = magnetisation(k) - mean;
            variance += law[k] * deviation * deviation;
        }
        return variance;
    }

    /**
     * Mean and variance of m at equidistant times, from a sharp start.
     *
     * @param initial m(0), −1 ≤ m(0) ≤ 1; the start is k = ⌊(1 + m(0)) n / 2⌋ up spins
     * @param step time between two entries
     * @param steps number of entries, the initial one included
     * @return mean and standard deviation of m at 0, step, …
     * @throws IllegalArgumentException if m(0) lies outside [−1, 1], step is not finite and above 0 or steps is below 1
     */
    public Course course(double initial, double step, int steps) {
        if (!(Math.abs(initial) <= 1) || !(step > 0) || !Double.isFinite(step * steps) || steps < 1) {
            throw new IllegalArgumentException("course from m = " + initial + " with step " + step + ", " + steps
                    + " entries: m must lie in [-1, 1], the step be finite and above 0, the entries at least 1");
        }
        double[] times = new double[steps];
        double[] mean = new double[steps];
        double[] deviation = new double[steps];
        double[] law = new double[n + 1];
        law[(int) Math.floor((1 + initial) * n / 2)] = 1;
        boolean stationary = false;
        for (int i = 0; i < steps; i++) {
            times[i] = i * step;
            if (i > 0 && !stationary) {
                double[] next = evolve(law, step);
                stationary = MathArrays.distanceInf(law, next) < STATIONARY;
                law = next;
            }
            mean[i] = mean(law);
            deviation[i] = Math.sqrt(Math.max(0, variance(law)));
        }
        return new Course(times, mean, deviation);
    }

    /**
     * Mean and standard deviation of m in time.
     *
     * @param times {@code [steps]}
     * @param mean {@code [steps]} ⟨m⟩
     * @param standardDeviation {@code [steps]} √(⟨m²⟩ − ⟨m⟩²)
     */
    public record Course(double[] times, double[] mean, double[] standardDeviation) {}

    /**
     * The law after some time: p(t) = Σ_j Poisson(j; Λt) Pʲ p(0), with P = 1 + Q/Λ (uniformisation).
     *
     * @param law {@code [n + 1]} probabilities at time 0. Not modified.
     * @param time t, at least 0
     * @return {@code [n + 1]} probabilities at time t
     * @throws IllegalArgumentException if it is no law of n + 1 states, or the time is below 0 or not finite
     */
    public double[] evolve(double[] law, double time) {
        requireLaw(law);
        IsingEnumeration.requireTime(time);
        double mean = clock * time;
        double spread = 12 * Math.sqrt(mean) + 40;
        long first = Math.max(0, (long) Math.floor(mean - spread));
        long last = (long) Math.ceil(mean + spread);
        Window window = new Window(law);
        double[] sum = new double[n + 1];
        double weight = first == 0 ? Math.exp(-mean) : poisson(first, mean);
        double total = 0;
        for (long j = 0; j <= last; j++) {
            if (j >= first) {
                window.addTo(sum, weight);
                total += weight;
                weight *= mean / (j + 1);
            }
            window.step();
        }
        for (int k = 0; k <= n; k++) {
            sum[k] /= total;
        }
        return sum;
    }

    private void requireLaw(double[] law) {
        IsingEnumeration.requireLaw(law, n + 1);
    }

    /** Stirling's series: relative error below 10⁻¹⁰ here, and removed by the normalisation. */
    private static double poisson(long j, double mean) {
        double logFactorial = (j + 0.5) * Math.log((double) j) - j + 0.5 * Math.log(2 * Math.PI) + 1.0 / (12 * j);
        return Math.exp(j * Math.log(mean) - mean - logFactorial);
    }

    @Override
    public String toString() {
        return "Curie–Weiss chain of " + n + " spins, T = " + temperature + ", h = " + field;
    }

    /** A law and the range of states that carry it. */
    private final class Window {
        private double[] law;
        private double[] next;
        private int low = 0;
        private int high = n;

        Window(double[] law) {
            this.law = law.clone();
            next = new double[n + 1];
            shrink();
        }

        void addTo(double[] sum, double weight) {
            for (int k = low; k <= high; k++) {
                sum[k] += weight * law[k];
            }
        }

        /** One step of the uniformised chain: p ← p P. */
        void step() {
            int from = Math.max(0, low - 1);
            int to = Math.min(n, high + 1);
            double[] p = law;
            for (int k = from; k <= to; k++) {
                double gain = (k > 0 ? p[k - 1] * birth[k - 1] : 0) + (k < n ? p[k + 1] * death[k + 1] : 0);
                next[k] = p[k] + (gain - p[k] * (birth[k] + death[k])) / clock;
            }
            law = next;
            next = p;
            low = from;
            high = to;
            shrink();
        }

        private void shrink() {
            while (low < high && law[low] < NEGLIGIBLE) {
                law[low] = 0;
                next[low++] = 0;
            }
            while (high > low && law[high] < NEGLIGIBLE) {
                law[high] = 0;
                next[high--] = 0;
            }
        }
    }
}
