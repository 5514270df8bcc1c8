package org.macrodyn.data;

import com.google.common.collect.MapMaker;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Cluster;

/**
 * The processes of one simulator: started when a thread asks and none is idle, at most so many, one for each thread at work.
 *
 * <p>One that ends or hangs is replaced once, and the request repeated: it holds its seeds, so that the answer is the same.
 * A program whose processes end again and again is given up: starting them would be most of the work.
 * One that starts later must say and do what the first did, on other machines too: with work that is sent to a cluster
 * travel the command, that hello and the first evolution's answer.
 */
final class ProcessPool implements Cluster.Travelling {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int ATTEMPTS = 2;
    /** Processes that may end in however few requests: what ends one often ends all that run. */
    private static final int ENDS = 8;
    /** More than those may end if each has this many requests. */
    private static final int REQUESTS_FOR_AN_END = 10;
    /** A first evolution that took longer is not repeated to see whether a new process does the same. */
    private static final long PROBE_NANOS = 1_000_000_000L;

    /** Of those that work was sent with: a stage's processes are the next one's, too. */
    private static final Map<UUID, ProcessPool> ARRIVED =
            new MapMaker().weakValues().makeMap();

    private final UUID id;
    private final Simulator simulator;
    private final Path folder;
    private final Semaphore free;
    private final Deque<ChildProcess> idle = new ArrayDeque<>();
    private final Children children = new Children();
    private final Journal journal = new Journal();
    private final Set<Grid> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger ends = new AtomicInteger();
    private volatile boolean closed;
    private @Nullable Hello hello;
    private @Nullable Probe probe;

    /** The first evolution that was answered. */
    private record Probe(Grid grid, byte[] job, byte[] answer) {
        Request request() {
            return new Request(Request.Kind.EVOLVE, grid, 1, ByteBuffer.wrap(job), answer.length);
        }
    }

    /** What processes on another machine are started from, and held to: what the first one here said and did. */
    private record Packed(UUID id, Simulator simulator, String folder, Hello hello, @Nullable Probe probe)
            implements Cluster.Arrival {
        @Override
        public ProcessPool unpacked() {
            return ARRIVED.computeIfAbsent(id, first -> {
                Path there = Path.of(folder);
                Path own = Path.of("").toAbsolutePath();
                ProcessPool pool = new ProcessPool(id, simulator, Files.isDirectory(there) ? there : own);
                pool.hello = hello;
                pool.probe = probe;
                return pool;
            });
        }
    }

    ProcessPool(Simulator simulator) {
        this(UUID.randomUUID(), simulator, Path.of("").toAbsolutePath());
    }

    private ProcessPool(UUID id, Simulator simulator, Path folder) {
        this.id = id;
        this.simulator = simulator;
        this.folder = folder;
        free = new Semaphore(simulator.processes());
        CLEANER.register(this, children::close);
    }

    @Override
    public Cluster.Arrival packed() {
        requireOpen();
        Hello said = hello();
        synchronized (this) {
            return new Packed(id, simulator, folder.toString(), said, probe);
        }
    }

    Simulator simulator() {
        return simulator;
    }

    List<String> journal() {
        return journal.lines();
    }

    /** How many processes have ended, or hung and were ended, that were to go on. */
    int ends() {
        return ends.get();
    }

    void close() {
        closed = true;
        synchronized (idle) {
            idle.clear();
        }
        children.close();
    }

    /** What the simulator says of itself. */
    synchronized Hello hello() {
        if (hello == null) {
            withProcess("starting", child -> ByteBuffer.allocate(0));
        }
        return Objects.requireNonNull(hello);
    }

    /** Asks once whether the simulator is defined on a grid. */
    void requireDefinedOn(Grid grid) {
        if (!accepted.contains(grid)) {
            ask(new Request(Request.Kind.OBSERVE, grid, 0, ByteBuffer.allocate(0), 0));
            accepted.add(grid);
        }
    }

    /** The answers of all jobs, one behind the other. */
    ByteBuffer ask(Request request) {
        long start = System.nanoTime();
        ByteBuffer answer = withProcess(request.toString(), child -> child.ask(request, simulator.answerLimit()));
        if (request.kind() == Request.Kind.EVOLVE) {
            remember(request, answer, System.nanoTime() - start);
        }
        return answer;
    }

