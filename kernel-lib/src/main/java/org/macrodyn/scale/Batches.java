package org.macrodyn.scale;

import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

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

    /** Makes the i-th configuration from the random numbers of its batch. */
    interface Maker<S> {
        void make(int i, S state, RandomGenerator random);
    }

    /**
     * Makes the configurations of one part: batch b draws from the stream (seed, stage, b), and what is done is told
     * configuration by configuration.
     */
    <S> Snapshots<S> make(
            int part,
            MicroModel<S> model,
            String stage,
            long seed,
            int threads,
            ProgressListener progress,
            Maker<S> maker) {
        int first = partStart(part);
        Snapshots<S> made = new Snapshots<>(model.grid(), model.stateType(), partStart(part + 1) - first);
        Parallel.forEachLong(ofPart(part), ofPart(part + 1), threads, progress, (batch, own) -> {
            RandomGenerator random = RandomStreams.stream(seed, stage, batch);
            S state = model.stateType().allocate(model.grid().sites());
            int from = start(batch);
            int to = start(batch + 1);
            for (int i = from; i < to; i++) {
                maker.make(i, state, random);
                made.set(i - first, state);
                own.update(i + 1 - from, to - from, "");
            }
        });
        return made;
    }
}
