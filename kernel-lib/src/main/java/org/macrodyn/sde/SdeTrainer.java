package org.macrodyn.sde;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.ProgressListener;

/**
 * Fits SDEs to pairs by the partial likelihood: each training in one thread, several side by side.
 *
 * <p>Results depend only on pairs and settings, not on the number of threads, and a training resumed from its checkpoint
 * ends with the same bits as one that was never stopped.
 */
public final class SdeTrainer {
    /** Version of how SDEs are trained: raised when its numbers change, so that stages on disk are made anew. */
    public static final int ALGORITHM = 3;

    private static final long REPORT_MILLISECONDS = 100;

    private SdeTrainer() {}

    /**
     * One training.
     *
     * @param pairs training pairs
     * @param model shape of the model
     * @param training how it is fitted
     * @param checkpointOrNull file that is rewritten after an epoch, at most once a second, and resumed from; null for none
     * @param progress hears steps done and the last epoch's loss
     * @return the learnt SDE and its history
     * @throws IllegalArgumentException if the pairs are too few (16 for each component and 16 more), nothing changes in them,
     *     one follows from the others, or the checkpoint belongs to other settings or pairs
     * @throws IllegalStateException if the loss becomes infinite or not a number
     * @throws CancellationException if interrupted; finished epochs stay in the checkpoint
     * @throws UncheckedIOException if the checkpoint cannot be read or written
     */
    public static TrainingResult train(
            MacroPairs pairs,
            SdeSettings model,
            TrainingSettings training,
            @Nullable Path checkpointOrNull,
            ProgressListener progress) {
        TrainingJob job = new TrainingJob("SDE", pairs, model, training, checkpointOrNull);
        return trainAll(List.of(job), 1, progress).get(0);
    }

    /**
     * Several trainings side by side (seeds, λs, methods), each in a thread of its own.
     *
     * @param jobs the trainings
     * @param threads trainings at a time, at least 1
     * @param progress hears steps done of all, in the calling thread
     * @return one result for each job, in their order
     * @throws IllegalArgumentException if there is no job, threads is below 1, pairs cannot be learnt from, or a checkpoint
     *     belongs to another training
     * @throws IllegalStateException if a loss becomes infinite or not a number; the other trainings are stopped
     * @throws CancellationException if interrupted; finished epochs stay in the checkpoints
     * @throws UncheckedIOException if a checkpoint cannot be read or written
     */
    public static List<TrainingResult> trainAll(List<TrainingJob> jobs, int threads, ProgressListener progress) {
        if (jobs.isEmpty() || threads < 1) {
            throw new IllegalArgumentException(
                    jobs.size() + " trainings on " + threads + " threads: there must be at least one of each");
        }
        requireTrainable(jobs);
        List<TrainingTask> tasks = jobs.stream().map(TrainingTask::new).toList();
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, jobs.size()), SdeTrainer::worker);
        try {
            List<Future<TrainingResult>> results = new ArrayList<>();
            var finished = new ExecutorCompletionService<TrainingResult>(pool);
            tasks.forEach(task -> results.add(finished.submit(task)));
            for (int left = tasks.size(); left > 0; ) {
                Future<TrainingResult> next = finished.poll(REPORT_MILLISECONDS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.get();
                    left--;
                }
                report(tasks, progress, left == 0);
            }
            return collect(results);
        } catch (InterruptedException e) {
            throw new CancellationException("training interrupted; finished epochs are in its checkpoint");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            stop(pool);
        }
    }

    private static void requireTrainable(List<TrainingJob> jobs) {
        for (TrainingJob job : jobs) {
            TrainablePairs.require(jobs.size() > 1 ? "training " + job.name() + ": " : "", job.pairs(), job.training());
        }
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "sde training");
        thread.setDaemon(true);
        return thread;
    }

    private static void report(List<TrainingTask> tasks, ProgressListener progress, boolean end) {
        long done = tasks.stream().mapToLong(TrainingTask::done).sum();
        long total = tasks.stream().mapToLong(TrainingTask::total).sum();
        String note = tasks.stream()
                .filter(task -> task.done() > 0 && (end || task.done() < task.total()))
                .reduce((first, second) -> second)
                .map(TrainingTask::note)
                .orElse("");
        progress.update(done, total, note);
    }

    private static List<TrainingResult> collect(List<Future<TrainingResult>> results)
            throws InterruptedException, ExecutionException {
        List<TrainingResult> all = new ArrayList<>();
        for (Future<TrainingResult> result : results) {
            all.add(result.get());
        }
        return all;
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException problem) {
            return problem;
        }
        if (cause instanceof IOException problem) {
            return new UncheckedIOException(problem);
        }
        return new IllegalStateException(cause);
    }

    /** Ends the workers and waits for them, so that no checkpoint is written after the caller has returned. */
    private static void stop(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (pool.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
