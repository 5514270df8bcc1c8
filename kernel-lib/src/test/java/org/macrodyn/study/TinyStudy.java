package org.macrodyn.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.net.Activation;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/** 16² spins in 4 patches of 8², all stages in a fraction of a second. */
final class TinyStudy {
    static final int RUNS = 16;
    static final int FRAMES = 11;
    static final double UNTIL = 4;
    static final int CONFIGURATIONS = 64;
    static final int REPEATS = 8;
    static final int K = 4;

    private TinyStudy() {}

    static Ising lattice(double temperature) {
        return Ising.square(16, temperature, 0.1);
    }

    static Study<byte[]> study() {
        return Study.of(lattice(3))
                .patch(Grid.square(8))
                .from((model, state, random) -> ((Ising) model).initialise(state, 0.5, random))
                .until(UNTIL)
                .seed(3)
                .recipe(ours -> ours.with(SmallRuns.alongForecast(RUNS, FRAMES, Span.time(UNTIL / (FRAMES - 1)))))
                .configurations(CONFIGURATIONS)
                .repeats(REPEATS)
                .network(SdeSettings.of(Diffusion.FULL)
                        .withActivation(Activation.TANH)
                        .withHidden(8, 1))
                .training(TrainingSettings.of(1).withBatch(64).withEpochs(3))
                .threads(2);
    }

    /** Pairs one by one, so that δt may be a number of events. */
    static PatchPairs<byte[]> single(Study<byte[]> study, Span span) {
        var rule = (PatchPairs<byte[]>) study.recipe().pairs();
        return new PatchPairs<>(rule.boundary(), Optional.of(span), 1, false, rule.increment());
    }

    /** Writes down what is announced. */
    record Heard(List<String> started, List<String> said) implements ProgressReporter {
        Heard() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        @Override
        public ProgressListener start(String label) {
            started.add(label);
            return ProgressListener.NONE;
        }

        @Override
        public void say(String label, String sentence) {
            said.add(label + ": " + sentence);
        }
    }
}
