package org.macrodyn.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.BatchModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * Evolutions that go to a simulator in one request: of each the region and what its sites can look at, which is a small
 * system of its own whose other sites rest.
 *
 * @param <S> the state array
 */
final class ExternalBatch<S> implements BatchModel.Batch<S> {
    /** Evolutions of a request, at most: enough that what the pipe costs is shared by many. */
    static final int MOST = 100;

    private static final int MOST_BYTES = 1 << 22;

    private final ProcessPool pool;
    private final StateBytes<S> states;
    private final BatchModel.Result<S> result;
    private final List<Job<S>> waiting = new ArrayList<>();
    private Grid grid = Grid.square(1);
    private int done;

    /** One evolution: the state of its window, what evolves there, and what may have changed. */
    private record Job<S>(S state, Region region, Region changed, Span span, long seed) {}

    ExternalBatch(ProcessPool pool, StateBytes<S> states, BatchModel.Result<S> result) {
        this.pool = pool;
        this.states = states;
        this.result = result;
    }

    @Override
    public void add(S state, Region region, Span span, RandomGenerator random) {
        Region window = window(region);
        if (!window.asGrid().equals(grid)) {
            flush();
            grid = window.asGrid();
        }
        S inside = states.type().allocate(window.sites());
        window.extract(state, inside);
        Region changed = region.widened(pool.hello().spill());
        waiting.add(new Job<>(inside, within(window, region), within(window, changed), span, random.nextLong()));
        if (waiting.size() == MOST || (long) waiting.size() * states.bytes(grid.sites()) >= MOST_BYTES) {
            flush();
        }
    }

    /** What can change beyond the region, and what decides over it. */
    private Region window(Region region) {
        Hello hello = pool.hello();
        return hello.reach() == Hello.EVERYWHERE
                ? region.grid().whole()
                : region.widened(hello.reach() + hello.spill());
    }

    /** The same box in the window's own rows and columns. */
    private static Region within(Region window, Region box) {
        Grid all = window.grid();
        return new Region(
                window.asGrid(),
                Math.floorMod(box.layer() - window.layer(), all.layers()),
                Math.floorMod(box.row() - window.row(), all.rows()),
                Math.floorMod(box.column() - window.column(), all.columns()),
                box.layers(),
                box.rows(),
                box.columns());
    }

    @Override
    public void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        int bytes = states.bytes(grid.sites());
        ByteBuffer jobs = Request.room(grid, waiting.size(), Request.EVOLVE_HEADER + bytes, Double.BYTES + bytes);
        for (Job<S> job : waiting) {
            Request.putEvolution(jobs, job.seed, job.region, job.span);
            states.put(job.state, jobs);
        }
        ByteBuffer answer =
                pool.ask(new Request(Request.Kind.EVOLVE, grid, waiting.size(), jobs, Double.BYTES + bytes));
        for (Job<S> job : waiting) {
            take(job, answer);
        }
        waiting.clear();
    }

    private void take(Job<S> job, ByteBuffer answer) {
        double elapsed = answer.getDouble();
        if (!(elapsed >= 0) || Double.isInfinite(elapsed)) {
            throw new BrokenPromise(pool.simulator() + ": evolving for " + job.span + " took a time of " + elapsed
                    + ", must be finite and at least 0");
        }
        S evolved = states.get(answer, grid.sites(), () -> pool.simulator() + ": a state evolved for " + job.span);
        S inside = states.type().allocate(job.changed.sites());
        job.changed.extract(evolved, inside);
        job.changed.insert(inside, job.state);
        int moved = states.firstDifference(evolved, job.state);
        if (moved >= 0) {
            throw new BrokenPromise(pool.simulator() + ": evolving " + job.region + " moved site " + moved
                    + " outside it, which must rest");
        }
        result.evolved(done++, elapsed, inside);
    }
}
