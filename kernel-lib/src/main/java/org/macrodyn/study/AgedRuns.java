package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.store.Identity;

/**
 * Small runs recorded in short equal steps, of which some ages are kept: close together where the system changes fast.
 *
 * @param runs the runs with all their frames
 * @param kept numbers of the frames that are kept, in ascending order
 * @param <S> the state array
 */
public record AgedRuns<S>(SmallRuns<S> runs, List<Integer> kept) implements SmallRule<S> {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty, not ascending, or names frames that the runs do not have
     */
    public AgedRuns {
        kept = List.copyOf(kept);
        int before = -1;
        for (int frame : kept) {
            if (frame <= before || frame >= runs.frames()) {
                throw new IllegalArgumentException(
                        "frames " + kept + " of runs with " + runs.frames() + ": must ascend from 0 on, below that");
            }
            before = frame;
        }
        if (kept.isEmpty()) {
            throw new IllegalArgumentException("no frame is kept: give one or more");
        }
    }

    /** The same ages of runs that all start where forecasts do. */
    AgedRuns<S> fromStart() {
        SmallRuns.Starts<S> starts = SmallRuns.Starts.all();
        return new AgedRuns<>(
                new SmallRuns<>(runs.runs(), runs.frames(), runs.between(), starts, "all from the start"), kept);
    }

    @Override
    public int frames() {
        return kept.size();
    }

    @Override
    public double[] ages() {
        double last = Math.max(1, kept.get(kept.size() - 1));
        return kept.stream().mapToDouble(frame -> frame / last).toArray();
    }

    @Override
    public int everyFromStart() {
        return runs.everyFromStart();
    }

    @Override
    public Kept<Snapshots<S>> simulate(Study<S> study) {
        Simulation<S> simulation = runs.simulation(study);
        int[] place = new int[runs.frames()];
        Arrays.fill(place, -1);
        for (int i = 0; i < kept.size(); i++) {
            place[kept.get(i)] = i;
        }
        Identity identity = Identities.of(simulation).behaviour("ages", kept.toString());
        return study.keeping()
                .keep(new Step<>(
                        "simulate",
                        "simulate " + simulation.model().grid(),
                        identity,
                        simulation.runs(),
                        Codec.snapshots(simulation.model()),
                        (from, to, threads, progress) -> simulated(simulation, place, from, to, threads, progress)));
    }

    /** Of this rule it knows only where frames go, so that it can be sent to where work runs. */
    private static <S> Snapshots<S> simulated(
            Simulation<S> simulation, int[] place, int from, int to, int threads, ProgressListener progress) {
        int frames = (int) Arrays.stream(place).filter(at -> at >= 0).count();
        Snapshots<S> set =
                new Snapshots<>(simulation.model().grid(), simulation.model().stateType(), (to - from) * frames);
        simulation.observe(from, to, threads, progress, (run, frame, time, state) -> {
            if (place[frame] >= 0) {
                set.set((run - from) * frames + place[frame], state);
            }
        });
        return set;
    }

    @Override
    public String toString() {
        return kept.size() + " ages of " + runs;
    }
}
