package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.study.Freedom;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/** The Ising experiment at smoke scale: reproducible, kept, interrupted, reported. */
class IsingReportTest {
    private static final int SIDE = 8;
    private static final IsingSettings SMOKE = new IsingSettings(2.5, 0.1, 64, List.of(SIDE), Scale.SMOKE, 42);
    private static final double[] Z = {0.3, 0.2, 0.1, 0.1};

    @TempDir
    Path runs;

    private Study<byte[]> study(String name, int threads) {
        return study(name, threads, ProgressReporter.NONE);
    }

    private Study<byte[]> study(String name, int threads, ProgressReporter reporter) {
        return SMOKE.study(runs.resolve(name).toString(), reporter).threads(threads);
    }

    @Test
    void oneAndFourThreadsLearnAndForecastTheSame() {
        Learnt<byte[]> one = study("one", 1).learn();
        Learnt<byte[]> four = study("four", 4).learn();
        assertThat(four.model().drift(Z)).isEqualTo(one.model().drift(Z));
        assertThat(four.model().diffusion(Z)).isDeepEqualTo(one.model().diffusion(Z));
        assertThat(four.forecast(4).values()).isDeepEqualTo(one.forecast(4).values());
    }

    /**
     * Interrupts in each stage in turn, as Jupyter's stop button does; each new run gets further, and the numbers are the same.
     */
    @Test
    void interruptedInAnyStageAndRunAgainItEndsTheSame() {
        Learnt<byte[]> undisturbed = study("undisturbed", 1).learn();
        Set<String> stopped = new LinkedHashSet<>();
        ProgressReporter stopsOnceInEach = label -> {
            if (stopped.add(label)) {
                Thread.currentThread().interrupt();
            }
            return ProgressListener.NONE;
        };
        Learnt<byte[]> learnt = null;
        for (int attempt = 0; learnt == null && attempt < 20; attempt++) {
            try {
                learnt = study("stopped", 1, stopsOnceInEach).learn();
            } catch (CancellationException expected) {
                Thread.interrupted();
            }
        }
        assertThat(stopped).hasSizeGreaterThanOrEqualTo(4);
        assertThat(learnt).isNotNull();
        assertThat(learnt.model().drift(Z)).isEqualTo(undisturbed.model().drift(Z));
    }

    /** At the end of a relaxation in a field spins are up; at its beginning every magnetisation occurs. */
    @Test
    void assembledConfigurationsAreOfAllStages() {
        Study<byte[]> study = study("stages", 2);
        Snapshots<byte[]> made = study.enlarge(study.simulate()).value();
        int down = 0;
        int ordered = 0;
        int disordered = 0;
        for (double[] z : Guards.observed(study.large(), made)) {
            down += z[0] < -0.3 ? 1 : 0;
            ordered += z[0] > 0.4 && z[1] < 0.25 ? 1 : 0;
            disordered += Math.abs(z[0]) < 0.3 && z[1] > 0.25 ? 1 : 0;
        }
        assertThat(made.size()).isEqualTo(256);
        assertThat(down).isGreaterThan(made.size() / 20);
        assertThat(ordered).isGreaterThan(made.size() / 5);
        assertThat(disordered).isGreaterThan(made.size() / 50);
    }