    private synchronized void remember(Request request, ByteBuffer answer, long nanos) {
        if (probe == null && nanos < PROBE_NANOS) {
            byte[] job = new byte[request.jobs().limit() / request.count()];
            byte[] first = new byte[request.answerBytes()];
            request.jobs().get(0, job);
            answer.get(0, first);
            probe = new Probe(request.grid(), job, first);
        }
    }

    private interface Talk {
        ByteBuffer with(ChildProcess child) throws ChildProcess.Ended;
    }

    private ByteBuffer withProcess(String what, Talk talk) {
        acquire(what);
        requests.incrementAndGet();
        try {
            String failure = "";
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try {
                    return talkTo(what, talk);
                } catch (ChildProcess.Ended end) {
                    journal.add(end.how);
                    stopIfInterrupted(what);
                    countEnd(end.how);
                    failure = end.how;
                }
            }
            throw new IllegalStateException(simulator + " failed twice in the same request: " + failure
                    + (failure.contains(ChildProcess.NO_ANSWER) ? " (longer: Simulator.withLimits)" : ""));
        } finally {
            free.release();
        }
    }

    /** One more: refuses to go on if they are too many. */
    private void countEnd(String how) {
        requireOpen();
        int times = ends.incrementAndGet();
        long of = requests.get();
        if (times > ENDS && times * (long) REQUESTS_FOR_AN_END > of) {
            throw new IllegalStateException(simulator + " ended or hung " + times + " times in " + of
                    + " requests: must be at most " + ENDS + ", or one in " + REQUESTS_FOR_AN_END
                    + "; mend the program; at last " + how);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(simulator + " is closed: make the model anew");
        }
    }

    private void acquire(String what) {
        try {
            free.acquire();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw cancelled(what);
        }
    }

    private void stopIfInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(what);
        }
    }

    private CancellationException cancelled(String what) {
        return new CancellationException(simulator + ": interrupted while " + what + "; run again to continue");
    }

    private ByteBuffer talkTo(String what, Talk talk) throws ChildProcess.Ended {
        stopIfInterrupted(what);
        requireOpen();
        ChildProcess child = idle().orElse(null);
        child = child == null ? start() : child;
        try {
            return talk.with(child);
        } catch (BrokenPromise broken) {
            throw new BrokenPromise(simulator + " " + broken.getMessage());
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(simulator + " " + refused.getMessage());
        } finally {
            giveBack(child);
        }
    }

    private Optional<ChildProcess> idle() {
        Optional<ChildProcess> child = next();
        while (child.isPresent() && !child.get().alive()) {
            children.remove(child.get());
            String how = child.get().endedIdle();
            journal.add(how);
            countEnd(how);
            child = next();
        }
        return child;
    }

    private Optional<ChildProcess> next() {
        synchronized (idle) {
            return Optional.ofNullable(idle.pollLast());
        }
    }

    private void giveBack(ChildProcess child) {
        if (!child.usable()) {
            children.remove(child);
            return;
        }
        synchronized (idle) {
            idle.addLast(child);
        }
    }

    private ChildProcess start() throws ChildProcess.Ended {
        long start = System.nanoTime();
        ChildProcess child = children.start(simulator, folder);
        try {
            requireOpen();
            greet(child);
        } catch (ChildProcess.Ended | RuntimeException unfit) {
            children.remove(child);
            throw unfit;
        }
        journal.add(String.format(
                Locale.ROOT, "process %d started in %.2f s", child.pid(), (System.nanoTime() - start) * 1e-9));
        return child;
    }

    /** All processes are one program: what the later ones say and do is compared with the first. */
    private void greet(ChildProcess child) throws ChildProcess.Ended {
        Hello said = hello(child);
        Probe known;
        synchronized (this) {
            hello = hello == null ? said : hello;
            requireSame(hello.equals(said), "says another hello");
            known = probe;
        }
        if (known != null) {
            ByteBuffer answer = child.ask(known.request(), simulator.answerLimit());
            requireSame(answer.equals(ByteBuffer.wrap(known.answer)), "answers otherwise, with the same seed,");
        }
    }

    private Hello hello(ChildProcess child) throws ChildProcess.Ended {
        try {
            return child.hello(simulator.startLimit());
        } catch (BrokenPromise broken) {
            throw new BrokenPromise(simulator + " " + broken.getMessage());
        }
    }

    private void requireSame(boolean same, String what) {
        if (!same) {
            throw new BrokenPromise(simulator + " " + what + " than its first process did: make the model anew if the"
                    + " program was edited; if not, let it draw all from the job's seed, and remember nothing");
        }
    }
}
