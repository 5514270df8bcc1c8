package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

class SomeObservablesTest {
    private final Ising model = new Ising(Grid.square(8), 2.5, 0.1, EventSampler.N_FOLD_WAY);

    @Test
    void areTheColumnsThatWereAskedForInThatOrder() {
        List<String> names = model.observables();
        SomeObservables<byte[]> turned = new SomeObservables<>(model, List.of(names.get(1), names.get(0)));
        SomeObservables<byte[]> last = new SomeObservables<>(model, names.subList(1, 2));
        ObservablesOnly<byte[]> all = new ObservablesOnly<>(model);
        Snapshots<byte[]> x = new Snapshots<>(model.grid(), model.stateType(), 5);
        byte[] state = new byte[64];
        for (int i = 0; i < x.size(); i++) {
            model.initialise(state, RandomStreams.stream(1, "states", i));
            x.set(i, state);
        }
        var pairs = new PartialEvolution<>(
                        model, Patches.square(8, 4), PatchBoundary.FROZEN_NEIGHBOURS, Span.events(5), 3, 7)
                .block(x, 0);
        MacroPairs whole = all.encodePairs(pairs, Increment.OURS);
        MacroPairs both = turned.encodePairs(pairs, Increment.OURS);
        MacroPairs one = last.encodePairs(pairs, Increment.OURS);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(both.dz()[2 * i]).isEqualTo(whole.dz()[2 * i + 1]);
            assertThat(both.z0()[2 * i + 1]).isEqualTo(whole.z0()[2 * i]);
            assertThat(one.dz()[i]).isEqualTo(whole.dz()[2 * i + 1]);
        }
        assertThat(one.dt()).isEqualTo(whole.dt());
        assertThat(last.encode(x)[3]).containsExactly(all.encode(x)[3][1]);
        assertThat(turned.dimension()).isEqualTo(2);
    }

    /** Ten of 100 in all three: their mean is not a tenth, but what is left says nothing. */
    @Test
    void whatIsTheSameInAllConfigurationsIsNotNew() {
        RuleModel swaps =
                Rules.on(Grid.square(10)).states("o", "A").exchange("A o", 1).observe("A|A");
        Snapshots<byte[]> x = new Snapshots<>(swaps.grid(), swaps.stateType(), 3);
        for (int i = 0; i < 3; i++) {
            byte[] state = new byte[100];
            for (int k = 0; k < 10; k++) {
                state[(i + 1) * k] = 1;
            }
            x.set(i, state);
        }
        MicroModel<byte[]> more = MoreObservables.correlations(swaps, swaps.siteFunctions(), 0);
        assertThat(more.observables()).containsExactly("A|A", "⟨A⟩");
        assertThat(SomeObservables.independent(more, 1, 8, x).names()).containsExactly("A|A");
    }

    /**
     * A + B is the same but for ± 2 of 4096 sites, a 2·10⁵th of the variance of A: nothing to learn an SDE from. Of ± 8 it is a
     * 14 000th.
     */
    @Test
    void whatIsNearlyTheSameIsNotNew() {
        RuleModel model = Rules.on(Grid.square(64))
                .states("o", "A", "B")
                .change("A -> B", 1)
                .observe("A");
        MicroModel<byte[]> more = MoreObservables.correlations(model, model.siteFunctions(), 0);
        for (int off : new int[] {2, 8}) {
            Snapshots<byte[]> x = new Snapshots<>(model.grid(), model.stateType(), 64);
            for (int i = 0; i < 64; i++) {
                byte[] state = new byte[4096];
                Arrays.fill(state, 0, 3600 + (i % 2 == 0 ? off : -off), (byte) 2);
                Arrays.fill(state, 0, 1 + 50 * i, (byte) 1);
                x.set(i, state);
            }
            assertThat(SomeObservables.independent(more, 1, 8, x).names())
                    .containsExactlyElementsOf(off == 2 ? List.of("A") : List.of("A", "⟨B⟩"));
        }
    }

    @Test
    void refusesNamesThatAreNoObservables() {
        assertThatThrownBy(() -> new SomeObservables<>(model, List.of("energy")))
                .hasMessageContaining("observables [energy]: give one or more of");
        assertThatThrownBy(() -> new SomeObservables<>(model, List.of())).hasMessageContaining("observables []");
        String m = model.observables().get(0);
        assertThatThrownBy(() -> new SomeObservables<>(model, List.of(m, m))).hasMessageContaining("each once");
    }
}
