package org.macrodyn.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of a simulator. A call writes a request and reads its answer on the caller's thread; {@link #watch}, called
 * from another one, kills the process when the caller is interrupted or the answer is late, which ends the call.
 */
final class ChildProcess {
    static final String NO_ANSWER = "gave no answer in ";

    private static final int MOST_HELLO = 1 << 16;
    private static final int MOST_REFUSAL = 1 << 12;
    private static final int REFUSED = 1;
    private static final int TAIL_CHARACTERS = 400;
    private static final long MILLIS_TO_DIE = 500;

    private final Process process;
    private final OutputStream in;
    private final InputStream out;
    private final ErrorTail errors;
    private volatile @Nullable Call call;
    private volatile boolean killed;

    /** A call in progress. */
    private record Call(Thread caller, long start, Duration limit) {
        boolean late() {
            return System.nanoTime() - start > limit.toNanos();
        }
    }

    /** The process has ended, or was ended, in a call. */
    static final class Ended extends Exception {
        private static final long serialVersionUID = 1;
        final String how;

        Ended(String how) {
            super(how, null, false, false);
            this.how = how;
        }
    }

    ChildProcess(Simulator simulator, Path folder) throws IOException {
        process = new ProcessBuilder(simulator.command())
                .directory(folder.toFile())
                .start();
        in = process.getOutputStream();
        out = process.getInputStream();
        errors = new ErrorTail(process.getErrorStream(), process.pid());
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Whether another request may follow: not after an answer that it may have more of to say. */
    boolean usable() {
        return !killed;
    }

    /** Called every few milliseconds from a thread that never waits. */
    void watch() {
        Call now = call;
        if (now != null && !killed && (now.caller.isInterrupted() || now.late())) {
            kill();
        }
    }

    void kill() {
        killed = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What it says of itself, which must be its first words. */
    Hello hello(Duration limit) throws Ended {
        return during("starting", limit, () -> {
            int length = readInt();
            if (length <= 0 || length > MOST_HELLO) {
                throw new BrokenPromise("starts with '" + firstWords(length) + "' and not with a hello of at most "
                        + MOST_HELLO + " bytes: nothing but frames may be written to stdout (kernel-lib/EXTERNAL.md)");
            }
            return Hello.parse(new String(out.readNBytes(length), StandardCharsets.UTF_8));
        });
    }

    /** Programs that print to stdout are told by what they print. */
    private String firstWords(int length) throws IOException {
        byte[] first = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
        int more = out.read(first, Integer.BYTES, first.length - Integer.BYTES);
        String words = new String(first, 0, Integer.BYTES + Math.max(0, more), StandardCharsets.UTF_8);
        return Line.of(words, 60);
    }

    /** Asks, and waits for the answer: its jobs' bytes. */
    ByteBuffer ask(Request request, Duration limit) throws Ended {
        byte[] frame = request.frame();
        return during(request.toString(), limit, () -> {
            in.write(frame);
            in.flush();
            return answer(request);
        });
    }

    private ByteBuffer answer(Request request) throws IOException {
        int expected = 2 * Integer.BYTES + request.count() * request.answerBytes();
        int length = readInt();
        int status = length < Integer.BYTES ? -1 : readInt();
        if (status == REFUSED && length <= MOST_REFUSAL) {
            String text = new String(read(length - Integer.BYTES), StandardCharsets.UTF_8);
            throw new IllegalArgumentException("refuses " + request + ": " + Line.of(text, TAIL_CHARACTERS));
        }
        if (status != 0 || length != expected) {
            throw new BrokenPromise("answered " + request + " with status " + status + " and " + length
                    + " bytes: must be status 0 and " + expected + " bytes, or status 1 and a sentence");
        }
        int count = readInt();
        if (count != request.count()) {
            throw new BrokenPromise("answered " + request + " with " + count + " results: must be " + request.count());
        }
        return ByteBuffer.wrap(read(expected - 2 * Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int readInt() throws IOException {
        return ByteBuffer.wrap(read(Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        if (out.readNBytes(bytes, 0, length) < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private interface Talk<T> {
        T run() throws IOException;
    }

    private <T> T during(String what, Duration limit, Talk<T> talk) throws Ended {
        Call mine = new Call(Thread.currentThread(), System.nanoTime(), limit);
        call = mine;
        try {
            return talk.run();
        } catch (IOException end) {
            throw new Ended(ending(what, mine));
        } catch (BrokenPromise outOfStep) {
            kill();
            throw outOfStep;
        } finally {
            call = null;
        }
    }

    /** How it came to its end, with what it said last. */
    private String ending(String what, Call ended) {
        String how = "was closed";
        if (ended.late()) {
            how = NO_ANSWER + ended.limit.toMillis() / 1000.0 + " s and was killed";
        } else if (exited()) {
            how = "ended with status " + process.exitValue();
        }
        kill();
        return "process " + process.pid() + " " + how + " while " + what + errors.said();
    }

    /** How it came to its end when nothing was asked of it. */
    String endedIdle() {
        return "process " + process.pid() + " ended with status " + process.exitValue() + " between requests"
                + errors.said();
    }

    private boolean exited() {
        try {
            return process.waitFor(MILLIS_TO_DIE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Reads stderr until it ends, so that the process never waits for a reader, and keeps the last of it. */
    private static final class ErrorTail {
        private static final int KEPT = 1 << 12;
        private byte[] last = new byte[0];
        private final Thread reader;

        ErrorTail(InputStream stream, long pid) {
            reader = new Thread(() -> drain(stream), "macrodyn-simulator-" + pid + "-stderr");
            reader.setDaemon(true);
            reader.start();
        }

        private void drain(InputStream stream) {
            byte[] read = new byte[KEPT];
            try {
                for (int n = stream.read(read); n >= 0; n = stream.read(read)) {
                    keep(read, n);
                }
            } catch (IOException closed) {
                // The process has ended.
            }
        }

        private synchronized void keep(byte[] read, int n) {
            byte[] all = Arrays.copyOf(last, last.length + n);
            System.arraycopy(read, 0, all, last.length, n);
            last = Arrays.copyOfRange(all, Math.max(0, all.length - KEPT), all.length);
        }

        String said() {
            try {
                reader.join(MILLIS_TO_DIE);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
            }
            synchronized (this) {
                String text = Line.tail(new String(last, StandardCharsets.UTF_8), TAIL_CHARACTERS);
                return text.isEmpty() ? "" : "; it said: " + text;
            }
        }
    }
}
