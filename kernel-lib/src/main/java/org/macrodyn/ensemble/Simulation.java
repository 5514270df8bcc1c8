package org.macrodyn.ensemble;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.BatchModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/**
 * An ensemble of independent runs of a micro model, each recorded at regular spans: frame k is the state before step k, so
 * frame 0 is the initial state.
 *
 * <p>Run r draws from the stream (seed, stage, r) alone.
 *
 * @param model the system
 * @param initial where runs start, usually {@code model::initialise}
 * @param runs number of runs, at least 1
 * @param frames recorded states of each run, at least 1
 * @param between how long to evolve between two frames
 * @param stage name of the random streams
 * @param seed the experiment's seed
 * @param <S> the state array
 */
public record Simulation<S>(
        MicroModel<S> model, InitialState<S> initial, int runs, int frames, Span between, String stage, long seed) {
    /** Version of how runs are simulated and recorded: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 1;

    /** Runs that a model which gains by it evolves together. */
    private static final int MOST_TOGETHER = 100;

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if runs or frames is below 1
     */
    public Simulation {
        if (runs < 1 || frames < 1) {
            throw new IllegalArgumentException(
                    "simulation of " + runs + " runs with " + frames + " frames: both must be at least 1");
        }
    }

    /**
     * Runs a range of the ensemble and shows every frame to an observer.
     *
     * @param from first run
     * @param to run after the last, at most {@link #runs()}
     * @param threads number of threads; the states do not depend on it
     * @param progress hears how much of the runs is done, frame by frame
     * @param observer looks at the frames
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    public void observe(int from, int to, int threads, ProgressListener progress, Observer<S> observer) {
        int share = (to - from) / Math.max(1, threads);
        int together = model instanceof BatchModel ? Math.max(1, Math.min(MOST_TOGETHER, share)) : 1;
        int groups = (to - from + together - 1) / together;
        Parallel.forEachLong(0, groups, threads, progress, (group, own) -> {
            int first = from + group * together;
            int last = Math.min(first + together, to);
            if (model instanceof BatchModel<S> many) {
                runTogether(many, first, last, observer, own);
            } else {
                run(first, observer, own);
            }
        });
    }

    /** The runs first, …, last − 1, all of them frame by frame. */
    private void runTogether(BatchModel<S> many, int first, int last, Observer<S> observer, ProgressListener progress) {
        int count = last - first;
        List<S> states = new ArrayList<>();
        RandomGenerator[] random = new RandomGenerator[count];
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            states.add(model.stateType().allocate(model.grid().sites()));
            random[i] = RandomStreams.stream(seed, stage, first + i);
            initial.draw(states.get(i), first + i, random[i]);
            observer.frame(first + i, 0, 0, states.get(i));
        }
        Region whole = model.grid().whole();
        BatchModel.Batch<S> batch = many.batch((index, elapsed, inside) -> {
            times[index % count] += elapsed;
            whole.insert(inside, states.get(index % count));
        });
        for (int frame = 1; frame < frames; frame++) {
            for (int i = 0; i < count; i++) {
                batch.add(states.get(i), whole, between, random[i]);
            }
            batch.flush();
            for (int i = 0; i < count; i++) {
                observer.frame(first + i, frame, times[i], states.get(i));
            }
            progress.update(frame, frames - 1, "");
        }
    }

    private void run(int run, Observer<S> observer, ProgressListener progress) {
        RandomGenerator random = RandomStreams.stream(seed, stage, run);
        S state = model.stateType().allocate(model.grid().sites());
        Region whole = model.grid().whole();
        initial.draw(state, run, random);
        double time = 0;
        observer.frame(run, 0, time, state);
        for (int frame = 1; frame < frames; frame++) {
            time += model.evolve(state, whole, between, random);
            observer.frame(run, frame, time, state);
            progress.update(frame, frames - 1, "");
        }
    }

    /**
     * Records the configurations of a range of runs: 𝒟_s of the paper.
     *
     * @param from first run
     * @param to run after the last
     * @param threads number of threads
     * @param progress hears how much of the runs is done, frame by frame
     * @return {@code (to − from) · frames} configurations, run by run
     */
    public Snapshots<S> snapshots(int from, int to, int threads, ProgressListener progress) {
        Snapshots<S> set = new Snapshots<>(model.grid(), model.stateType(), (to - from) * frames);
        observe(
                from,
                to,
                threads,
                progress,
                (run, frame, time, state) -> set.set((run - from) * frames + frame, state));
        return set;
    }

    /**
     * Records the observables of a range of runs.
     *
     * @param from first run
     * @param to run after the last
     * @param threads number of threads
     * @param progress hears how much of the runs is done, frame by frame
     * @return z* of every frame, at each run's own physical times
     * @throws IllegalArgumentException if an observable is not finite
     */
    public Trajectories trajectories(int from, int to, int threads, ProgressListener progress) {
        return trajectories(model.observables(), model::observe, from, to, threads, progress);
    }

    /**
     * The same of the observables and more.
     *
     * @param names the model's observables, and then what else is seen
     * @param seen fills a state's numbers, as many as names; called by several threads
     * @param from first run
     * @param to run after the last
     * @param threads number of threads
     * @param progress hears how much of the runs is done, frame by frame
     * @return them of every frame, at each run's own physical times
     * @throws IllegalArgumentException if an observable is not finite
     */
    public Trajectories trajectories(
            List<String> names,
            BiConsumer<S, double[]> seen,
            int from,
            int to,
            int threads,
            ProgressListener progress) {
        double[][] times = new double[to - from][frames];
        double[][][] values = new double[to - from][frames][names.size()];
        observe(from, to, threads, progress, (run, frame, time, state) -> {
            times[run - from][frame] = time;
            seen.accept(state, values[run - from][frame]);
            requireFinite(names, values[run - from][frame], run, time);
        });
        return new Trajectories(names, times, values);
    }

    private void requireFinite(List<String> names, double[] z, int run, double time) {
        for (int c = 0; c < z.length; c++) {
            if (!Double.isFinite(z[c])) {
                throw new IllegalArgumentException("observable " + names.get(c) + " is " + z[c] + " in run " + run
                        + " at t = " + time + ": look at observe/addShare of " + model);
            }
        }
    }
}
