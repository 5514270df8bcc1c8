package org.macrodyn.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Exchanges;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.ModelCheck;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;

/** Exchanges of neighbours: an event across a patch's edge happens in full at half its rate. */
class SpillTest {
    private static final Exchanges MODEL = new Exchanges(Grid.square(8), 1);
    private static final Patches PATCHES = Patches.square(8, 4);
    private static final int K = 4;
    private static final int REPEATS = 12_000;
    private static final byte[] STATE = new byte[64];
    private static final Snapshots<byte[]> ONE = new Snapshots<>(MODEL.grid(), MODEL.stateType(), 1);
    private static final List<PatchBoundary> RULES = List.of(PatchBoundary.FROZEN_NEIGHBOURS, PatchBoundary.halo(2));

    static {
        MODEL.initialise(STATE, new Random(3));
        ONE.set(0, STATE);
    }

    private static MacroPairs pairs(ClosureModel<byte[]> closure, PatchBoundary boundary, double dt) {
        var evolution = new PartialEvolution<>(MODEL, PATCHES, boundary, Span.time(dt), REPEATS, 5);
        return closure.encodeAll(evolution, ONE, Increment.OURS, 1, ProgressListener.NONE);
    }

    private static double[] observed(byte[] state) {
        double[] z = new double[2];
        MODEL.observe(state, z);
        return z;
    }

    /** Of the generator: Σ_e r_e (Δ_e z)^power over all bonds, for one component of a closure. */
    private static double generator(ClosureModel<byte[]> closure, int component, int power) {
        double z = closure.encode(ONE)[0][component];
        double sum = 0;
        for (int site = 0; site < 64; site++) {
            for (int direction = 0; direction < 4; direction += 2) {
                int other = MODEL.neighbour(site, direction);
                double rate = MODEL.rate(STATE, site, other);
                byte[] after = STATE.clone();
                after[site] = STATE[other];
                after[other] = STATE[site];
                Snapshots<byte[]> changed = new Snapshots<>(MODEL.grid(), MODEL.stateType(), 1);
                changed.set(0, after);
                sum += rate * Math.pow(closure.encode(changed)[0][component] - z, power);
            }
        }
        return sum;
    }

    /** {mean, its standard error} of (Δz)^power / δt. */
    private static double[] moment(MacroPairs pairs, int component, int power) {
        int d = pairs.names().size();
        double sum = 0;
        double square = 0;
        for (int pair = 0; pair < pairs.size(); pair++) {
            double value = Math.pow(pairs.dz()[pair * d + component], power) / pairs.dt()[pair];
            sum += value / pairs.size();
            square += value * value / pairs.size();
        }
        return new double[] {sum, Math.sqrt((square - sum * sum) / pairs.size())};
    }

    /**
     * The mean over patches of K-fold increments is the whole's, and their second moment K times the whole's, as δt → 0; so
     * are those of block fluctuations, in which hops across an edge change two patches. Particles are kept exactly.
     */
    @Test
    void incrementsOfAllPatchesAddUpToThoseOfTheWhole() {
        ClosureModel<byte[]> closure = BlockFluctuations.of(MODEL, PATCHES, 2);
        for (PatchBoundary boundary : RULES) {
            MacroPairs pairs = pairs(closure, boundary, 0.005);
            for (int c = 1; c <= 2; c++) {
                for (int power = 1; power <= 2; power++) {
                    double exact = generator(closure, c, power) * Math.pow(K, power - 1);
                    double[] ours = moment(pairs, c, power);
                    assertThat(ours[1]).as("error of the test itself").isLessThan(0.2 * exact);
                    assertThat(ours[0])
                            .as("%s of %s, power %d", closure.names().get(c), boundary, power)
                            .isCloseTo(exact, within(4 * ours[1]));
                }
            }
            assertThat(moment(pairs, 0, 2)[0]).isZero();
        }
    }

    /** Beside a margin that has evolved for half the time, the error of a finite δt is of one order less. */
    @Test
    void aMarginMeetsThePatchInTheMiddleOfItsTime() {
        double dt = 0.15;
        double z = observed(STATE)[1];
        double[] moments = new double[2];
        RandomGenerator random = RandomStreams.stream(1, "whole", 0);
        for (int i = 0; i < REPEATS; i++) {
            byte[] state = STATE.clone();
            MODEL.evolve(state, MODEL.grid().whole(), Span.time(dt), random);
            double rate = (observed(state)[1] - z) / dt;
            moments[0] += rate / REPEATS;
            moments[1] += rate * rate / REPEATS;
        }
        double error = (moments[1] - moments[0] * moments[0]) / REPEATS;
        for (PatchBoundary boundary : RULES) {
            double[] ours = moment(pairs(new ObservablesOnly<>(MODEL), boundary, dt), 1, 1);
            double tolerance = 4 * Math.sqrt(error + ours[1] * ours[1]);
            if (boundary == PatchBoundary.FROZEN_NEIGHBOURS) {
                assertThat(ours[0] - moments[0]).isGreaterThan(tolerance);
            } else {
                assertThat(ours[0]).as("%s", boundary).isCloseTo(moments[0], within(tolerance));
            }
        }
    }

