package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.metrics.Mmd;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/**
 * Runs of the large system in latent space, z = φ(x) in the closure's units: two independent sets from each of several starts,
 * for comparison alone. A learnt SDE is judged by MMD² against both; their distance from each other is the floor, which
 * no model can be expected to beat (paper, Fig. 2).
 *
 * @param study whose system, seed and keeping were used
 * @param runs {@code [starts]} the set that forecasts take their initial states from
 * @param again {@code [starts]} the other set
 * @param <S> the state array
 */
public record LatentTruth<S>(Study<S> study, List<Trajectories> runs, List<Trajectories> again) {
    /** Where a state goes that left the finite numbers: no Gaussian kernel connects it with any other. */
    private static final double FAR = 1e9;
    /** Permutations behind a threshold of 5 %. */
    private static final int PERMUTATIONS = 199;

    private static final double LEVEL = 0.05;
    /** Recorded states between two permutation tests. */
    private static final int EVERY = 10;

    /**
     * A start with a name, which names its random streams.
     *
     * @param name what tells it from others
     * @param start draws states of the large system
     * @param <S> the state array
     */
    public record From<S>(String name, Start<S> start) {}

    /**
     * Simulates and encodes both sets.
     *
     * @param study whose large system, seed and keeping are used
     * @param closure the latent map φ
     * @param starts one or more
     * @param size runs of a set from each of them, with 2 frames or more; all must take the same time between two
     * @param <S> the state array
     * @return the runs
     * @throws IllegalArgumentException if there is no start, or fewer than 2 frames
     */
    public static <S> LatentTruth<S> of(
            Study<S> study, Kept<ClosureModel<S>> closure, List<From<S>> starts, Ensembles.Size size) {
        if (starts.isEmpty() || size.frames() < 2) {
            throw new IllegalArgumentException("truth from " + starts.size() + " starts with " + size.frames()
                    + " frames: there must be at least 1 and 2");
        }
        List<List<Trajectories>> sets = new ArrayList<>();
        for (int set = 1; set <= 2; set++) {
            String name = "truth set " + set + ", ";
            sets.add(starts.stream()
                    .map(from -> new Simulation<>(
                            study.large(),
                            from.start().in(study.large()),
                            size.runs(),
                            size.frames(),
                            size.between(),
                            name + from.name(),
                            study.seed()))
                    .map(simulation -> Ensembles.encoded(study.keeping(), simulation, closure)
                            .value())
                    .toList());
        }
        return new LatentTruth<>(study, sets.get(0), sets.get(1));
    }

    /**
     * The times of all runs.
     *
     * @return {@code [steps]} in the model's unit
     */
    public double[] times() {
        return runs.get(0).times()[0].clone();
    }

    /**
     * Forecasts as many runs as there are true ones from one start, from their own initial states, by steps of the pairs' δt.
     *
     * @param learnt an SDE of the same closure
     * @param start number of the start
     * @return z at the same times; a state that is not finite is moved to where MMD sees it as infinitely far away
     */
    public Trajectories forecast(Learnt<S> learnt, int start) {
        Trajectories truth = runs.get(start);
        double[][] z0 = Arrays.stream(truth.values()).map(run -> run[0].clone()).toArray(double[][]::new);
        double step = truth.times()[0][1] - truth.times()[0][0];
        int substeps = learnt.substeps(step);
        Trajectories forecast = learnt.latent(z0, step, truth.steps(), substeps, study.seed() + start)
                .trajectories();
        for (double[][] run : forecast.values()) {
            for (double[] z : run) {
                if (Arrays.stream(z).anyMatch(value -> !(Math.abs(value) < FAR))) {
                    Arrays.fill(z, FAR);
                }
            }
        }
        return forecast;
    }

    /**
     * Forecasts from every start.
     *
     * @param learnt an SDE of the same closure
     * @return {@code [starts]} as many runs as true ones
     */
    public List<Trajectories> forecasts(Learnt<S> learnt) {
        return IntStream.range(0, runs.size())
                .mapToObj(start -> forecast(learnt, start))
                .toList();
    }

    /**
     * MMD² of forecasts and true runs, averaged over starts and both sets, which lessens what the chance of one set adds.
     *
     * @param learnt an SDE of the same closure
     * @return {@code [steps]} MMD²
     */
    public double[] discrepancy(Learnt<S> learnt) {
        return discrepancy(learnt, study.keeping().late("forecast and compare"));
    }

