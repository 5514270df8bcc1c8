package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.sde.SdeModel;

class IsingExperimentTest {
    private static final IsingSettings SMOKE = IsingSettings.at(Scale.SMOKE)
            .withPatchSides(16)
            .withRecipes(IsingRecipe.paper(4, 64, 1), IsingRecipe.best(64, 4, 1));

    @TempDir
    Path runs;

    private IsingExperiment experiment(String name, int threads) {
        return new IsingExperiment(SMOKE, bench(name, threads));
    }

    private Workbench bench(String name, int threads) {
        return Workbench.open(runs.resolve(name), "ising", ProgressReporter.NONE)
                .withThreads(threads);
    }

    private static SdeModel ours(IsingStudy study) {
        return study.first(16, Increment.OURS).result().model();
    }

    @Test
    void oneAndFourThreadsLearnAndForecastTheSame() {
        IsingExperiment one = experiment("one", 1);
        IsingExperiment four = experiment("four", 4);
        IsingStudy studyOfOne = one.learn(SMOKE.best(), List.of(1L));
        IsingStudy studyOfFour = four.learn(SMOKE.best(), List.of(1L));
        double[] z = {0.3, 0.2, 0.1, 0.1};
        assertThat(ours(studyOfFour).drift(z)).isEqualTo(ours(studyOfOne).drift(z));
        assertThat(ours(studyOfFour).diffusion(z))
                .isDeepEqualTo(ours(studyOfOne).diffusion(z));
        assertThat(four.forecast(studyOfFour, studyOfFour.first(16, Increment.OURS), 0.5)
                        .values())
                .isDeepEqualTo(one.forecast(studyOfOne, studyOfOne.first(16, Increment.OURS), 0.5)
                        .values());
    }

    @Test
    void secondRunReadsWhatTheFirstKept() throws IOException {
        SdeModel first = ours(experiment("again", 2).learn(SMOKE.paper(), List.of(42L)));
        Map<Path, FileTime> written = files(runs.resolve("again"));
        SdeModel second = ours(experiment("again", 2).learn(SMOKE.paper(), List.of(42L)));
        double[] z = {0.3, 0.2, 0, 0};
        assertThat(second.drift(z)).isEqualTo(first.drift(z));
        assertThat(files(runs.resolve("again"))).isEqualTo(written);
    }

    /** Interrupts in each stage in turn, as Jupyter's stop button does; each new run gets further, and the numbers are the same. */
    @Test
    void interruptedInAnyStageAndRunAgainItEndsTheSame() {
        SdeModel undisturbed = ours(experiment("undisturbed", 1).learn(SMOKE.best(), List.of(42L)));
        Set<String> stopped = new LinkedHashSet<>();
        ProgressReporter stopsOnceInEach = label -> {
            if (stopped.add(label)) {
                Thread.currentThread().interrupt();
            }
            return ProgressListener.NONE;
        };
        IsingStudy study = null;
        for (int attempt = 0; study == null && attempt < 20; attempt++) {
            Workbench bench = Workbench.open(runs.resolve("stopped"), "ising", stopsOnceInEach)
                    .withThreads(1);
            try {
                study = new IsingExperiment(SMOKE, bench).learn(SMOKE.best(), List.of(42L));
            } catch (CancellationException expected) {
                Thread.interrupted();
            }
        }
        double[] z = {0.3, 0.2, 0.1, 0.1};
        assertThat(stopped).hasSizeGreaterThanOrEqualTo(4);
        assertThat(ours(study).drift(z)).isEqualTo(undisturbed.drift(z));
    }

    private static Map<Path, FileTime> files(Path directory) throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                times.put(path, Files.getLastModifiedTime(path));
            }
        }
        return times;
    }

    /** At the end of a relaxation in a field spins are up; at its beginning every magnetisation occurs. */
    @Test
    void assembledConfigurationsAreOfAllStages() {
        IsingExperiment experiment = experiment("stages", 2);
        Snapshots<byte[]> made = experiment.configurations(SMOKE.best(), 8).value();
        byte[] state = new byte[64 * 64];
        double[] z = new double[2];
        int down = 0;
        int ordered = 0;
        int disordered = 0;
        for (int i = 0; i < made.size(); i++) {
            made.get(i, state);
            experiment.large().observe(state, z);
            down += z[0] < -0.3 ? 1 : 0;
            ordered += z[0] > 0.4 && z[1] < 0.25 ? 1 : 0;
            disordered += Math.abs(z[0]) < 0.3 && z[1] > 0.25 ? 1 : 0;
        }
        assertThat(down).isGreaterThan(made.size() / 20);
        assertThat(ordered).isGreaterThan(made.size() / 5);
        assertThat(disordered).isGreaterThan(made.size() / 50);
    }

    @Test
    void settingsRefuseWhatCannotBeRun() {
        assertThatThrownBy(() -> SMOKE.withPatchSides(12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12");
        assertThatThrownBy(SMOKE::withPatchSides)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> IsingRecipe.paper(0, 10, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runs = 0");
        assertThatThrownBy(() -> withChoices(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choiceSides = []: must be some of the patch sides");
        assertThatThrownBy(() -> withChoices(List.of(SMOKE.side() / 2, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5]: must be some");
    }

    private static IsingSettings withChoices(List<Integer> choices) {
        return new IsingSettings(
                SMOKE.temperature(),
                SMOKE.field(),
                SMOKE.side(),
                SMOKE.patchSides(),
                SMOKE.magnetisations(),
                SMOKE.testRuns(),
                SMOKE.testFrames(),
                SMOKE.testStep(),
                SMOKE.trueRuns(),
                SMOKE.horizon(),
                SMOKE.forecastRuns(),
                SMOKE.paper(),
                SMOKE.best(),
                choices,
                SMOKE.trainingSeeds(),
                SMOKE.seed());
    }
}
