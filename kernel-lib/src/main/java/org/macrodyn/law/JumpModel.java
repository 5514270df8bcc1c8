package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Sde;

/**
 * A macroscopic jump process: z → z + Δ_k at the rate w_k(z) ≥ 0, for each kind k of event. The exact noise of a system of n
 * sites, whose steps are of the order 1/n, and never outside its physical range.
 *
 * <p>Its diffusion limit dz = μdt + σdW, μ = Σ_k w_k Δ_k, σσᵀ = Σ_k w_k Δ_k Δ_kᵀ, has the same mean and spread near z, but rare
 * events come about along other ways: their times differ by a factor exponential in n (Hanggi, Grabert, Talkner and Thomas, Phys.
 * Rev. A 29, 371, 1984).
 *
 * <p>Learnt from {@link EventRates}: counts of what can happen in a configuration, without any evolution. Rates vanish at walls,
 * where the reactant is gone. A rate that is wrong by the relative error δ around a barrier makes passages wrong by e^{nδ}, so
 * rates are fitted in their logarithm and to the degree that held-out configurations ask for.
 *
 * <p>Immutable.
 */
public final class JumpModel {
    private final Support support;
    private final List<Kind> kinds;
    private final Lattice lattice;

    /**
     * One kind of event.
     *
     * @param step {@code [d]} Δ, not 0
     * @param rate w(z), at least 0, events per time
     */
    public record Kind(double[] step, ToDoubleFunction<double[]> rate) {
        @Override
        public String toString() {
            return "Δz = " + Arrays.toString(step) + ": " + rate;
        }
    }

    private JumpModel(Support support, List<Kind> kinds, Lattice lattice) {
        this.support = support;
        this.kinds = List.copyOf(kinds);
        this.lattice = lattice;
    }

    /**
     * A jump process whose rates are known.
     *
     * @param names of the d components
     * @param kinds what happens
     * @param walls finite ones: states are counted from the low one, and jumps beyond a wall do not happen
     * @return the process
     * @throws IllegalArgumentException if there is no kind, a wall is missing, a step has another dimension, or steps are no
     *     multiples of a unit
     */
    public static JumpModel of(List<String> names, List<Kind> kinds, Walls walls) {
        requireKinds(kinds.size(), names);
        Support box = Support.box(names, walls.low(), walls.high());
        if (!walls.finite()) {
            throw new IllegalArgumentException(walls + ": must all be finite where no data end the range");
        }
        for (Kind kind : kinds) {
            if (kind.step.length != names.size()) {
                throw new IllegalArgumentException(
                        "step " + Arrays.toString(kind.step) + ": must have " + names.size() + " components " + names);
            }
        }
        return new JumpModel(box, kinds, Lattice.of(names, steps(kinds), walls.low(), walls));
    }

    private static void requireKinds(int kinds, List<String> names) {
        if (kinds == 0) {
            throw new IllegalArgumentException(
                    "0 kinds of events of " + names + ": must be at least 1; no event changes an observable");
        }
    }

    /**
     * Learns the rates without knowing walls: the range is that of the data.
     *
     * @param rates counted in configurations
     * @return the process
     * @throws IllegalArgumentException as with walls
     */
    public static JumpModel fit(EventRates rates) {
        return fit(rates, Walls.none(rates.names().size()));
    }

    /**
     * Learns the rates.
     *
     * @param rates counted in configurations
     * @param walls the physical range of the observables
     * @return the process; beyond the data's box, a rate is the walls' factors times what the nearest point of the box has
     * @throws IllegalArgumentException if data are too few, lie beyond the walls, do not vary, or do not tell the observables
     *     apart
     */
    public static JumpModel fit(EventRates rates, Walls walls) {
        requireKinds(rates.steps().length, rates.names());
        Support support = Support.of(rates.names(), rates.z());
        walls.require(rates.names(), rates.z());
        Kind[] kinds = new Kind[rates.steps().length];
        Parallel.forEach(0, kinds.length, Parallel.defaultThreads(), ProgressListener.NONE, k -> {
            double[] w = Arrays.stream(rates.rates()).mapToDouble(row -> row[k]).toArray();
            double[] step = rates.steps()[k];
            kinds[k] = new Kind(step.clone(), PositiveFit.of(rates.z(), w, support, walls, step));
        });
        Lattice lattice = Lattice.of(rates.names(), rates.steps(), rates.z()[0], walls.closed(support));
        return new JumpModel(support, List.of(kinds), lattice);
    }

