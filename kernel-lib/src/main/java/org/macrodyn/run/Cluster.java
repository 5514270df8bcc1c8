package org.macrodyn.run;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Future;

/** A place outside this JVM that does pieces of an index range. */
public interface Cluster extends AutoCloseable {
    /** Work that travels: what it captures is sent, and what it makes comes back. */
    @FunctionalInterface
    interface Work extends Serializable {
        /**
         * Does the units from, …, to − 1, on one thread.
         *
         * @param from first unit
         * @param to unit after the last
         * @return what they make
         * @throws Exception if it fails; all of the work is then abandoned
         */
        byte[] run(int from, int to) throws Exception;
    }

    /**
     * A piece of an index range.
     *
     * @param from first unit
     * @param to unit after the last
     */
    record Piece(int from, int to) implements Serializable {}

    /** Something that holds what cannot travel, such as a process: values go in its place. */
    interface Travelling {
        /**
         * What is sent.
         *
         * @return values alone
         */
        Arrival packed();
    }

    /** Values that have come in place of something. */
    interface Arrival {
        /**
         * Makes, where it arrived, what does there as the original does here.
         *
         * @return of the original's class
         */
        Travelling unpacked();
    }

    /** Connects to a cluster. */
    @FunctionalInterface
    interface Provider {
        /**
         * Connects.
         *
         * @param master address of the cluster
         * @return the connection
         * @throws IllegalStateException if nothing answers there
         */
        Cluster connect(String master);
    }

    /**
     * How many pieces it does at the same time.
     *
     * @return at least 1
     */
    int slots();

    /**
     * Sends work. A piece whose worker dies is done again by another.
     *
     * @param label what it is, for people
     * @param pieces of the range
     * @param work what to do; sent once to each worker
     * @return what each piece will have made, in order; cancelling one abandons all
     * @throws IllegalArgumentException if the work holds something that cannot travel, named in the message
     */
    List<Future<byte[]>> submit(String label, List<Piece> pieces, Work work);

    @Override
    void close();
}
