package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.Increment;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.Study;

/** The Curie–Weiss experiment at smoke scale: reproducible, kept, reported. */
class CurieWeissReportTest {
    private static final CurieWeissSettings SMOKE = CurieWeissSettings.at(Scale.SMOKE);
    private static final double[] M = {0.3};

    @TempDir
    Path runs;

    private Study<byte[]> study(String name, int threads) {
        return SMOKE.study(runs.resolve(name).toString(), ProgressReporter.NONE).threads(threads);
    }

    private static List<SdeModel> models(SizeSweep<byte[]> sweep) {
        return sweep.sweep().learn().stream().map(Learnt::model).toList();
    }

    @Test
    void oneAndFourThreadsLearnTheSame() {
        List<SdeModel> one = models(SMOKE.bestSweep(study("one", 1)));
        List<SdeModel> four = models(SMOKE.bestSweep(study("four", 4)));
        assertThat(one).hasSize(4);
        for (int i = 0; i < one.size(); i++) {
            assertThat(four.get(i).drift(M)).isEqualTo(one.get(i).drift(M));
            assertThat(four.get(i).diffusion(M)).isDeepEqualTo(one.get(i).diffusion(M));
        }
    }

    @Test
    void truthIsTheSameOnAnyNumberOfThreadsAndWhenReadBack() {
        Map<Double, Trajectories> one = SMOKE.truth(study("truth", 1));
        Map<Double, Trajectories> again = SMOKE.truth(study("truth", 4));
        Map<Double, Trajectories> four = SMOKE.truth(study("truth-4", 4));
        assertThat(one.keySet()).containsExactlyElementsOf(CurieWeissSettings.STARTS);
        one.forEach((start, runsOfStart) -> {
            assertThat(again.get(start).values()).isDeepEqualTo(runsOfStart.values());
            assertThat(four.get(start).values()).isDeepEqualTo(runsOfStart.values());
        });
    }

