package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.sde.SdeModel;

class CurieWeissExperimentTest {
    private static final CurieWeissSettings SMOKE = CurieWeissSettings.at(Scale.SMOKE);

    @TempDir
    Path runs;

    private CurieWeissExperiment experiment(String name, int threads) {
        return new CurieWeissExperiment(
                SMOKE,
                Workbench.open(runs.resolve(name), "curie-weiss", ProgressReporter.NONE)
                        .withThreads(threads));
    }

    private static List<SdeModel> models(CurieWeissStudy study) {
        return study.results().stream().map(result -> result.model()).toList();
    }

    @Test
    void oneAndFourThreadsLearnTheSame() {
        List<SdeModel> one = models(experiment("one", 1).learn(SMOKE.best(), List.of(1L)));
        List<SdeModel> four = models(experiment("four", 4).learn(SMOKE.best(), List.of(1L)));
        for (int i = 0; i < one.size(); i++) {
            for (double m = -0.9; m < 1; m += 0.3) {
                assertThat(four.get(i).drift(new double[] {m}))
                        .isEqualTo(one.get(i).drift(new double[] {m}));
                assertThat(four.get(i).diffusion(new double[] {m}))
                        .isDeepEqualTo(one.get(i).diffusion(new double[] {m}));
            }
        }
    }

    @Test
    void truthIsTheSameOnAnyNumberOfThreadsAndWhenReadBack() {
        Map<Double, Trajectories> one = experiment("truth", 1).truth();
        Map<Double, Trajectories> again = experiment("truth", 4).truth();
        Map<Double, Trajectories> four = experiment("truth-4", 4).truth();
        one.forEach((start, runsOfStart) -> {
            assertThat(again.get(start).values()).isDeepEqualTo(runsOfStart.values());
            assertThat(four.get(start).values()).isDeepEqualTo(runsOfStart.values());
        });
    }

    @Test
    void secondRunReadsWhatTheFirstKept() throws IOException {
        List<SdeModel> first = models(experiment("again", 2).learn(SMOKE.paper(), List.of(42L)));
        Map<Path, FileTime> written = files(runs.resolve("again"));
        List<SdeModel> second = models(experiment("again", 2).learn(SMOKE.paper(), List.of(42L)));
        assertThat(second.get(0).drift(new double[] {0.3}))
                .isEqualTo(first.get(0).drift(new double[] {0.3}));
        assertThat(files(runs.resolve("again"))).isEqualTo(written);
    }

    /** Kills a JVM in the middle of the experiment, runs it again, and finds that what was finished is not done twice. */
    @Test
    void aKilledRunContinuesWithWhatItHadFinished() throws Exception {
        Path directory = runs.resolve("killed");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LearnInAnotherProcess.class.getName(),
                        directory.toString())
                .inheritIO()
                .start();
        Path trained = directory.resolve("curie-weiss");
        while (process.isAlive() && !hasCheckpoint(trained)) {
            Thread.sleep(20);
        }
        process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        Map<Path, FileTime> before = files(directory);
        before.keySet().removeIf(path -> !path.toString().endsWith(".npz"));
        assertThat(before).isNotEmpty();

        List<SdeModel> resumed = models(experiment("killed", 2).learn(LearnInAnotherProcess.RECIPE, List.of(42L)));
        List<SdeModel> fresh = models(experiment("fresh", 2).learn(LearnInAnotherProcess.RECIPE, List.of(42L)));

