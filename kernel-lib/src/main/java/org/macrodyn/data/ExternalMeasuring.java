package org.macrodyn.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.macrodyn.micro.BatchModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;

/**
 * Measurements that go to a simulator in one request.
 *
 * <p>The change of the observables is measured on the region and its surroundings, where they are sums of what sites and
 * their neighbours show: Δz* = (m/n) (z*(window after) − z*(window before)), m of n sites in the window. It is wide enough that
 * a site which sees the region does not look across the window's ends.
 *
 * @param <S> the state array
 */
final class ExternalMeasuring<S> implements BatchModel.Measuring<S> {
    private static final int MOST_BYTES = 1 << 22;

    private final ProcessPool pool;
    private final StateBytes<S> states;
    private final Grid whole;
    private final List<S> waiting = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private Grid grid;

    /** Where a result goes: the state's observables, or what they are more than the next one's, times the share. */
    private record Wanted(double[] into, boolean change, double share) {}

    ExternalMeasuring(ProcessPool pool, StateBytes<S> states, Grid whole) {
        this.pool = pool;
        this.states = states;
        this.whole = whole;
        grid = whole;
    }

    @Override
    public void observe(S state, double[] z) {
        add(whole.whole(), List.of(state), new Wanted(z, false, 1));
    }

    @Override
    public void increment(S before, S after, Region region, double[] dz) {
        int reach = pool.hello().reach();
        Region window = reach == Hello.EVERYWHERE ? whole.whole() : region.widened(2 * reach);
        add(window, List.of(after, before), new Wanted(dz, true, (double) window.sites() / whole.sites()));
    }

    private void add(Region window, List<S> of, Wanted what) {
        if (!window.asGrid().equals(grid)) {
            flush();
            grid = window.asGrid();
        }
        for (S state : of) {
            S inside = states.type().allocate(window.sites());
            window.extract(state, inside);
            waiting.add(inside);
        }
        wanted.add(what);
        if (wanted.size() == ExternalBatch.MOST || (long) waiting.size() * states.bytes(grid.sites()) >= MOST_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        int d = pool.hello().observables().size();
        ByteBuffer jobs = Request.room(grid, waiting.size(), states.bytes(grid.sites()), (long) d * Double.BYTES);
        waiting.forEach(state -> states.put(state, jobs));
        ByteBuffer answer = pool.ask(new Request(Request.Kind.OBSERVE, grid, waiting.size(), jobs, d * Double.BYTES));
        for (Wanted what : wanted) {
            read(answer, what.into);
            if (what.change) {
                subtract(answer, what);
            }
        }
        waiting.clear();
        wanted.clear();
    }

    private void subtract(ByteBuffer answer, Wanted from) {
        double[] before = new double[from.into.length];
        read(answer, before);
        for (int c = 0; c < before.length; c++) {
            from.into[c] = from.share * (from.into[c] - before[c]);
        }
    }

    private void read(ByteBuffer answer, double[] z) {
        for (int c = 0; c < z.length; c++) {
            z[c] = answer.getDouble();
            if (!Double.isFinite(z[c])) {
                throw new BrokenPromise(pool.simulator() + ": "
                        + pool.hello().observables().get(c) + " of a state of " + grid + " is " + z[c]
                        + ", must be finite");
            }
        }
    }
}
