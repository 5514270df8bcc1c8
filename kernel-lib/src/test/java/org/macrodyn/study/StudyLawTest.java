package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.law.Law;
import org.macrodyn.law.Terms;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/** Laws read from the pairs of a study. */
class StudyLawTest {
    private static final CurieWeiss MEAN_FIELD = new CurieWeiss(Grid.square(16), 2, 0);

    private static Study.Pairs<byte[]> pairs(Study<byte[]> study) {
        Snapshots<byte[]> states =
                new Snapshots<>(study.large().grid(), study.large().stateType(), 200);
        byte[] state = new byte[study.large().grid().sites()];
        for (int i = 0; i < states.size(); i++) {
            study.large().initialise(state, RandomStreams.stream(1, "law", i));
            states.set(i, state);
        }
        return study.evolve(new Kept<>(states, "200 states"));
    }

    /** K = 4 patches of rates: drift and variance of the whole at m = 0.5, exact but for the degree of the polynomials. */
    @Test
    void isOfTheLargeSystem() {
        Study<byte[]> study = Study.of(MEAN_FIELD).patch(Grid.square(8)).generated();
        Study.Pairs<byte[]> pairs = pairs(study);
        double drift = 0.5 * MEAN_FIELD.downRate(192) - 1.5 * MEAN_FIELD.upRate(192);
        double noise = 2.0 / 256 * (0.5 * MEAN_FIELD.downRate(192) + 1.5 * MEAN_FIELD.upRate(192));
        Law law = Law.of(
                pairs.pairs().value(), 4, Terms.polynomials(List.of("m"), 5).symmetric("m"));
        assertThat(law.drift(new double[] {0.5})[0]).isCloseTo(drift, within(1e-3 * Math.abs(drift)));
        assertThat(law.covariance(new double[] {0.5})[0][0]).isCloseTo(noise, within(1e-3 * noise));
        assertThat(study.law(pairs).sparse()).isTrue();
    }

    /** By the same starts and noise: a forecast of the SDE that was learnt is the learnt one's own. */
    @Test
    void isForecastFromTheStudysStart() {
        Learnt<byte[]> learnt = TinyStudy.study().learn();
        assertThat(learnt.forecast(learnt.model(), 20).values())
                .isDeepEqualTo(learnt.forecast(20).values());
        Law law = learnt.law();
        assertThat(law.names()).isEqualTo(learnt.study().large().observables());
        Trajectories runs = learnt.forecast(learnt.law(Terms.polynomials(law.names(), 1)), 50);
        assertThat(runs.mean(0)[0]).isEqualTo(learnt.forecast(50).mean(0)[0]);
        Trajectories truth = learnt.study().truth(4);
        assertThat(learnt.compare(law, truth).forecast().runs()).isGreaterThan(900);
    }
}
