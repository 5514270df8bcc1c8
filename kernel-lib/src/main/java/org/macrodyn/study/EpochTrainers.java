package org.macrodyn.study;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.macrodyn.closure.AutoencoderTrainer;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.run.ProgressListener;

/** What {@link Keeping#train} drives. */
final class EpochTrainers {
    private EpochTrainers() {}

    /** Epochs of an autoencoder. */
    record Epochs<S, A extends ClosureModel<S>>(AutoencoderTrainer<S, A> trainer, Snapshots<S> configurations)
            implements Keeping.EpochTrainer<ClosureModel<S>> {
        @Override
        public int epochs() {
            return trainer.losses().size();
        }

        @Override
        public boolean finished() {
            return trainer.finished();
        }

        @Override
        public void epoch(ProgressListener progress) {
            trainer.epoch(configurations, progress);
        }

        @Override
        public void save(Path path) {
            trainer.save(path);
        }

        @Override
        public ClosureModel<S> result() {
            return trainer.closure(configurations);
        }
    }

    /** A fit without epochs. */
    record AtOnce<R>(Supplier<R> fit) implements Keeping.EpochTrainer<R> {
        @Override
        public int epochs() {
            return 0;
        }

        @Override
        public boolean finished() {
            return true;
        }

        @Override
        public void epoch(ProgressListener progress) {
            throw new IllegalStateException("a fit at once has no epochs");
        }

        @Override
        public void save(Path path) {
            throw new IllegalStateException("a fit at once has no checkpoints");
        }

        @Override
        public R result() {
            return fit.get();
        }
    }
}
