package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.alloy.ShortRangeOrder;
import org.macrodyn.micro.alloy.VacancySampling;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Family;
import org.macrodyn.study.Family.LearntFamily;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;
import org.macrodyn.systems.alloy.VacancyPairs;

class NbMoTaExperimentTest {
    private static final double T = 2000;
    private static final NbMoTaSettings SMOKE = NbMoTaSettings.at(Scale.SMOKE);
    private static final VacancySampling REPLICATED = VacancySampling.replicated(50);

    @TempDir
    Path runs;

    private Study<byte[]> study(String name, int threads, int cells) {
        Family<byte[]> family = SMOKE.family(runs.resolve(name).toString(), ProgressReporter.NONE);
        return family.at().apply(T).large(NbMoTaAlloy.cube(cells, T)).threads(threads);
    }

    private static MacroPairs pairs(Study<byte[]> study, VacancyPairs rule) {
        Study<byte[]> ruled = study.recipe(recipe -> recipe.with(rule));
        return ruled.evolve(ruled.enlarge(ruled.simulate())).pairs().value();
    }

    @Test
    void pairsDoNotDependOnThreadsAndAreReadBack() {
        VacancyPairs rule = new VacancyPairs(128, REPLICATED);
        MacroPairs one = pairs(study("one", 1, 16), rule);
        MacroPairs four = pairs(study("four", 4, 16), rule);
        MacroPairs again = pairs(study("one", 2, 16), rule);
        assertThat(four.dz()).isEqualTo(one.dz());
        assertThat(again.dz()).isEqualTo(one.dz());
        assertThat(again.dt()).isEqualTo(one.dt());
        assertThat(pairs(study("one", 2, 16).seed(43), rule).dz()).isNotEqualTo(one.dz());
    }

    /** Replicas: the pairs of every size follow one law, so means and spreads of Δδ agree within their errors. */
    @Test
    void pairsOfAllSizesHaveTheSameLaw() {
        MacroPairs small = pairs(study("sizes", 2, 8), new VacancyPairs(4000, REPLICATED));
        MacroPairs large = pairs(study("sizes", 2, 32), new VacancyPairs(4000, REPLICATED));
        for (int c = 0; c < ShortRangeOrder.LIKE_PAIRS.size(); c++) {
            Spread a = column(small, c);
            Spread b = column(large, c);
            // 16 pairs share a configuration in the large system, so its 250 configurations count, not its pairs.
            assertThat(b.mean())
                    .isCloseTo(a.mean(), within(4 * a.standardDeviation() * Math.sqrt(1 / 4000.0 + 1 / 250.0)));
            assertThat(b.standardDeviation() / a.standardDeviation()).isCloseTo(1, within(0.15));
        }
        assertThat(large.meanTime() / small.meanTime()).isCloseTo(1, within(0.1));
    }

    private static Spread column(MacroPairs pairs, int component) {
        return Spread.of(IntStream.range(0, pairs.size())
                .mapToDouble(i -> pairs.dz()[i * pairs.dimension() + component])
                .toArray());
    }

    /** Published: 124 jumps last 124 · 1.63e-10 s on average at 2000 K. */
    @Test
    void thePublishedRecipeMakesPairs() {
        MacroPairs pairs = pairs(study("paper", 2, 16), new VacancyPairs(100, VacancySampling.paper()));
        assertThat(pairs.size()).isEqualTo(100);
        assertThat(pairs.meanTime()).isCloseTo(124 * 1.63e-10, within(0.15 * 124 * 1.63e-10));
        Recipe<byte[]> paper = SMOKE.paper(T);
        assertThat(VacancyPairs.of(paper).jumps()).isEqualTo(124);
        assertThat(paper.fit().training().descent().epochs()).isEqualTo(300);
        assertThat(paper.fit().training().floor().epsilon()).isEqualTo(1e-4);
    }

    @Test
    void theWholeReportIsMadeAtSmokeScale() {
        Family<byte[]> family = SMOKE.family(runs.toString(), ProgressReporter.NONE);
        var pairs = family.evolve();
        SdeSettings plain = SMOKE.ours(T).fit().network().plain();
        List<LearntFamily<byte[]>> models = Family.trainAll(
                List.of(family, family.with(study -> study.network(plain))), List.of(pairs, pairs), "both");
        Sweep<byte[]> sizes = SMOKE.sizes(family);
        Map<Integer, Trajectories> direct =
                SMOKE.direct(sizes, models.get(0).at(T).step());
        NbMoTaReport report = new NbMoTaReport(SMOKE, models, sizes.learn(), SMOKE.large(family), direct);
        ResultTable table = report.table();
        assertThat(table.rows()).hasSize(5 + 2 * 6 * 4 + 4 * 6 * 4);
        assertThat(table.rows().stream().map(ResultTable.Row::name))
                .contains(
                        "sro.MoTa.learnt.T2000",
                        "sro.MoTa.direct1024.T800",
                        "sro.NbNb.direct8192.T3000",
                        "sro.NbTa.network.T1200",
                        "mean.TaTa.n8192",
                        "std.TaTa.n1024",
                        "std_direct.TaTa.n1024",
                        "size_law.std_error");
        assertThat(report.summary(1200, 2000).rowCount()).isEqualTo(12);
        assertThat(List.of(
                        report.orderAgainstTemperature().width(),
                        report.orderInTime("TaTa", "MoMo").width()))
                .containsExactly(900, 900);
        assertThat(report.noiseAgainstSize().width()).isEqualTo(900);
        assertThat(report.slice(800).height()).isEqualTo(report.slice(3000).height());
        assertThat(report.diagnose().calibration()).isPresent();
        assertThatThrownBy(() -> report.orderInTime("TaNb")).hasMessageContaining("pair TaNb: must be one of");
    }

    @Test
    void refusesBadSettings() {
        assertThatThrownBy(() -> SMOKE.withTemperatures(800.0, 1000.0))
                .hasMessageContaining("T must hold the size law's");
        assertThatThrownBy(() -> new NbMoTaSettings(List.of(T, 3000.0), List.of(12), T, Scale.SMOKE, 1))
                .hasMessageContaining("patches of 2 fields of 8×8×8 do not tile a system of 2 fields of 12×12×12");
        assertThatThrownBy(() -> new VacancyPairs(0, REPLICATED)).hasMessage("pairs = 0: must be at least 1");
        assertThatThrownBy(() -> pairs(
                        study("closure", 1, 16).closure(ClosureRule.fluctuations(false, 2)),
                        new VacancyPairs(10, REPLICATED)))
                .hasMessageContaining("must be of some δ of an NbMoTa alloy");
        assertThatThrownBy(() -> VacancyPairs.of(Recipe.ours(1))).hasMessageContaining("must be VacancyPairs");
        assertThat(NbMoTaSettings.at(Scale.PAPER).temperatures()).hasSize(18);
        assertThat(List.of(NbMoTaSettings.at(Scale.LAPTOP).jumps(800), SMOKE.jumps(2000)))
                .containsExactly(600_000, 5000);
    }
}
