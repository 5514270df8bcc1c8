package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.macrodyn.net.Adam;
import org.macrodyn.run.Parallel;

/**
 * One optimiser step: the blocks of a batch go through {@link BlockPass}, side by side on threads that no other training uses,
 * and the weights are updated. Gradients are added in the order of the blocks: the same bits on any number of threads.
 */
final class TrainingStep {
    /** Samples of a block: long enough for vectors, short enough that its activations stay in the second-level cache. */
    static final int BLOCK = 256;
    /** Trainings that are in a step now, of all in this process. */
    private static final AtomicInteger BUSY = new AtomicInteger();

    private final Supplier<BlockPass> newPass;
    private final List<BlockPass> passes = new ArrayList<>();
    private final int threads;
    private final float[] parameters;
    private final float[] gradients;
    private final Adam updater;

    TrainingStep(
            SdeNetworks networks,
            Scaling scaling,
            PartialLikelihood likelihood,
            Observations observations,
            float[] initial) {
        this(
                () -> new BlockPass(networks, scaling, likelihood, observations, BLOCK),
                initial,
                Parallel.defaultThreads());
    }

    /** On at most this many threads. */
    TrainingStep(Supplier<BlockPass> newPass, float[] initial, int threads) {
        this.newPass = newPass;
        this.threads = threads;
        parameters = initial.clone();
        gradients = new float[parameters.length];
        updater = Adam.amsGrad(parameters.length);
    }

    /**
     * One update of the weights.
     *
     * @param order numbers of observations
     * @param from first of the batch in order
     * @param to end of the batch in order
     * @param rate learning rate
     * @param step number of this step, from 1
     * @return mean loss of the batch before the update
     */
    double step(int[] order, int from, int to, double rate, long step) {
        double mean = gradient(order, from, to);
        updater.update(parameters, gradients, 1f / (to - from), rate, step);
        return mean;
    }

    /** Mean loss of a batch; afterwards {@link #gradients()} holds the sum of its gradients, block by block. */
    double gradient(int[] order, int from, int to) {
        Arrays.fill(gradients, 0);
        return mean(parameters, order, from, to, true);
    }

    /** Mean loss of observations under these weights, without gradients. */
    double loss(float[] weights, int[] order) {
        return mean(weights, order, 0, order.length, false);
    }

    private double mean(float[] weights, int[] order, int from, int to, boolean backward) {
        int blocks = (to - from + BLOCK - 1) / BLOCK;
        int free = Math.max(1, threads / BUSY.incrementAndGet());
        int share = Math.min(blocks, free);
        try {
            while (passes.size() < share) {
                passes.add(newPass.get());
            }
            passes.forEach(pass -> pass.begin(free >= 2 * share));
            double sum = 0;
            for (int start = from; start < to; start += share * BLOCK) {
                for (double loss : blocks(weights, order, start, Math.min(start + share * BLOCK, to), backward)) {
                    sum += loss;
                }
            }
            return sum / (to - from);
        } finally {
            BUSY.decrementAndGet();
        }
    }

    /** A block on each thread; returns the sums of their losses. */
    private double[] blocks(float[] weights, int[] order, int from, int to, boolean backward) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("training interrupted");
        }
        double[] losses = new double[(to - from + BLOCK - 1) / BLOCK];
        sideBySide(losses.length, true, block -> {
            int start = from + block * BLOCK;
            BlockPass pass = passes.get(block);
            pass.load(weights);
            losses[block] = pass.loss(order, start, Math.min(BLOCK, to - start), backward);
        });
        for (int block = 0; backward && block < losses.length; block++) {
            passes.get(block).addGradients(gradients);
        }
        return losses;
    }

    /** Some work 0, …, count − 1, on threads of its own if they are free. */
    static void sideBySide(int count, boolean free, IntConsumer work) {
        IntStream numbers = IntStream.range(0, count);
        (free && count > 1 ? numbers.parallel() : numbers).forEach(work);
    }

    float[] parameters() {
        return parameters;
    }

    float[] gradients() {
        return gradients;
    }

    Adam updater() {
        return updater;
    }
}
