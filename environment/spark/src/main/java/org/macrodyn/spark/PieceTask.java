package org.macrodyn.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
        return work().run(piece.from(), piece.to());
    }

    private Cluster.Work work() {
        synchronized (UNPACKED) {
            if (!UNPACKED.containsKey(luggage.id())) {
                UNPACKED.clear();
                UNPACKED.put(luggage.id(), luggage.value().unpacked(PieceTask.class.getClassLoader()));
            }
            return UNPACKED.get(luggage.id());
        }
    }
}