    /** From each start a forecast, and comparisons with two sets. */
    private double[] discrepancy(Learnt<S> learnt, ProgressListener progress) {
        int parts = 3 * runs.size();
        List<Trajectories> forecasts = new ArrayList<>();
        for (int start = 0; start < runs.size(); start++) {
            Keeping part = learnt.study().keeping().within(progress, start, parts);
            Study<S> quiet = learnt.study().with(part);
            forecasts.add(forecast(new Learnt<>(quiet, learnt.pairs(), learnt.trainings()), start));
        }
        AtomicInteger done = new AtomicInteger(runs.size());
        Runnable next = () -> progress.update(done.incrementAndGet(), parts, "");
        return average(List.of(discrepancy(runs, forecasts, next), discrepancy(again, forecasts, next)));
    }

    /**
     * MMD² of the two sets, averaged over starts.
     *
     * @return {@code [steps]} MMD²
     */
    public double[] floor() {
        return discrepancy(runs, again, () -> {});
    }

    private static double[] discrepancy(List<Trajectories> truth, List<Trajectories> others, Runnable next) {
        List<double[]> curves = new ArrayList<>();
        for (int start = 0; start < truth.size(); start++) {
            curves.add(Mmd.overTime(others.get(start).values(), truth.get(start).values()));
            next.run();
        }
        return average(curves);
    }

    static double[] average(List<double[]> curves) {
        double[] mean = new double[curves.get(0).length];
        for (double[] curve : curves) {
            for (int t = 0; t < mean.length; t++) {
                mean[t] += curve[t] / curves.size();
            }
        }
        return mean;
    }

    /**
     * Compares every SDE of a sweep over λ.
     *
     * @param sweep over λ, and other choices beside it that leave the closure as it is
     * @return MMD² of each in time, and the floor
     * @throws IllegalArgumentException if the sweep is not over λ
     */
    public LatentScores<S> scores(Sweep<S> sweep) {
        sweep.values(LatentScores.LAMBDA);
        List<Learnt<S>> learnt = sweep.learn();
        ProgressListener progress = study.keeping().progress("forecast and compare");
        List<double[]> curves = new ArrayList<>();
        for (Learnt<S> one : learnt) {
            curves.add(discrepancy(one, PartProgress.of(progress, curves.size(), learnt.size())));
        }
        progress.update(learnt.size(), learnt.size(), "");
        return new LatentScores<>(sweep, times(), curves, floor());
    }

    /**
     * The share of states at which forecasts cannot be told from true runs.
     *
     * @param learnt an SDE of the same closure
     * @return between 0 and 1; truth itself gets 0.95
     */
    public double indistinguishable(Learnt<S> learnt) {
        return indistinguishable(forecasts(learnt));
    }

    /**
     * The share of states at which runs cannot be told from true ones: MMD² below the threshold that a permutation test at
     * 5 % has there.
     *
     * @param others {@code [starts]} runs, as forecast or true
     * @return between 0 and 1, over all starts and every tenth of their states
     */
    public double indistinguishable(List<Trajectories> others) {
        AtomicInteger below = new AtomicInteger();
        ProgressListener progress = study.keeping().late("permute");
        Parallel.forEachLong(0, runs.size(), study.keeping().threads(), progress, (start, own) -> {
            RandomGenerator random = RandomStreams.stream(study.seed(), "permutations", start);
            int steps = runs.get(start).steps();
            for (int t = EVERY; t < steps; t += EVERY) {
                double[][] p = at(others.get(start), t);
                double[][] q = at(runs.get(start), t);
                double threshold = Mmd.permutationThreshold(p, q, LEVEL, PERMUTATIONS, random);
                below.addAndGet(Mmd.biased(p, q) <= threshold ? 1 : 0);
                own.update(t, steps, "");
            }
        });
        int all = runs.stream().mapToInt(run -> (run.steps() - 1) / EVERY).sum();
        return (double) below.get() / Math.max(1, all);
    }

    private static double[][] at(Trajectories runs, int t) {
        return Arrays.stream(runs.values()).map(run -> run[t]).toArray(double[][]::new);
    }

    @Override
    public String toString() {
        return "2 × " + runs.get(0).runs() + " runs of " + runs.get(0).names() + " from each of " + runs.size()
                + " starts, " + runs.get(0).steps() + " frames";
    }
}