    @Test
    void secondRunReadsWhatTheFirstKept() throws IOException {
        List<SdeModel> first = models(SMOKE.paperSweep(study("again", 2)));
        Map<Path, FileTime> written = Guards.files(runs.resolve("again"));
        List<SdeModel> second = models(SMOKE.paperSweep(study("again", 2)));
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).drift(M)).isEqualTo(first.get(i).drift(M));
        }
        assertThat(Guards.files(runs.resolve("again"))).isEqualTo(written);
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
        Map<Path, FileTime> before = Guards.files(directory);
        before.keySet().removeIf(path -> !path.toString().endsWith(".npz"));
        assertThat(before).isNotEmpty();

        Learnt<byte[]> resumed =
                LearnInAnotherProcess.longer(study("killed", 2)).learn();
        Learnt<byte[]> fresh = LearnInAnotherProcess.longer(study("fresh", 2)).learn();

        assertThat(Guards.files(directory)).containsAllEntriesOf(before);
        assertThat(resumed.model().drift(M)).isEqualTo(fresh.model().drift(M));
        assertThat(resumed.training().losses())
                .hasSize(30)
                .isEqualTo(fresh.training().losses());
    }

    /** What the killed JVM runs: a training that is long enough to be caught. */
    static final class LearnInAnotherProcess {
        private LearnInAnotherProcess() {}

        static Study<byte[]> longer(Study<byte[]> study) {
            Recipe<byte[]> recipe = study.recipe();
            return study.configurations(2048).training(recipe.fit().training().withEpochs(30));
        }

        public static void main(String[] args) {
            longer(SMOKE.study(args[0], ProgressReporter.NONE)).learn();
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

    /** Every number is what the report says of that SDE, or the mean over the seeds, beside the published one. */
    @Test
    void theWholeReportIsMadeAtSmokeScale() throws IOException {
        Study<byte[]> study = study("report", 2);
        SizeSweep<byte[]> paper = SMOKE.paperSweep(study);
        SizeSweep<byte[]> best = SMOKE.bestSweep(study);
        Map<Double, Trajectories> truth = SMOKE.truth(study);
        CurieWeissReport report = new CurieWeissReport(SMOKE, truth, paper, best);
        Learnt<byte[]> other = best.first(16, Increment.NAIVE);
        ResultTable table = report.table(List.of(other));
        assertThat(table.rows()).hasSize(4 + 4 + 1 + 2);
        assertThat(Guards.row(table, "relmse_exact.ours.learn.16.seed_42").value())
                .isEqualTo(report.exactError(other));
        assertThat(report.beside(List.of(other)))
                .containsExactly(
                        new RecipeError("paper()", 16, 42, report.exactError(paper.first(16, Increment.OURS))),
                        new RecipeError("ours, tuned", 16, 42, report.exactError(best.first(16, Increment.OURS))),
                        new RecipeError("learn()", 16, 42, report.exactError(other)));
        for (Increment increment : Increment.values()) {
            String method = increment == Increment.OURS ? "ours" : "naive";
            for (int side : List.of(8, 16)) {
                ResultTable.Row row = Guards.row(table, "relmse." + method + ".paper_settings." + side);
                assertThat(row.value()).isCloseTo(byHand(report, paper.first(side, increment), truth), within(1e-12));
                assertThat(row.paper())
                        .isEqualTo(
                                Published.number("curie_weiss_relmse", "relmse", Map.of("side", side, "method", method))
                                        .orElseThrow());
                assertThat(Guards.row(table, "relmse_exact." + method + ".best." + side)
                                .value())
                        .isEqualTo(report.exactError(best.first(side, increment)));
            }
        }
        assertThat(Guards.row(table, "drift.max_error").value())
                .isEqualTo(Math.max(
                        report.exact().driftError(best.first(8, Increment.OURS)),
                        report.exact().driftError(best.first(16, Increment.OURS))));
        Guards.requireDrawn(
                report.meanAndSpread(best, 16, -0.5),
                report.errorAgainstSize(),
                report.exactErrorAgainstSize(),
                report.learntAgainstExact(8),
                best.losses(8));
        assertThatThrownBy(() -> report.meanAndSpread(best, 16, 0.7)).hasMessageContaining("m(0) = 0.7");
        assertThatThrownBy(() -> report.learntAgainstExact(24)).hasMessageContaining("24");
    }

    private static double byHand(CurieWeissReport report, Learnt<byte[]> learnt, Map<Double, Trajectories> truth) {
        double sum = 0;
        for (Map.Entry<Double, Trajectories> entry : truth.entrySet()) {
            Trajectories forecast = report.forecast(learnt, entry.getKey(), 1);
            for (int from = 0; from < 20; from += 4) {
                sum += Guards.relativeSquare(
                        Guards.means(forecast.slice(from, from + 4), 1),
                        Guards.means(entry.getValue().slice(from, from + 4), 1));
            }
        }
        return sum / (5 * truth.size());
    }

    @Test
    void patchesOfTheWholeSystemMakeBothIncrementsOne() {
        CurieWeissSettings whole = SMOKE.withPatchSides(64);
        SizeSweep<byte[]> sweep =
                whole.paperSweep(whole.study(runs.resolve("whole").toString(), ProgressReporter.NONE));
        assertThat(sweep.first(64, Increment.NAIVE).model().drift(M))
                .isEqualTo(sweep.first(64, Increment.OURS).model().drift(M));
    }

    @Test
    void refusesBadSettingsBeforeAnyWork() {
        assertThatThrownBy(() -> SMOKE.withPatchSides(24)).hasMessageContaining("do not tile a system of 64×64");
        assertThatThrownBy(SMOKE::withPatchSides).hasMessageContaining("no patch sides");
        assertThatThrownBy(() ->
                        SMOKE.withTemperature(-1).study(runs.resolve("bad").toString(), ProgressReporter.NONE))
                .hasMessage("T = -1.0: must be finite and above 0 (in units of J/k_B)");
        assertThat(runs.resolve("bad")).doesNotExist();
        assertThatThrownBy(() -> Scale.of("huge")).hasMessage("scale 'huge': must be smoke, laptop or paper");
        assertThatThrownBy(() -> study("step", 1).step(0)).hasMessageContaining("time span 0.0");
    }

    @Test
    void refusesAlteredRuns() throws IOException {
        SMOKE.truth(study("altered", 2));
        Path part;
        try (Stream<Path> paths = Files.walk(runs.resolve("altered"))) {
            part = paths.filter(path -> path.endsWith("part-0000.npz"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(part);
        content[content.length / 2] ^= 1;
        Files.write(part, content);
        assertThatThrownBy(() -> SMOKE.truth(study("altered", 2))).hasMessageContaining("altered since it was written");
        assertThat(Files.readAllBytes(part)).isEqualTo(content);
    }
}