        assertThat(files(directory)).containsAllEntriesOf(before);
        for (int i = 0; i < fresh.size(); i++) {
            assertThat(resumed.get(i).drift(new double[] {0.2}))
                    .isEqualTo(fresh.get(i).drift(new double[] {0.2}));
        }
    }

    /** What the killed JVM runs: long enough trainings to be caught in one. */
    static final class LearnInAnotherProcess {
        static final CurieWeissRecipe RECIPE = CurieWeissRecipe.paper(10, 2048, 30);

        private LearnInAnotherProcess() {}

        public static void main(String[] args) {
            Workbench bench = Workbench.open(Path.of(args[0]), "curie-weiss", ProgressReporter.NONE);
            new CurieWeissExperiment(SMOKE, bench).learn(RECIPE, List.of(42L));
        }
    }

    private static boolean hasCheckpoint(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return false;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.anyMatch(path -> path.endsWith("checkpoint.zip"));
        } catch (UncheckedIOException temporaryFileHasGone) {
            return false;
        }
    }

    private static Map<Path, FileTime> files(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.filter(Files::isRegularFile).forEach(found::add);
        }
        Map<Path, FileTime> times = new TreeMap<>();
        for (Path path : found) {
            times.put(path, Files.getLastModifiedTime(path));
        }
        return times;
    }

    @Test
    void theWholeReportIsMadeAtSmokeScale() {
        CurieWeissExperiment experiment = experiment("report", 2);
        CurieWeissReport report = new CurieWeissReport(
                experiment,
                experiment.truth(),
                experiment.learn(SMOKE.paper(), SMOKE.trainingSeeds()),
                experiment.learn(SMOKE.best(), List.of(42L)));
        assertThat(report.table().rows().stream().map(row -> row.name()))
                .contains(
                        "relmse.ours.paper_settings.8",
                        "relmse.naive.paper_settings.16",
                        "relmse_exact.ours.best.8",
                        "drift.max_error",
                        "diffusion.max_error");
        Drawn.requireData(report.meanAndSpread(report.best(), 16, -0.5));
        Drawn.requireData(report.errorAgainstSize());
        Drawn.requireData(report.exactErrorAgainstSize());
        Drawn.requireData(report.learntAgainstExact(8));
        assertThatThrownBy(() -> report.meanAndSpread(report.best(), 16, 0.7)).hasMessageContaining("m(0) = 0.7");
        assertThatThrownBy(() -> report.learntAgainstExact(24)).hasMessageContaining("patch side 24 was not learnt");
    }

    @Test
    void patchesOfTheWholeSystemMakeBothIncrementsOne() {
        CurieWeissSettings whole = SMOKE.withPatchSides(64);
        CurieWeissExperiment experiment = new CurieWeissExperiment(
                whole, Workbench.open(runs.resolve("whole"), "curie-weiss", ProgressReporter.NONE));
        CurieWeissStudy study = experiment.learn(whole.paper(), List.of(1L));
        assertThat(study.model(64, Increment.NAIVE).drift(new double[] {0.1}))
                .isEqualTo(study.model(64, Increment.OURS).drift(new double[] {0.1}));
    }

    @Test
    void refusesBadSettingsBeforeAnyWork() {
        assertThatThrownBy(() -> SMOKE.withPatchSides(24)).hasMessageContaining("do not tile a system of 64×64");
        assertThatThrownBy(() -> new CurieWeissExperiment(
                        SMOKE.withTemperature(-1), Workbench.open(runs, "bad", ProgressReporter.NONE)))
                .hasMessage("T = -1.0: must be finite and above 0 (in units of J/k_B)");
        assertThatThrownBy(() -> Scale.of("huge")).hasMessage("scale 'huge': must be smoke, laptop or paper");
        assertThatThrownBy(() -> SMOKE.best().withStep(0).span(64)).hasMessageContaining("time span 0.0");
    }

    @Test
    void refusesAlteredRuns() throws IOException {
        experiment("altered", 2).truth();
        Path part;
        try (Stream<Path> paths = Files.walk(runs.resolve("altered"))) {
            part = paths.filter(path -> path.endsWith("part-0000.npz"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(part);
        content[content.length / 2] ^= 1;
        Files.write(part, content);
        assertThatThrownBy(() -> experiment("altered", 2).truth()).hasMessageContaining("altered since it was written");
        assertThat(Files.readAllBytes(part)).isEqualTo(content);
    }
}