    /** Every number is what the report says of that SDE, beside the published one; a second report reads all of it back. */
    @Test
    void theWholeReportIsMadeAtSmokeScale() throws IOException {
        Study<byte[]> study = study("report", 2);
        SizeSweep<byte[]> paper = SMOKE.paperSweep(study);
        SizeSweep<byte[]> best = SMOKE.bestSweep(study, Increment.OURS);
        SizeSweep<byte[]> naive = SMOKE.bestSweep(study, Increment.NAIVE);
        List<IsingSettings.Variant> some = SMOKE.variants().stream()
                .filter(variant -> List.of("frozen", "generated").contains(variant.name()))
                .toList();
        Sweep<byte[]> choices = SMOKE.choices(study, some);
        IsingReport report = new IsingReport(SMOKE, study, paper, best, naive, List.of(choices));
        Learnt<byte[]> other = choices.learn().get(0);
        ResultTable table = report.table(List.of(other));
        assertThat(Guards.row(table, "relmse.ours.learn.8.seed_42").value()).isEqualTo(report.error(other));
        assertThat(report.beside(List.of(other)))
                .containsExactly(
                        new RecipeError("paper()", SIDE, 42, report.error(paper.first(SIDE, Increment.OURS))),
                        new RecipeError("ours, tuned", SIDE, 42, report.error(best.first(SIDE, Increment.OURS))),
                        new RecipeError("learn()", SIDE, 42, report.error(other)));
        for (Increment increment : Increment.values()) {
            String method = increment == Increment.OURS ? "ours" : "naive";
            ResultTable.Row row = Guards.row(table, "relmse." + method + ".paper_settings.8.seed_42");
            assertThat(row.value()).isEqualTo(report.paperError(paper.first(SIDE, increment)));
            assertThat(row.paper())
                    .isEqualTo(Published.number("ising_relmse", "relmse", Map.of("side", SIDE, "method", method))
                            .orElseThrow());
        }
        assertThat(Guards.row(table, "relmse.ours.best.8").value())
                .isEqualTo(report.error(best.first(SIDE, Increment.OURS)));
        assertThat(Guards.row(table, "relmse.ours.halo.8").value())
                .isEqualTo(Guards.row(table, "relmse.ours.best.8").value());
        for (String choice : List.of("frozen", "generated")) {
            Learnt<byte[]> changed = choices.learn().get(choice.equals("frozen") ? 0 : 1);
            assertThat(Guards.row(table, "relmse.ours." + choice + ".8").value())
                    .isEqualTo(report.error(changed));
        }
        assertThat(report.trained(choices))
                .containsExactly(
                        new IsingReport.Trained(
                                SIDE, "frozen", 0, report.error(choices.learn().get(0))),
                        new IsingReport.Trained(
                                SIDE,
                                "generated",
                                0,
                                report.error(choices.learn().get(1))));
        Guards.requireDrawn(
                report.meanAndSpread(best, SIDE, -0.5),
                report.errorAgainstSize(),
                report.bestErrorAgainstSize(),
                report.choices(),
                report.snapshots());
        assertThatThrownBy(() -> report.meanAndSpread(best, SIDE, 0.7)).hasMessageContaining("m(0) = 0.7");
        assertThatThrownBy(() -> report.meanAndSpread(best, 24, 0.5)).hasMessageContaining("24");

        Map<Path, FileTime> written = Guards.files(runs.resolve("report"));
        Study<byte[]> again = study("report", 1);
        Sweep<byte[]> secondChoices = SMOKE.choices(again, some);
        IsingReport second = new IsingReport(
                SMOKE,
                again,
                SMOKE.paperSweep(again),
                SMOKE.bestSweep(again, Increment.OURS),
                SMOKE.bestSweep(again, Increment.NAIVE),
                List.of(secondChoices));
        assertThat(second.table(List.of(secondChoices.learn().get(0)))).isEqualTo(table);
        assertThat(Guards.files(runs.resolve("report"))).isEqualTo(written);
    }

    /** Nobody tunes it: all but the patch is open, and at smoke scale the amount. */
    @Test
    void whatIsLearntUntunedIsLeftOpen() {
        IsingSettings laptop = IsingSettings.at(Scale.LAPTOP);
        Study<byte[]> study = laptop.study(runs.resolve("open").toString(), ProgressReporter.NONE);
        Study<byte[]> untuned = laptop.untuned(study, 16);
        assertThat(untuned.recipe().freedom().open()).isEqualTo(EnumSet.complementOf(EnumSet.of(Freedom.Part.PATCH)));
        assertThat(untuned.recipe().freedom().budget()).isEqualTo(Duration.ofMinutes(1));
        assertThat(untuned.toString())
                .isEqualTo("Ising 64×64, T = 2.5, h = 0.1, K = 16 patches of 16×16, t ≤ 100.0, seed 42");
        assertThat(untuned.keeping()).isSameAs(study.keeping());
        Study<byte[]> smoke = SMOKE.untuned(study, 16);
        assertThat(smoke.recipe().freedom().open())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Freedom.Part.PATCH, Freedom.Part.AMOUNT)));
    }

    /** Both kinds, with the lattice's networks; at smoke scale one side and fewer epochs. */
    @Test
    void denseAndConvolutionalAutoencodersAreCompared() {
        assertThat(autoencoders(Scale.LAPTOP))
                .satisfiesExactly(
                        dense -> assertThat(dense).startsWith("8 PatchAutoencoderSettings"),
                        other -> assertThat(other).isEqualTo("8 " + ConvolutionalSettings.laptop(64, 8)),
                        dense -> assertThat(dense).startsWith("16 PatchAutoencoderSettings"),
                        other -> assertThat(other).isEqualTo("16 " + ConvolutionalSettings.laptop(64, 16)));
        assertThat(autoencoders(Scale.SMOKE))
                .hasSize(2)
                .contains("8 " + ConvolutionalSettings.laptop(64, 8).withEpochs(1));
    }

    private List<String> autoencoders(Scale scale) {
        IsingSettings settings = IsingSettings.at(scale);
        return settings.autoencoders(settings.study(runs.toString(), ProgressReporter.NONE)).cases().stream()
                .map(Sweep.Case::study)
                .map(one -> one.patches().patch().rows() + " " + one.recipe().closure())
                .toList();
    }

    @Test
    void settingsRefuseWhatCannotBeRun() {
        assertThatThrownBy(() -> new IsingSettings(2.5, 0.1, 64, List.of(12), Scale.SMOKE, 42))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12×12 do not tile");
        assertThatThrownBy(() -> new IsingSettings(2.5, 0.1, 64, List.of(), Scale.SMOKE, 42))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no patch sides");
        assertThatThrownBy(() -> SMOKE.withTemperature(-2).large())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("T = -2.0");
        assertThatThrownBy(() -> SMOKE.choices(study("none", 1), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choice = []");
    }
}
