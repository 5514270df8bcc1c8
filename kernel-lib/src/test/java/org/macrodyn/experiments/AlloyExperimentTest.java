package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ShortRangeOrder;

class AlloyExperimentTest {
    private static final AlloyExperimentSettings SMOKE = AlloyExperimentSettings.at(Scale.SMOKE);

    @TempDir
    Path runs;

    private AlloyExperiment experiment(AlloyExperimentSettings settings, String name, int threads) {
        return new AlloyExperiment(
                settings,
                Workbench.open(runs.resolve(name), "alloy", ProgressReporter.NONE)
                        .withThreads(threads));
    }

    @Test
    void pairsDoNotDependOnThreadsAndAreReadBack() {
        MacroPairs one = experiment(SMOKE, "one", 1).pairs(16, 2000, 128).value();
        MacroPairs four = experiment(SMOKE, "four", 4).pairs(16, 2000, 128).value();
        MacroPairs again = experiment(SMOKE, "one", 2).pairs(16, 2000, 128).value();
        assertThat(four.dz()).isEqualTo(one.dz());
        assertThat(again.dz()).isEqualTo(one.dz());
        assertThat(again.dt()).isEqualTo(one.dt());
    }

    /** Replicas: the pairs of every size follow one law, so means and spreads of Δδ agree within their errors. */
    @Test
    void pairsOfAllSizesHaveTheSameLaw() {
        AlloyExperiment experiment = experiment(SMOKE, "sizes", 2);
        MacroPairs small = experiment.pairs(8, 2000, 4000).value();
        MacroPairs large = experiment.pairs(32, 2000, 4000).value();
        for (int c = 0; c < ShortRangeOrder.LIKE_PAIRS.size(); c++) {
            double[] a = column(small, c);
            double[] b = column(large, c);
            double spread = deviation(a);
            // 16 pairs share a configuration in the large system, so its 250 configurations count, not its pairs.
            assertThat(mean(b)).isCloseTo(mean(a), within(4 * spread * Math.sqrt(1 / 4000.0 + 1 / 250.0)));
            assertThat(deviation(b) / spread).isCloseTo(1, within(0.15));
        }
        assertThat(large.meanTime() / small.meanTime()).isCloseTo(1, within(0.1));
    }

    private static double[] column(MacroPairs pairs, int component) {
        return IntStream.range(0, pairs.size())
                .mapToDouble(i -> pairs.dz()[i * pairs.dimension() + component])
                .toArray();
    }

    private static double mean(double[] x) {
        return java.util.Arrays.stream(x).average().orElseThrow();
    }

    private static double deviation(double[] x) {
        double mean = mean(x);
        return Math.sqrt(
                java.util.Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length);
    }

    @Test
    void thePublishedRecipeMakesPairs() {
        AlloyExperiment experiment = experiment(SMOKE.with(AlloyRecipe.paper()), "paper", 2);
        MacroPairs pairs = experiment.pairs(16, 2000, 100).value();
        assertThat(pairs.size()).isEqualTo(100);
        // SPEC §5.5: 124 jumps last 124 · 1.63e-10 s on average at 2000 K.
        assertThat(pairs.meanTime()).isCloseTo(124 * 1.63e-10, within(0.15 * 124 * 1.63e-10));
    }

    @Test
    void theWholeReportIsMadeAtSmokeScale() {
        AlloyExperiment experiment = experiment(SMOKE, "report", 2);
        AlloyStudy study = experiment.learn();
        AlloyReport report = new AlloyReport(experiment, study);
        ResultTable table = report.table();
        assertThat(table.rows().stream().map(ResultTable.Row::name))
                .contains(
                        "sro.MoTa.learnt.T2000",
                        "sro.MoTa.direct1024.T800",
                        "sro.NbNb.direct8192.T3000",
                        "mean.TaTa.n8192",
                        "std.TaTa.n1024",
                        "std_direct.TaTa.n1024",
                        "size_law.std_error");
        assertThat(report.summary(1200, 2000).rowCount()).isEqualTo(12);
        Drawn.requireData(report.orderAgainstTemperature());
        Drawn.requireData(report.orderInTime("TaTa", "MoMo"));
        Drawn.requireData(report.noiseAgainstSize());
        Drawn.requireData(report.slice(800));
        assertThat(experiment.diagnose(study).calibration()).isPresent();
        assertThatThrownBy(() -> report.orderInTime("TaNb")).hasMessageContaining("pair TaNb: must be one of");
    }

    @Test
    void refusesBadSettings() {
        assertThatThrownBy(() -> SMOKE.withTemperatures(800.0, 1000.0))
                .hasMessageContaining("T must hold the size law's");
        assertThatThrownBy(() -> new AlloyRecipe(
                        "none",
                        SMOKE.recipe().upsampling(),
                        -1,
                        SMOKE.recipe().evolution(),
                        1,
                        SMOKE.recipe().network(),
                        SMOKE.recipe().training()))
                .hasMessageContaining("window = -1");
        assertThat(AlloyExperimentSettings.at(Scale.PAPER).temperatures()).hasSize(18);
        assertThat(List.of(AlloyExperimentSettings.at(Scale.LAPTOP).jumps(800), SMOKE.jumps(2000)))
                .containsExactly(600_000L, 5000L);
    }
}
