package org.macrodyn.study;

import java.nio.file.Path;
import org.macrodyn.closure.AutoencoderTrainer;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.run.ProgressListener;

/** An autoencoder's training, as {@link Keeping#train} drives it. */
record AutoencoderEpochs<S>(AutoencoderTrainer<S> trainer, Snapshots<S> configurations)
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
    public ClosureModel<S> result(ProgressListener progress) {
        return trainer.closure(configurations);
    }
}
