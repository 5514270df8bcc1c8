package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/** Sites a and b that change into each other at rate 1, beside A that never change: d⟨a⟩/dt = 1 − A − 2a. */
class ConservedStudyTest {
    private static final double UNTIL = 2;
    private static final RuleModel MODEL = Rules.on(Grid.square(16))
            .states("a", "b", "A")
            .change("a -> b", 1)
            .change("b -> a", 1)
            .observe("a", "A");

    private static Study<byte[]> study() {
        return Study.of(MODEL)
                .patch(Grid.square(8))
                .from(MODEL.start("a", 0.8).start("A", 0.1)::initialise)
                .until(UNTIL)
                .seed(3)
                .recipe(ours -> ours.with(SmallRuns.alongForecast(64, 11, Span.time(UNTIL / 10))))
                .configurations(400)
                .generated()
                .network(SdeSettings.of(Diffusion.FULL).withHidden(16, 1))
                .training(TrainingSettings.of(1).withBatch(200).withEpochs(100))
                .threads(2);
    }

    @Test
    void theLawDependsOnIt() {
        Learnt<byte[]> learnt = study().learn();
        assertThat(learnt.model().conserved()).containsExactly("A");
        assertThat(learnt.toString())
                .endsWith("; A never changes: drift and noise see what is conserved, and it stays as it starts");
        for (double amount : new double[] {0.1, 0.3, 0.5}) {
            for (double a = 0.3; a < 0.9 - amount; a += 0.2) {
                assertThat(learnt.model().drift(new double[] {a, amount})[0])
                        .isCloseTo(1 - amount - 2 * a, within(0.03));
            }
        }
        Trajectories forecast = learnt.forecast(200);
        assertThat(forecast.isConserved(1)).isTrue();
        // 0.45 + 0.35 e⁻⁴, one run's deviation about 0.03.
        assertThat(forecast.mean(0)[forecast.steps() - 1]).isCloseTo(0.45 + 0.35 * Math.exp(-2 * UNTIL), within(0.012));
        Comparison.OfObservable conserved =
                learnt.compare(learnt.study().truth(100)).observables().get(1);
        assertThat(conserved.relMse()).isLessThan(1e-4);
        assertThat(ResidualMemory.of(learnt, learnt.study().truth(100)).toString())
                .contains("memory seen: residuals of a correlate by ")
                .doesNotContain("residuals of A", "NaN");
        assertThat(learnt.law().drift("A").terms()).isEmpty();
        assertThat(learnt.law().drift("a").toString()).contains("1", "A", "a");
    }

    @Test
    void theScanOfStepsSaysWhatIsConserved() {
        StepScan<byte[]> scan = StepScan.of(study(), List.of(Span.time(0.01), Span.time(0.1)), 100, 16);
        assertThat(scan.conserved()).containsExactly("A");
        assertThat(scan.generated()).isTrue();
        assertThat(scan.verdict())
                .isEqualTo("pairs from rates: drift and noise of a are at all δt what their limits δt → 0 and the"
                        + " relaxation of z say; A never changes: drift and noise see what is conserved, and it stays as it"
                        + " starts");
        assertThat(scan.points().get(0).noise()[1]).isZero();
        assertThat(scan.points().get(0).ratio()[1].value()).isEqualTo(1);
        assertThat(scan.points().get(0).noise()[0]).isPositive();
    }
}