    /** λ and slope as the theorem says, by the measurement of its assumptions. */
    @Test
    void assumptionsAreMeasuredWithWhatEventsChangeBeyondThePatch() {
        for (PatchBoundary boundary : RULES) {
            PatchAssumptions found =
                    PatchAssumptions.measure(MODEL, PATCHES, boundary, Span.time(0.02), starts(20), 100, 3, 1);
            assertThat(found.lambda()[1]).isCloseTo(K, within(4 * found.errors().lambda()[1]));
            assertThat(found.slope()[1]).isCloseTo(1, within(4 * found.errors().slope()[1]));
            assertThat(found.errors().lambda()[1]).isLessThan(0.5);
        }
    }

    private static Snapshots<byte[]> starts(int count) {
        Snapshots<byte[]> all = new Snapshots<>(MODEL.grid(), MODEL.stateType(), count);
        byte[] state = new byte[64];
        for (int i = 0; i < count; i++) {
            MODEL.initialise(state, RandomStreams.stream(i, "starts", 0));
            all.set(i, state);
        }
        return all;
    }

    /** In space, too, no patch gains or loses a particle, and models of exchanges pass all checks. */
    @Test
    void exchangesInSpace() {
        Exchanges space = MODEL.on(Grid.cube(8));
        Patches cubes = Patches.cube(8, 4);
        assertThat(ModelCheck.of(space, cubes, 1))
                .allSatisfy(check -> assertThat(check.result()).isEqualTo(ModelCheck.Result.OK));
        Snapshots<byte[]> one = new Snapshots<>(space.grid(), space.stateType(), 1);
        byte[] state = new byte[512];
        space.initialise(state, RandomStreams.stream(1, "space", 0));
        one.set(0, state);
        for (PatchBoundary boundary : RULES) {
            var evolution = new PartialEvolution<>(space, cubes, boundary, Span.time(0.2), 64, 5);
            MacroPairs pairs =
                    new ObservablesOnly<>(space).encodeAll(evolution, one, Increment.OURS, 1, ProgressListener.NONE);
            assertThat(moment(pairs, 0, 2)[0]).isZero();
            assertThat(moment(pairs, 1, 2)[0]).isPositive();
        }
    }

    @Test
    void windowsThatHealLoseNothing() {
        for (boolean isolated : new boolean[] {false, true}) {
            byte[] state = STATE.clone();
            new LocalRelaxation(4, 2, Span.time(3), isolated).relax(MODEL, state, RandomStreams.stream(4, "heal", 0));
            assertThat(state).isNotEqualTo(STATE);
            assertThat(observed(state)[0]).isEqualTo(observed(STATE)[0]);
        }
    }

    /** A model that says less than it does is found out. */
    @Test
    void checksKnowTheRing() {
        assertThat(ModelCheck.of(MODEL, PATCHES, 1))
                .filteredOn(check -> check.result() != ModelCheck.Result.OK)
                .isEmpty();
        assertThat(ModelCheck.of(new Silent(MODEL), PATCHES, 1))
                .filteredOn(check -> check.result() == ModelCheck.Result.WRONG)
                .singleElement()
                .satisfies(check -> assertThat(check.sentence()).contains("outside the region of 4×4", "spill() = 0"));
    }

    @Test
    void aMarginAsksForATime() {
        var events = new PartialEvolution<>(MODEL, PATCHES, PatchBoundary.halo(1), Span.events(4), 1, 5);
        assertThatThrownBy(() -> events.block(ONE, 0))
                .hasMessageContaining("a margin of 1 sites for 4 events")
                .hasMessageContaining("give a time");
    }

    /** Does not say that its events change sites beyond a region. */
    private record Silent(Exchanges of) implements MicroModel<byte[]> {
        @Override
        public Grid grid() {
            return of.grid();
        }

        @Override
        public Silent on(Grid other) {
            return new Silent(of.on(other));
        }

        @Override
        public StateType<byte[]> stateType() {
            return of.stateType();
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            of.initialise(state, random);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return of.evolve(state, region, span, random);
        }

        @Override
        public List<String> observables() {
            return of.observables();
        }

        @Override
        public void observe(byte[] state, double[] z) {
            of.observe(state, z);
        }
    }
}
