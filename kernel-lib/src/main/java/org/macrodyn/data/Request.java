package org.macrodyn.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * A request to a simulator: jobs of one kind on one grid, each a few numbers and at most one state.
 *
 * @param kind what to do
 * @param grid the sites of every job's state
 * @param count number of jobs
 * @param jobs {@code count} jobs of equal length
 * @param answerBytes length of each job's answer
 */
record Request(Kind kind, Grid grid, int count, ByteBuffer jobs, int answerBytes) {
    /** Kind, count and grid. */
    static final int HEADER = 6 * Integer.BYTES;
    /** Seed, box, time and events. */
    static final int EVOLVE_HEADER = Long.BYTES + 6 * Integer.BYTES + Double.BYTES + Long.BYTES;
    /** No frame is longer. */
    static final int MOST_BYTES = 1 << 30;

    /** What a simulator can be asked for. */
    enum Kind {
        INITIALISE(1, "drawing"),
        EVOLVE(2, "evolving"),
        OBSERVE(3, "observing");

        private final int code;
        private final String doing;

        Kind(int code, String doing) {
            this.code = code;
            this.doing = doing;
        }
    }

    /** Room for the jobs of a request. */
    static ByteBuffer room(Grid grid, int count, long jobBytes, long answerBytes) {
        long most = Math.max(jobBytes, answerBytes);
        if (Math.multiplyExact(count, most) > MOST_BYTES - HEADER) {
            throw new IllegalArgumentException(count + " states of " + grid + " in a request of " + count * most
                    + " bytes: at most " + MOST_BYTES + ", use a smaller grid");
        }
        return ByteBuffer.allocate((int) (count * jobBytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What stands before the state of an evolution. */
    static void putEvolution(ByteBuffer jobs, long seed, Region box, Span span) {
        jobs.putLong(seed);
        jobs.putInt(box.layer()).putInt(box.row()).putInt(box.column());
        jobs.putInt(box.layers()).putInt(box.rows()).putInt(box.columns());
        jobs.putDouble(span instanceof Span.Time time ? time.duration() : 0);
        jobs.putLong(span instanceof Span.Events events ? events.count() : 0);
    }

    /** The bytes on the wire: length of what follows, header, jobs. */
    byte[] frame() {
        int length = HEADER + jobs.limit();
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(length).putInt(kind.code).putInt(count);
        frame.putInt(grid.fields()).putInt(grid.layers()).putInt(grid.rows()).putInt(grid.columns());
        return frame.put(jobs.duplicate().rewind()).array();
    }

    @Override
    public String toString() {
        return kind.doing + " " + (count == 1 ? "a state" : count + " states") + " of " + grid;
    }
}