    private static double[][] steps(List<Kind> kinds) {
        return kinds.stream().map(Kind::step).toArray(double[][]::new);
    }

    /**
     * The process of a system that is larger by a factor, if rates for each site depend on z alone: steps Δ_k / f at the rates f
     * w_k(z). What of them depends on n itself stays that of the system they were learnt from.
     *
     * @param factor f, the ratio of the numbers of sites, above 0
     * @return the process
     * @throws IllegalArgumentException if the factor is not finite and above 0
     */
    public JumpModel scaled(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor = " + factor + ": must be finite and above 0");
        }
        List<Kind> scaled = kinds.stream()
                .map(kind -> new Kind(
                        Arrays.stream(kind.step).map(dz -> dz / factor).toArray(),
                        z -> factor * kind.rate.applyAsDouble(z)))
                .toList();
        return new JumpModel(support, scaled, lattice.scaled(factor));
    }

    /**
     * The process of a system that is larger by a factor, from those of two small systems: what rates for each site owe to the
     * number of sites N is taken for proportional to 1/N, log(w/N) = a(z) + b(z)/N. On a complete graph the error is of the order
     * n/N², for {@link #scaled} of the order n/N, and it stands in the exponent of rare events.
     *
     * @param smaller the process of a smaller system, with the same kinds of events
     * @param factor f, the larger system's number of sites by this one's, above 0
     * @return the process, on what both have seen of z
     * @throws IllegalArgumentException if the factor is not finite and above 0, or the other is not smaller or has other kinds of
     *     events
     */
    public JumpModel extrapolated(JumpModel smaller, double factor) {
        double ratio = smaller.kinds.get(0).step[0] / kinds.get(0).step[0];
        JumpModel raised = smaller.scaled(ratio);
        if (!(ratio > 1) || !raised.sameSteps(this)) {
            throw new IllegalArgumentException("extrapolation from steps " + Arrays.deepToString(steps(smaller.kinds))
                    + " and " + Arrays.deepToString(steps(kinds)) + ": the first must be larger, all by one factor");
        }
        JumpModel larger = scaled(factor);
        double power = (1 / factor - 1) / (ratio - 1);
        List<Kind> extrapolated = IntStream.range(0, kinds.size())
                .mapToObj(k -> new Kind(larger.kinds.get(k).step, z -> {
                    double rate = kinds.get(k).rate.applyAsDouble(z);
                    double other = raised.kinds.get(k).rate.applyAsDouble(z);
                    return rate > 0 && other > 0 ? factor * rate * Math.pow(other / rate, power) : 0;
                }))
                .toList();
        return new JumpModel(support.common(smaller.support), extrapolated, larger.lattice);
    }

    private boolean sameSteps(JumpModel other) {
        double slack = 1e-6;
        return names().equals(other.names())
                && kinds.size() == other.kinds.size()
                && IntStream.range(0, kinds.size()).allMatch(k -> IntStream.range(0, dimension())
                        .allMatch(c -> Math.abs(kinds.get(k).step[c] - other.kinds.get(k).step[c])
                                <= slack * other.lattice.unit(c)));
    }

    /**
     * Names of the components of z.
     *
     * @return d names
     */
    public List<String> names() {
        return support.names();
    }

    /**
     * The dimension of z.
     *
     * @return d
     */
    public int dimension() {
        return names().size();
    }

    /**
     * What happens.
     *
     * @return steps and rates
     */
    public List<Kind> kinds() {
        return kinds;
    }

    /**
     * Where there were data to learn from.
     *
     * @return their support; of known rates the box between the walls
     */
    public Support support() {
        return support;
    }

    Lattice lattice() {
        return lattice;
    }

    /**
     * The number of jumps per time, which is what a forecast costs: some 10⁷ jumps a second for each thread, once rates of a
     * state are known.
     *
     * @param z {@code [d]}
     * @return Σ_k w_k(z)
     */
    public double jumpRate(double[] z) {
        return kinds.stream().mapToDouble(kind -> kind.rate.applyAsDouble(z)).sum();
    }

    /**
     * The SDE of the same drift and covariance, dz = μdt + σdW.
     *
     * @return μ = Σ_k w_k Δ_k and Σ = Σ_k w_k Δ_k Δ_kᵀ
     */
    public Sde diffusionLimit() {
        return new Limit(this);
    }

    private record Limit(JumpModel jumps) implements Sde {
        @Override
        public List<String> names() {
            return jumps.names();
        }

        @Override
        public double[] drift(double[] z) {
            double[] drift = new double[z.length];
            for (Kind kind : jumps.kinds) {
                double rate = kind.rate.applyAsDouble(z);
                for (int a = 0; a < z.length; a++) {
                    drift[a] += rate * kind.step[a];
                }
            }
            return drift;
        }

        @Override
        public double[][] covariance(double[] z) {
            double[][] covariance = new double[z.length][z.length];
            for (Kind kind : jumps.kinds) {
                double rate = kind.rate.applyAsDouble(z);
                for (int a = 0; a < z.length; a++) {
                    for (int b = 0; b < z.length; b++) {
                        covariance[a][b] += rate * kind.step[a] * kind.step[b];
                    }
                }
            }
            return covariance;
        }
    }

    /**
     * Exact trajectories, jump by jump (Gillespie, J. Phys. Chem. 81, 2340, 1977). They take {@link #jumpRate} · time jumps.
     *
     * @param z0 {@code [runs][d]} initial states, taken to the nearest one that jumps lead to
     * @param step time between recorded states, above 0
     * @param steps recorded states of each trajectory, the initial one included
     * @param seed of the jumps; run i has a stream of its own
     * @param threads threads to use, at least 1
     * @return {@code [runs][steps][d]} at the times k · step
     * @throws IllegalArgumentException if a setting lies outside its range, or a start outside the walls
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public Trajectories forecast(double[][] z0, double step, int steps, long seed, int threads) {
        if (z0.length < 1 || steps < 1 || !(step > 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException("forecast of " + z0.length + " runs, " + steps + " states every " + step
                    + ": runs and states must be at least 1, the time finite and above 0");
        }
        Arrays.stream(z0).forEach(this::requireInside);
        JumpWalk.Rates rates = new JumpWalk.Rates(this);
        double[][] times = new double[z0.length][steps];
        double[][][] values = new double[z0.length][steps][dimension()];
        Parallel.forEach(0, z0.length, threads, ProgressListener.NONE, run -> {
            JumpWalk walk = new JumpWalk(rates, z0[run], RandomStreams.stream(seed, "jumps", run));
            for (int k = 0; k < steps; k++) {
                times[run][k] = k * step;
                walk.until(k * step);
                walk.state(values[run][k]);
            }
        });
        return new Trajectories(names(), times, values);
    }

    void requireInside(double[] z) {
        double[] at = new double[dimension()];
        if (z.length == at.length) {
            lattice.state(lattice.nearest(z), at);
        }
        for (int c = 0; c < at.length; c++) {
            double reach = z.length == at.length ? Math.abs(z[c] - at[c]) : Double.NaN;
            if (!(reach <= lattice.unit(c))) {
                throw new IllegalArgumentException("start " + Arrays.toString(z) + ": must be " + at.length
                        + " numbers " + names() + " within the range of the process");
            }
        }
    }

    @Override
    public String toString() {
        return "jump process of " + kinds.size() + " kinds of events of " + names() + ", data " + support;
    }
}
