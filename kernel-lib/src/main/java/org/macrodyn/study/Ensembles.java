package org.macrodyn.study;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;

/** Ensembles of direct simulations as steps that are kept: their configurations, observables, or latent states. */
public final class Ensembles {
    private Ensembles() {}

    /**
     * The size of an ensemble.
     *
     * @param runs independent runs
     * @param frames recorded states of each, the initial one included
     * @param between how long to evolve between two of them
     */
    public record Size(int runs, int frames, Span between) {
        /**
         * Checks the counts.
         *
         * @throws IllegalArgumentException if one is below 1
         */
        public Size {
            if (runs < 1 || frames < 1) {
                throw new IllegalArgumentException(
                        "ensemble of " + runs + " runs with " + frames + " frames: both must be at least 1");
            }
        }
    }

    /**
     * The configurations of an ensemble.
     *
     * @param keeping keeps them
     * @param simulation the ensemble
     * @param <S> the state array
     * @return its configurations, run by run
     */
    public static <S> Kept<Snapshots<S>> snapshots(Keeping keeping, Simulation<S> simulation) {
        return keeping.keep(new Step<>(
                "simulate",
                "simulate " + simulation.model().grid(),
                Identities.of(simulation),
                simulation.runs(),
                Codec.snapshots(simulation.model()),
                simulation::snapshots));
    }

    /**
     * The observables of an ensemble.
     *
     * @param keeping keeps them
     * @param simulation the ensemble
     * @param <S> the state array
     * @return z* of every run and frame
     */
    public static <S> Kept<Trajectories> observed(Keeping keeping, Simulation<S> simulation) {
        return keeping.keep(new Step<>(
                "observe",
                "observe " + simulation.stage(),
                Identities.of(simulation),
                simulation.runs(),
                Codec.trajectories(simulation.model().observables()),
                simulation::trajectories));
    }

    /**
     * Direct simulation of a study's large system from its start. For comparison alone: nothing that is learnt uses it.
     *
     * @param study whose system, start and seed are used
     * @param stage name of the random streams
     * @param runs number of runs
     * @param frames recorded states of each
     * @param between from one record to the next
     * @param <S> the state array
     * @return the ensemble
     */
    public static <S> Simulation<S> direct(Study<S> study, String stage, int runs, int frames, Span between) {
        return new Simulation<>(
                study.large(), study.start().in(study.large()), runs, frames, between, stage, study.seed());
    }

    /**
     * Direct simulations of a study's large system from several starts. For comparison alone: nothing that is learnt uses
     * them.
     *
     * @param study whose system, seed and keeping are used
     * @param starts a number that tells each start, such as m(0)
     * @param from the start of a number
     * @param stage name of the random streams, before the number
     * @param size of the ensemble from each start
     * @param <S> the state array
     * @return z* of every run and frame, by number
     */
    public static <S> Map<Double, Trajectories> from(
            Study<S> study, List<Double> starts, Function<Double, Start<S>> from, String stage, Size size) {
        Map<Double, Trajectories> all = new TreeMap<>();
        for (double start : starts) {
            Study<S> there = study.from(from.apply(start));
            Simulation<S> runs = direct(there, stage + start, size.runs(), size.frames(), size.between());
            all.put(start, observed(study.keeping(), runs).value());
        }
        return all;
    }

    /**
     * The observables of several ensembles, simulated side by side, each on one thread: few runs of many systems keep all
     * threads busy.
     *
     * @param keeping keeps them
     * @param label what they are, for people
     * @param simulations the ensembles
     * @param <S> the state array
     * @return z* of every run and frame, in the order of the ensembles
     * @throws java.util.concurrent.CancellationException if interrupted; finished ensembles are kept
     */
    public static <S> List<Trajectories> observed(Keeping keeping, String label, List<Simulation<S>> simulations) {
        Trajectories[] all = new Trajectories[simulations.size()];
        Parallel.forEachLong(
                0,
                all.length,
                keeping.threads(),
                keeping.progress(label),
                (i, own) -> all[i] = observed(keeping.on(1).within(own, 0, 1), simulations.get(i))
                        .value());
        return List.of(all);
    }

    /**
     * The latent states of an ensemble; its configurations are encoded run by run and not kept.
     *
     * @param keeping keeps them
     * @param simulation the ensemble
     * @param closure the latent map φ
     * @param <S> the state array
     * @return z = φ(x) of every run and frame
     */
    public static <S> Kept<Trajectories> encoded(
            Keeping keeping, Simulation<S> simulation, Kept<ClosureModel<S>> closure) {
        ClosureModel<S> map = closure.value();
        return keeping.keep(new Step<>(
                "encode",
                "encode " + simulation.stage(),
                Identities.of(simulation, closure.value(), closure.hash()),
                simulation.runs(),
                Codec.trajectories(closure.value().names()),
                (from, to, threads, progress) -> encoded(simulation, map, from, to, threads, progress)));
    }

    private static <S> Trajectories encoded(
            Simulation<S> simulation,
            ClosureModel<S> closure,
            int from,
            int to,
            int threads,
            ProgressListener progress) {
        double[][] times = new double[to - from][simulation.frames()];
        double[][][] values = new double[to - from][][];
        MicroModel<S> model = simulation.model();
        Parallel.forEachLong(from, to, threads, progress, (run, own) -> {
            Snapshots<S> states = new Snapshots<>(model.grid(), model.stateType(), simulation.frames());
            simulation.observe(run, run + 1, 1, own, (same, frame, time, state) -> {
                times[run - from][frame] = time;
                states.set(frame, state);
            });
            values[run - from] = closure.encode(states);
        });
        return new Trajectories(closure.names(), times, values);
    }
}
