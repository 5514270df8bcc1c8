package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.notebook.Notebook;

class WorkbenchTest {
    @TempDir
    Path runs;

    /** Without a {@code toString} of its own. */
    private static final class Nameless implements LocalModel<byte[]> {
        @Override
        public Grid grid() {
            return Grid.square(4);
        }

        @Override
        public Nameless on(Grid grid) {
            return this;
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.BYTES;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {}

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return span.attempts(1, random, () -> {});
        }

        @Override
        public List<String> observables() {
            return List.of("q");
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site];
        }
    }

    @Test
    void aModelWithoutANameIsRefused() {
        Nameless model = new Nameless();
        Simulation<byte[]> simulation = new Simulation<>(model, model::initialise, 1, 1, Span.time(1), "stage", 1);
        Workbench bench = Workbench.open(runs, "nameless");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.simulate(simulation))
                .withMessageContaining("Nameless@")
                .withMessageContaining("never be found again: make it a record");
        assertThat(runs.toFile().list()).isEmpty();
    }

    @Test
    void aNotebooksProgressIsAReporter() {
        assertThat(Workbench.open(runs, "bars", Notebook::progress).threads()).isEqualTo(Parallel.defaultThreads());
    }
}
