package org.macrodyn.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.BatchModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * A system that another program simulates, in any language: a micro model over a pipe to processes of that program, which
 * answer requests to initialise, to evolve and to observe. The protocol is in {@code kernel-lib/EXTERNAL.md}, a simulator by
 * numpy in {@code environment/examples/python/simulator.py}:
 *
 * <pre>{@code
 * var ising = ExternalModel.of(StateType.SPINS, "python3", "simulator.py", "2.5").on(Grid.square(64));
 * table(ModelCheck.of(ising, Patches.square(64, 16), 42));
 * }</pre>
 *
 * <p>Each evolution's seed is drawn from the caller's generator, so that the numbers are the same for any number of processes
 * and threads. A process that ends or hangs is started again once, and the request repeated; then the failure is reported in
 * one line with what the program wrote to stderr last, as it is when processes ended more than 8 times and in more than a
 * tenth of the requests. Every answer is checked: its length, values that a state may have,
 * sites that had to stay as they were.
 *
 * <p>Only the region and as many sites around it as the simulator looks at are sent. Models of several sizes share their
 * processes. They end when no model uses them, at {@link #close}, and with this JVM.
 *
 * @param <S> the state array
 */
public final class ExternalModel<S> implements BatchModel<S>, AutoCloseable {
    private final Grid grid;
    private final StateBytes<S> states;
    private final ProcessPool pool;
    private final Hello hello;

    private ExternalModel(Grid grid, StateBytes<S> states, ProcessPool pool) {
        this.grid = grid;
        this.states = states;
        this.pool = pool;
        hello = pool.hello();
    }

    /**
     * Starts a simulator on the grid that it is meant for.
     *
     * @param type what its states are made of, as it says itself
     * @param simulator the program
     * @param <S> the state array
     * @return the model
     * @throws IllegalArgumentException if the program cannot be started, its hello is wrong, or it has states of another type
     * @throws IllegalStateException if it ends or hangs instead of a hello, or says something else
     */
    public static <S> ExternalModel<S> of(StateType<S> type, Simulator simulator) {
        ProcessPool pool = new ProcessPool(simulator);
        StateType<?> theirs = pool.hello().type();
        if (theirs != type) {
            pool.close();
            throw new IllegalArgumentException("simulator '" + simulator + "' has states of " + theirs + ", not " + type
                    + ": give StateType." + theirs.toString().toUpperCase(Locale.ROOT));
        }
        return new ExternalModel<>(pool.hello().grid(), new StateBytes<>(type), pool);
    }

    /**
     * Starts a simulator, {@link Simulator#of}.
     *
     * @param type what its states are made of, as it says itself
     * @param command the program and its arguments
     * @param <S> the state array
     * @return the model
     * @throws IllegalArgumentException if the program cannot be started, its hello is wrong, or it has states of another type
     * @throws IllegalStateException if it ends or hangs instead of a hello, or says something else
     */
    public static <S> ExternalModel<S> of(StateType<S> type, String... command) {
        return of(type, Simulator.of(command));
    }

    @Override
    public Grid grid() {
        return grid;
    }

    /**
     * The same program on another grid, in the same processes.
     *
     * @throws IllegalArgumentException if the grid has another number of fields, or the simulator refuses it
     */
    @Override
    public ExternalModel<S> on(Grid other) {
        if (other.fields() != hello.grid().fields()) {
            throw new IllegalArgumentException("grid of " + other + " for " + pool.simulator() + ": must have "
                    + hello.grid().fields() + " fields");
        }
        pool.requireDefinedOn(other);
        return new ExternalModel<>(other, states, pool);
    }

    @Override
    public StateType<S> stateType() {
        return states.type();
    }

    @Override
    public int spill() {
        return hello.spill();
    }

    @Override
    public List<String> observables() {
        return hello.observables();
    }

    @Override
    public void initialise(S state, RandomGenerator random) {
        int bytes = states.bytes(grid.sites());
        ByteBuffer jobs = Request.room(grid, 1, Long.BYTES, bytes);
        jobs.putLong(random.nextLong());
        ByteBuffer answer = pool.ask(new Request(Request.Kind.INITIALISE, grid, 1, jobs, bytes));
        S drawn = states.get(answer, grid.sites(), () -> pool.simulator() + ": a drawn state");
        System.arraycopy(drawn, 0, state, 0, grid.sites());
    }

    @Override
    public double evolve(S state, Region region, Span span, RandomGenerator random) {
        double[] time = new double[1];
        Batch<S> one = batch((index, elapsed, inside) -> {
            time[0] = elapsed;
            region.widened(spill()).insert(inside, state);
        });
        one.add(state, region, span, random);
        one.flush();
        return time[0];
    }

    @Override
    public Batch<S> batch(Result<S> result) {
        return new ExternalBatch<>(pool, states, result);
    }

    @Override
    public Measuring<S> measuring() {
        return new ExternalMeasuring<>(pool, states, grid);
    }

    @Override
    public void observe(S state, double[] z) {
        Measuring<S> one = measuring();
        one.observe(state, z);
        one.flush();
    }

    @Override
    public void increment(S before, S after, Region region, double[] dz) {
        Measuring<S> one = measuring();
        one.increment(before, after, region, dz);
        one.flush();
    }

    /**
     * What happened to the processes: starts, ends with their reasons, oldest first.
     *
     * @return at most 200 lines, the last ones
     */
    public List<String> journal() {
        return pool.journal();
    }

    /**
     * How often a process ended or hung and another was started in its place, by the models of all sizes.
     *
     * @return 0 if all went well; {@link #journal} says why it did not
     */
    public int restarts() {
        return pool.ends();
    }

    /** Ends the processes, those of the same program's models of other sizes included; later requests are refused. */
    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return hello.name() + " on " + grid + " by '" + pool.simulator() + "'";
    }
}
