package org.macrodyn.sde;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.macrodyn.closure.MacroPairs;

/**
 * One training, waiting for a thread or running in it; how far it is may be read from another. Holds no arrays while it
 * waits: {@link TrainingRun} does.
 */
final class TrainingTask implements Callable<TrainingResult> {
    private final TrainingJob job;
    private final int batch;
    private final int stepsPerEpoch;
    private volatile long total;
    private volatile long done;
    private volatile String note = "";

    TrainingTask(TrainingJob job) {
        this.job = job;
        MacroPairs pairs = job.pairs();
        batch = Math.max(1, job.training().descent().batch() / pairs.group()) * pairs.group();
        int trained = pairs.size() - TrainablePairs.heldOut(pairs, job.training());
        stepsPerEpoch = (trained + batch - 1) / batch;
        total = (long) stepsPerEpoch * job.training().descent().epochs();
    }

    /** Trains from the checkpoint or from the start to the last epoch. */
    @Override
    public TrainingResult call() throws IOException {
        return new TrainingRun(this).run();
    }

    TrainingJob job() {
        return job;
    }

    /** Pairs in a batch, whole groups. */
    int batch() {
        return batch;
    }

    int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** Steps of all epochs, or of those that were needed once the training has stopped. */
    long total() {
        return total;
    }

    /** Steps that are done. */
    long done() {
        return done;
    }

    /** The last epoch and its loss. */
    String note() {
        return note;
    }

    void tellDone(long steps) {
        done = steps;
    }

    /** No step follows. */
    void tellStopped() {
        total = done;
    }

    void tellNote(String words) {
        note = words;
    }
}
