package org.macrodyn.study;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.InitialState;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;

/**
 * 𝒟_s from independent runs of a system of one patch's size, recorded at equal spans.
 *
 * @param runs number of runs, at least 1
 * @param frames recorded states of each, at least 1
 * @param between from one record to the next; empty: as many events as the small system has sites (paper)
 * @param starts where runs start
 * @param stage name of the random streams, which tells different starts apart
 * @param <S> the state array
 */
public record SmallRuns<S>(int runs, int frames, Optional<Span> between, Starts<S> starts, String stage)
        implements SmallRule<S> {
    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public SmallRuns {
        if (runs < 1 || frames < 1) {
            throw new IllegalArgumentException(
                    "small runs = " + runs + " with " + frames + " frames: both must be at least 1");
        }
    }

    /**
     * Where the runs of a small system start.
     *
     * @param <S> the state array
     */
    @FunctionalInterface
    public interface Starts<S> {
        /**
         * The initial states of the small system.
         *
         * @param small the small system
         * @param start where forecasts start
         * @return the initial states of its runs
         */
        InitialState<S> of(MicroModel<S> small, Start<S> start);

        /**
         * Which runs start where forecasts do, see {@link SmallRule#everyFromStart}.
         *
         * @return 0 unless these starts say so
         */
        default int everyFromStart() {
            return 0;
        }

        /**
         * All runs start where forecasts do.
         *
         * @param <S> the state array
         * @return the starts
         */
        static <S> Starts<S> all() {
            return new FromStart<>(1);
        }
    }

    /** Runs 0, e, 2e, … from the start of the forecasts, the others from the model's own distribution. */
    private record FromStart<S>(int everyFromStart) implements Starts<S> {
        @Override
        public InitialState<S> of(MicroModel<S> small, Start<S> start) {
            return new Some<>(small, start, everyFromStart);
        }
    }

    /**
     * Runs that start from {@link MicroModel#initialise}.
     *
     * @param runs number of runs
     * @param frames recorded states of each
     * @param between from one record to the next
     * @param <S> the state array
     * @return the rule
     */
    public static <S> SmallRuns<S> initialised(int runs, int frames, Optional<Span> between) {
        return new SmallRuns<>(runs, frames, between, (small, start) -> small::initialise, "small");
    }

    /**
     * Runs of which every second one starts where forecasts start, the others from {@link MicroModel#initialise}: the
     * training then covers the way of the forecasts and a margin around it.
     *
     * @param runs number of runs
     * @param frames recorded states of each
     * @param between from one record to the next
     * @param <S> the state array
     * @return the rule
     */
    public static <S> SmallRuns<S> alongForecast(int runs, int frames, Span between) {
        return new SmallRuns<>(runs, frames, Optional.of(between), new FromStart<>(2), "small, half from the start");
    }

    /** The states that some runs start from. */
    private record Some<S>(MicroModel<S> small, Start<S> start, int every) implements InitialState<S> {
        @Override
        public void draw(S state, RandomGenerator random) {
            draw(state, 0, random);
        }

        @Override
        public void draw(S state, int run, RandomGenerator random) {
            if (run % every == 0) {
                start.draw(small, state, random);
            } else {
                small.initialise(state, random);
            }
        }
    }

    @Override
    public String toString() {
        String every = between.map(Span::toString).orElse("as many events as sites");
        return runs + " runs with " + frames + " frames, " + every + " apart: " + stage;
    }

    @Override
    public int everyFromStart() {
        return starts.everyFromStart();
    }

    @Override
    public Kept<Snapshots<S>> simulate(Study<S> study) {
        return Ensembles.snapshots(study.keeping(), simulation(study));
    }

    /** The runs of a study's small system. */
    Simulation<S> simulation(Study<S> study) {
        MicroModel<S> small = study.small();
        return new Simulation<>(
                small,
                starts.of(small, study.start()),
                runs,
                frames,
                between.orElseGet(() -> Span.events(small.grid().sites())),
                stage,
                study.seed());
    }
}
