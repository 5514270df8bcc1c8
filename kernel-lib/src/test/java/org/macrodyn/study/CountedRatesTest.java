package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.exact.BirthDeathChain;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.law.EventRates;
import org.macrodyn.law.JumpModel;
import org.macrodyn.law.Passage;
import org.macrodyn.law.Walls;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.scale.Generator;

/** Rates counted in configurations, and the rare events that follow from them. */
class CountedRatesTest {
    private static Study<byte[]> spins(int n, double temperature) {
        return Study.of((MicroModel<byte[]>) new CurieWeiss(Grid.line(1, n), temperature, 0))
                .patch(Grid.line(1, 256))
                .until(5)
                .configurations(400)
                .threads(1);
    }

    /** Up and down flips of a complete graph depend on m alone: (n − k) r₋ and k r₊. */
    @Test
    void ratesOfAConfigurationAreExact() {
        Study<byte[]> study = spins(512, 0.9);
        CurieWeiss model = (CurieWeiss) study.large();
        EventRates rates = study.rates(study.enlarge(study.simulate())).value();
        assertThat(rates.names()).containsExactly("m");
        assertThat(rates.steps()).isDeepEqualTo(new double[][] {{-2.0 / 512}, {2.0 / 512}});
        assertThat(rates.z()).hasNumberOfRows(400);
        for (int i = 0; i < 400; i += 40) {
            int up = (int) Math.rint((rates.z()[i][0] + 1) / 2 * 512);
            assertThat(rates.rates()[i][0]).isCloseTo(up * model.upRate(up), within(1e-10));
            assertThat(rates.rates()[i][1]).isCloseTo((512 - up) * model.downRate(up), within(1e-10));
        }
    }

    /** Rates of a lattice: their moments are the generator's drift and covariance. */
    @Test
    void aLatticesKindsHaveTheGeneratorsMoments() {
        Study<byte[]> study = TinyStudy.study();
        Kept<Snapshots<byte[]>> configurations = study.enlarge(study.simulate());
        EventRates rates = study.rates(configurations).value();
        byte[] state = new byte[study.large().grid().sites()];
        configurations.value().get(3, state);
        Generator.Rates exact =
                Generator.of(study.large()).at(state, study.large().grid().whole());
        double[] drift = new double[2];
        double shared = 0;
        for (int k = 0; k < rates.steps().length; k++) {
            drift[0] += rates.rates()[3][k] * rates.steps()[k][0];
            drift[1] += rates.rates()[3][k] * rates.steps()[k][1];
            shared += rates.rates()[3][k] * rates.steps()[k][0] * rates.steps()[k][1];
        }
        assertThat(drift).containsExactly(exact.drift(), within(1e-12));
        assertThat(shared).isCloseTo(exact.covariance()[0][1], within(1e-12));
    }

    /** Learnt from patches of 256 spins: the system of 1024 and 4096 switches after up to 10⁵ relaxations. */
    @Test
    void switchingTimesAreTheExactChains() {
        check(1024, 0.9, 37_000);
        check(4096, 0.95, 27_000);
    }

    private static void check(int n, double temperature, double relaxations) {
        Study<byte[]> study = spins(n, temperature);
        JumpModel jumps =
                JumpModel.fit(study.rates(study.enlarge(study.simulate())).value(), Walls.of(-1, 1));
        Passage passage = Passage.of(jumps);
        int from = (int) Math.rint((passage.well(0).z()[0] + 1) / 2 * n);
        BirthDeathChain chain = new CurieWeissChain(n, temperature, 0).chain();
        double exact = chain.meanTime(from, n - from);
        assertThat(exact / passage.well(0).relaxationTime()).isCloseTo(relaxations, within(0.02 * relaxations));
        assertThat(passage.between(0, 1).mean() / exact).isCloseTo(1, within(1e-5));
    }

    @Test
    void ratesAreReadBack(@TempDir Path runs) {
        Study<byte[]> study = spins(256, 0.9).keptIn(runs.toString(), ProgressReporter.NONE);
        Kept<EventRates> made = study.rates(study.simulate());
        Kept<EventRates> again =
                spins(256, 0.9).keptIn(runs.toString(), ProgressReporter.NONE).rates(study.simulate());
        assertThat(again.hash()).isEqualTo(made.hash());
        assertThat(again.value().rates()).isDeepEqualTo(made.value().rates());
        assertThat(again.value().steps()).isDeepEqualTo(made.value().steps());
        assertThat(runs).isDirectoryRecursivelyContaining("glob:**/jumps-*");
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        Study<byte[]> study = spins(512, 0.9);
        assertThatThrownBy(() -> study.rates(study.simulate())).hasMessageContaining("enlarge them");
        Study<float[]> fields = Cells.study();
        assertThatThrownBy(() -> fields.rates(fields.simulate())).hasMessageContaining("the model gives no rates");
    }
}
