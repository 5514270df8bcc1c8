package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.ProgressListener;

/** A map of a system twice as long says of two copies of a state what it says of one. */
class OtherSizeTest {
    private static final Grid TWICE = Grid.line(2, 80);

    private static Snapshots<float[]> twice(Snapshots<float[]> states) {
        Snapshots<float[]> all = new Snapshots<>(TWICE, states.type(), states.size());
        for (int i = 0; i < states.size(); i++) {
            float[] state = PatchFixture.state(states, i);
            float[] copies = new float[2 * state.length];
            for (int c = 0; c < copies.length; c++) {
                copies[c] = state[c / 80 * 40 + c % 40];
            }
            all.set(i, copies);
        }
        return all;
    }

    @Test
    void aMapOfTwoCopiesSaysWhatItSaysOfOne() {
        Snapshots<float[]> states = PatchFixture.configurations(20, 10);
        var model = PatchFixture.MODEL;
        var patches = PatchFixture.TILING;
        var correlated = MoreObservables.correlations(model, model.siteFunctions(), 2);
        for (ClosureModel<float[]> map : List.<ClosureModel<float[]>>of(
                new ObservablesOnly<>(model),
                new ObservablesOnly<>(correlated),
                new SomeObservables<>(
                        correlated,
                        correlated
                                .observables()
                                .subList(1, correlated.observables().size())),
                BlockFluctuations.normalised(model, patches, states, 2, 4),
                PcaClosure.fit(model, patches, states, 2),
                Autoencoder.train(model, patches, states, SameBitsTest.SETTINGS, ProgressListener.NONE))) {
            double[][] one = map.encode(states);
            ClosureModel<float[]> other = map.on(TWICE);
            double[][] two = other.encode(twice(states));
            assertThat(other.names()).isEqualTo(map.names());
            for (int i = 0; i < one.length; i++) {
                assertThat(two[i]).as("%s", map).containsExactly(one[i], within(1e-5));
            }
            assertThat(Arrays.stream(one).mapToDouble(z -> z[0]).distinct().count())
                    .isGreaterThan(1);
        }
    }
}
