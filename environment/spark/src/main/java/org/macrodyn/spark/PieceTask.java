package org.macrodyn.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.macrodyn.run.Cluster;

/** One piece on an executor, which unpacks the work once for all of its pieces. */
final class PieceTask implements Function<Cluster.Piece, byte[]> {
    private static final long serialVersionUID = 1;
    /** The latest work only: a stage is done before the next is sent. */
    private static final Map<Long, Cluster.Work> UNPACKED = new ConcurrentHashMap<>();

    private final Broadcast<Luggage> luggage;

    PieceTask(Broadcast<Luggage> luggage) {
        this.luggage = luggage;
    }

    @Override
    public byte[] call(Cluster.Piece piece) throws Exception {
        try {
            return work().run(piece.from(), piece.to());
        } catch (IllegalArgumentException | IllegalStateException failed) {
            // The driver reads exceptions of the platform alone, and wants to know which machine lacks something.
            String host = SparkEnv.get().blockManager().blockManagerId().host();
            throw new IllegalStateException(failed.getMessage() + " (on " + host + ")");
        }
    }

    private Cluster.Work work() {
        synchronized (UNPACKED) {
            if (!UNPACKED.containsKey(luggage.id())) {
                // The new one first: it takes over the processes of simulators that the old one still holds.
                Cluster.Work unpacked = luggage.value().unpacked(PieceTask.class.getClassLoader());
                UNPACKED.clear();
                UNPACKED.put(luggage.id(), unpacked);
            }
            return UNPACKED.get(luggage.id());
        }
    }
}
