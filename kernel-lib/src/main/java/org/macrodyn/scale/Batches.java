package org.macrodyn.scale;

/**
 * How a number of configurations is made: in batches with a random stream each, and in at most {@value #PARTS} parts of whole
 * batches, each of which can be kept.
 *
 * @param samples number of configurations
 */
record Batches(int samples) {
    private static final int SIZE = 256;
    private static final int PARTS = 8;

    int count() {
        return (samples + SIZE - 1) / SIZE;
    }

    int parts() {
        return Math.min(PARTS, count());
    }

    /** The first batch of a part. */
    int ofPart(int part) {
        return (int) ((long) part * count() / parts());
    }

    /** The first configuration of a part. */
    int partStart(int part) {
        return start(ofPart(part));
    }

    /** The first configuration of a batch; the number of configurations for the batch after the last. */
    int start(int batch) {
        return Math.min(samples, batch * SIZE);
    }

    /** The number of configurations in a batch. */
    int size(int batch) {
        return start(batch + 1) - start(batch);
    }
}
