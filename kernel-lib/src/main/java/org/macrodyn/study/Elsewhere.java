package org.macrodyn.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.macrodyn.run.Cluster;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.store.Npz;

/**
 * A step's missing parts, sent to a cluster in pieces. What comes back are arrays in an npz file, which is parsed, never
 * executed.
 *
 * @param <T> type of the step's result
 */
final class Elsewhere<T> {
    /** Pieces of all work for each slot: so that a slow one, or one done twice, holds up little. */
    private static final int PIECES = 4;

    private static final long REPORT_MILLIS = 100;

    private final Step<T> step;
    private final List<Part> sent;

    private Elsewhere(Step<T> step, List<Part> sent) {
        this.step = step;
        this.sent = sent;
    }

    /** A part that was sent, and what its pieces will have made. */
    private record Part(int number, List<Future<byte[]>> pieces) {}

    /** Sends all parts that are missing, at once. */
    static <T> Elsewhere<T> send(Cluster cluster, Step<T> step, List<Integer> missing) {
        int most = Math.max(1, step.units() / (PIECES * cluster.slots()));
        List<List<Cluster.Piece>> pieces =
                missing.stream().map(part -> pieces(step, part, most)).toList();
        List<Future<byte[]>> results = cluster.submit(
                step.label(), pieces.stream().flatMap(List::stream).toList(), work(step.maker(), step.codec()));
        List<Part> sent = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < pieces.size(); i++) {
            int to = from + pieces.get(i).size();
            sent.add(new Part(missing.get(i), results.subList(from, to)));
            from = to;
        }
        return new Elsewhere<>(step, sent);
    }

    private static List<Cluster.Piece> pieces(Step<?> step, int part, int most) {
        int end = step.start(part + 1);
        return IntStream.iterate(step.start(part), from -> from < end, from -> from + most)
                .mapToObj(from -> new Cluster.Piece(from, Math.min(from + most, end)))
                .toList();
    }

    private static <T> Cluster.Work work(Step.Maker<T> maker, Codec<T> codec) {
        Codec.Arrays<T> arrays = codec.arrays();
        return (from, to) -> Npz.bytes(arrays.of(maker.make(from, to, 1, ProgressListener.NONE)));
    }

    /**
     * Waits for a part.
     *
     * @return the part; empty if it was not sent
     * @throws CancellationException if interrupted; what is still at work is abandoned
     */
    Optional<T> part(int number, ProgressListener progress) {
        return sent.stream()
                .filter(part -> part.number == number)
                .findFirst()
                .map(part -> joined(part.pieces, progress));
    }

    private T joined(List<Future<byte[]>> pieces, ProgressListener progress) {
        List<T> made = new ArrayList<>();
        for (Future<byte[]> piece : pieces) {
            made.add(step.codec()
                    .value()
                    .apply(Npz.read(
                            await(piece, made.size(), pieces.size(), progress), step.label() + " on the cluster")));
        }
        return made.size() == 1 ? made.get(0) : step.codec().joined().apply(made);
    }

    private byte[] await(Future<byte[]> piece, int done, int pieces, ProgressListener progress) {
        Optional<byte[]> made = Optional.empty();
        while (made.isEmpty()) {
            progress.update(done, pieces, "");
            made = polled(piece);
        }
        return made.get();
    }

    private Optional<byte[]> polled(Future<byte[]> piece) {
        try {
            return Optional.of(piece.get(REPORT_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException notYet) {
            return Optional.empty();
        } catch (InterruptedException interrupt) {
            piece.cancel(true);
            throw new CancellationException(step.label() + ": interrupted; run again to continue");
        } catch (ExecutionException failed) {
            throw new IllegalStateException(
                    step.label() + " on the cluster: " + cause(failed).getMessage(), failed);
        }
    }

    private static Throwable cause(Throwable problem) {
        Throwable cause = problem.getCause();
        return cause == null ? problem : cause;
    }
}
