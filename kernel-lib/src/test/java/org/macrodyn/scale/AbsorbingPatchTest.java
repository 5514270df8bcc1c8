package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.ByteSites;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

class AbsorbingPatchTest {
    /** Ones become zeros at rate 1. */
    private record Decay(Grid grid) implements ByteSites {
        @Override
        public Decay on(Grid other) {
            return new Decay(other);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            int alive = 0;
            for (int i = 0; i < region.sites(); i++) {
                alive += state[region.site(i)];
            }
            return span.attempts(alive, random, () -> state[region.site(random.nextInt(region.sites()))] = 0);
        }
    }

    private static PairDataset<byte[]> pairs(Span span) {
        Decay model = new Decay(Grid.line(1, 8));
        Snapshots<byte[]> dead = new Snapshots<>(model.grid(), model.stateType(), 1);
        dead.set(0, new byte[8]);
        Patches patches = new Patches(model.grid(), Grid.line(1, 4));
        return new PartialEvolution<>(model, patches, PatchBoundary.FROZEN_NEIGHBOURS, span, 3, 1).block(dead, 0);
    }

    @Test
    void timePassesInAPatchAtRest() {
        assertThat(pairs(Span.time(0.5)).dt()).containsExactly(0.5f, 0.5f, 0.5f);
    }

    @Test
    void eventsThatCannotHappenAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pairs(Span.events(4)))
                .withMessageMatching("patch [01] of configuration 0 took a time of 0.0 for 4 events: must be finite and"
                        + " above 0; if nothing can happen there, use Span.time, which passes");
    }
}
