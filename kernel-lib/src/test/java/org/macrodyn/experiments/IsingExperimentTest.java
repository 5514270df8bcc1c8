package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spin.Ising;
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
        double[] z = {0.3, 0.2, 0.1};
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

    private static Map<Path, FileTime> files(Path directory) throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                times.put(path, Files.getLastModifiedTime(path));
            }
        }
        return times;
    }

    @Test
    void ageingLowersTheDomainWallDensityOfRandomSpinsAndKeepsTheOrder() {
        Ising model = Ising.square(32, 2.5, 0.1);
        Snapshots<byte[]> random = new Snapshots<>(Grid.square(32), StateType.SPINS, 20);
        byte[] state = new byte[1024];
        for (int i = 0; i < random.size(); i++) {
            model.initialise(state, 0, new java.util.Random(i));
            random.set(i, state);
        }
        Kept<Snapshots<byte[]>> aged = bench("aged", 2).age(model, new Kept<>(random, "random"), 4, 7);
        double[] z = new double[2];
        double sum = 0;
        for (int i = 0; i < random.size(); i++) {
            aged.value().get(i, state);
            model.observe(state, z);
            sum += z[1];
        }
        assertThat(aged.value().size()).isEqualTo(random.size());
        assertThat(sum / random.size()).isLessThan(0.45).isGreaterThan(0.1);
    }

    @Test
    void settingsRefuseWhatCannotBeRun() {
        assertThatThrownBy(() -> SMOKE.withPatchSides(12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12");
        assertThatThrownBy(SMOKE::withPatchSides)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> SMOKE.best().withAgeing(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ageing = -1");
        assertThatThrownBy(() -> IsingRecipe.paper(0, 10, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runs = 0");
    }

    @Test
    void oursHasTheTrueNeighboursAndThePaperHasNot() {
        assertThat(SMOKE.best().boundary()).isEqualTo(PatchBoundary.halo(4));
        assertThat(SMOKE.paper().boundary()).isEqualTo(PatchBoundary.PERIODIC_PATCH);
    }
}
