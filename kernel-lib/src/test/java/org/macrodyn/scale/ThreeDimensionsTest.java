package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SpaceSpins;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/** All that patches, enlarging and healing do, in space: 8³ sites from 4³. */
class ThreeDimensionsTest {
    private static final SpaceSpins LARGE = new SpaceSpins(Grid.cube(8), 0.2);
    private static final SpaceSpins SMALL = LARGE.on(Grid.cube(4));
    private static final Patches PATCHES = Patches.cube(8, 4);
    private static final Snapshots<byte[]> POOL = new Simulation<>(
                    SMALL, SMALL::initialise, 16, 3, Span.time(0.5), "pool", 1)
            .snapshots(0, 16, 1, ProgressListener.NONE);

    private static byte[] state(Snapshots<byte[]> all, int index) {
        byte[] state = new byte[all.grid().sites()];
        all.get(index, state);
        return state;
    }

    @Test
    void patchesAreCubes() {
        assertThat(PATCHES.count()).isEqualTo(8);
        assertThat(PATCHES.region(5)).isEqualTo(new Region(Grid.cube(8), 4, 0, 4, 4, 4, 4));
        assertThat(PATCHES.touching(PATCHES.region(5))).containsExactly(5);
        assertThat(PATCHES.touching(new Region(Grid.cube(8), 3, 1, 1, 2, 2, 2))).containsExactly(0, 4);
        assertThat(PATCHES.touching(PATCHES.region(5).widened(1))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void replicationMakesBlocks() {
        Snapshots<byte[]> fine = new Upsampler<byte[]>(2, 8, Refinement.replication(), Optional.empty())
                .upsample(POOL.slice(0, 1), LARGE, 5, 1, ProgressListener.NONE);
        byte[] coarse = state(POOL, 0);
        for (int site = 0; site < 512; site++) {
            int from = site / 64 / 2 * 16 + site / 8 % 8 / 2 * 4 + site % 8 / 2;
            assertThat(state(fine, 3)[site]).isEqualTo(coarse[from]);
        }
    }

    @Test
    void windowsCoverEverySiteTwiceAlongEachAxis() {
        int[] times = new int[512];
        for (Region window : new LocalRelaxation(4, 2, Span.time(1), false).windows(Grid.cube(8))) {
            assertThat(window.asGrid()).isEqualTo(Grid.cube(4));
            IntStream.range(0, 64).forEach(i -> times[window.site(i)]++);
        }
        assertThat(times).containsOnly(8);
        assertThat(LocalRelaxation.brief(1).windows(Grid.cube(16))).hasSize(8);
    }

    /** Without coupling each spin takes the law of its own time: after eight windows of t = ¼ it remembers e⁻². */
    @Test
    void healingLastsInSpace() {
        SpaceSpins free = new SpaceSpins(Grid.cube(8), 0);
        double sum = 0;
        for (int i = 0; i < 200; i++) {
            byte[] state = new byte[512];
            java.util.Arrays.fill(state, (byte) 1);
            new LocalRelaxation(4, 2, Span.time(0.25), false).relax(free, state, RandomStreams.stream(2, "relax", i));
            for (byte spin : state) {
                sum += spin / 512.0 / 200;
            }
        }
        assertThat(sum).isCloseTo(Math.exp(-2), within(4 / Math.sqrt(512 * 200)));
    }

    @Test
    void levelsThatLeaveLayersOutAreRefused() {
        Upsampler<byte[]> upsampler = Upsampler.doubling(4, LocalRelaxation.brief(0.1));
        assertThat(upsampler.levels(Grid.cube(4), Grid.cube(16))).containsExactly(Grid.cube(8), Grid.cube(16));
        assertThatThrownBy(() -> upsampler.levels(Grid.cube(4), new Grid(1, 12, 8, 8)))
                .hasMessageContaining("12×8×8 cannot be reached from 4×4×4");
    }

    /** Configurations of the first frame are eight tiles of mates, moved around; those of the last are healed. */
    @Test
    void assemblyTilesSpace() {
        Assembly assembly = new Assembly(
                new Assembly.Groups(8), 3, 40, Assembly.Tiling.SHIFTED, Optional.of(LocalRelaxation.brief(0.05)));
        Snapshots<byte[]> made = assembly.assemble(POOL, LARGE, 5, 2, ProgressListener.NONE);
        List<Integer> ups = IntStream.range(0, POOL.size())
                .mapToObj(i -> ups(state(POOL, i)))
                .toList();
        int unhealed = 0;
        byte[] tile = new byte[64];
        for (int i = 0; i < made.size(); i++) {
            byte[] whole = state(made, i);
            unhealed += IntStream.range(0, 8).allMatch(k -> {
                        PATCHES.region(k).extract(whole, tile);
                        return ups.contains(ups(tile));
                    })
                    ? 1
                    : 0;
        }
        assertThat(unhealed).isBetween(5, 30);
    }

    private static int ups(byte[] state) {
        return (int) IntStream.range(0, state.length).filter(i -> state[i] > 0).count();
    }

    /** Over all patches, K-fold increments have the exact drift; a periodic patch that of its own small system. */
    @Test
    void incrementsOfPatchesHaveTheExactDrift() {
        byte[] x = new byte[512];
        LARGE.initialise(x, RandomStreams.stream(4, "state", 0));
        LARGE.evolve(x, LARGE.grid().whole(), Span.time(0.3), RandomStreams.stream(4, "state", 1));
        double dt = 0.01;
        int repeats = 1500;
        for (PatchBoundary boundary :
                List.of(PatchBoundary.FROZEN_NEIGHBOURS, PatchBoundary.halo(1), PatchBoundary.PERIODIC_PATCH)) {
            double[] sum = new double[2];
            double[] square = new double[2];
            double[] exact = boundary == PatchBoundary.PERIODIC_PATCH ? ofPatches(x) : LARGE.drift(x);
            for (int patch = 0; patch < 8; patch++) {
                Region region = PATCHES.region(patch);
                RandomGenerator random = RandomStreams.stream(5, "increments", patch);
                for (int r = 0; r < repeats; r++) {
                    double[] rate = rate(x, boundary, region, dt, random);
                    for (int c = 0; c < 2; c++) {
                        sum[c] += rate[c] / 8 / repeats;
                        square[c] += rate[c] * rate[c] / 8 / repeats;
                    }
                }
            }
            for (int c = 0; c < 2; c++) {
                double error = Math.sqrt(square[c] / 8 / repeats);
                assertThat(sum[c]).as("%s %d", boundary, c).isCloseTo(exact[c], within(4 * error));
                assertThat(error).isLessThan(0.1);
            }
        }
    }

    private static double[] ofPatches(byte[] x) {
        double[] mean = new double[2];
        byte[] inside = new byte[64];
        for (int patch = 0; patch < 8; patch++) {
            PATCHES.region(patch).extract(x, inside);
            double[] drift = SMALL.drift(inside);
            mean[0] += drift[0] / 8;
            mean[1] += drift[1] / 8;
        }
        return mean;
    }

    /** Δz/δt of one patch, only its own sites taken over. */
    private static double[] rate(byte[] x, PatchBoundary boundary, Region region, double dt, RandomGenerator random) {
        byte[] evolved = x.clone();
        boundary.evolve(LARGE, evolved, region, Span.time(dt), random);
        byte[] inside = new byte[64];
        region.extract(evolved, inside);
        double[] dz = new double[2];
        if (boundary == PatchBoundary.PERIODIC_PATCH) {
            byte[] before = new byte[64];
            region.extract(x, before);
            SMALL.increment(before, inside, SMALL.grid().whole(), dz);
            return new double[] {dz[0] / dt, dz[1] / dt};
        }
        byte[] after = x.clone();
        region.insert(inside, after);
        LARGE.increment(x, after, region, dz);
        return new double[] {8 * dz[0] / dt, 8 * dz[1] / dt};
    }

    /** Sites of bytes in space that become 0 or 1 at random; what of the space is left out, a test says. */
    private static class Cubes implements LocalModel<byte[]> {
        final Grid grid;

        Cubes(Grid grid) {
            this.grid = grid;
        }

        @Override
        public Grid grid() {
            return grid;
        }

        @Override
        public Cubes on(Grid other) {
            return new Cubes(other);
        }

        @Override
        public StateType<byte[]> stateType() {
            return StateType.BYTES;
        }

        @Override
        public void initialise(byte[] state, RandomGenerator random) {
            for (int i = 0; i < state.length; i++) {
                state[i] = (byte) random.nextInt(2);
            }
        }

        int chosen(Region region, RandomGenerator random) {
            return region.site(random.nextInt(region.sites()));
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return span.attempts(
                    region.sites(), random, () -> state[chosen(region, random)] = (byte) random.nextInt(2));
        }

        @Override
        public List<String> observables() {
            return List.of("ones");
        }

        @Override
        public void addShare(byte[] state, int site, double[] sums) {
            sums[0] += state[site];
        }

        @Override
        public String toString() {
            return "Cubes " + grid;
        }
    }

    private static void found(LocalModel<byte[]> model, Patches patches, String check, String sentence) {
        assertThat(ModelCheck.of(model, patches, 42))
                .filteredOn(one -> one.result() != ModelCheck.Result.OK)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.check()).isEqualTo(check);
                    assertThat(one.sentence()).contains(sentence);
                });
    }

    @Test
    void rightModelsPassAllChecks() {
        for (LocalModel<byte[]> model : List.of(LARGE, new Cubes(Grid.cube(8)))) {
            assertThat(ModelCheck.of(model, PATCHES, 42)).hasSize(13).allSatisfy(check -> assertThat(check.result())
                    .isEqualTo(ModelCheck.Result.OK));
        }
    }

    @Test
    void layersAndSitesThatNeverMoveAreTold() {
        String check = "evolve: everywhere";
        found(
                new Cubes(Grid.cube(8)) {
                    @Override
                    int chosen(Region region, RandomGenerator random) {
                        return region.site(random.nextInt(region.rows() * region.columns()));
                    }
                },
                PATCHES,
                check,
                "nothing in layer 1 of the grid was seen to change");
        found(
                new Cubes(Grid.cube(8)) {
                    @Override
                    int chosen(Region region, RandomGenerator random) {
                        int inner = random.nextInt(region.sites());
                        return region.site(region.isWhole() ? inner : inner / region.columns() * region.columns());
                    }
                },
                PATCHES,
                check,
                "nothing in column 1 of the region of 4×4×4 at layer ");
        found(
                new Cubes(Grid.cube(8)) {
                    @Override
                    int chosen(Region region, RandomGenerator random) {
                        int site = super.chosen(region, random);
                        return site == 77 ? 78 : site;
                    }
                },
                PATCHES,
                check,
                "nothing in site 77 of the grid was seen to change");
    }

    @Test
    void enlargingThatLeavesLayersOutIsTold() {
        found(
                new Cubes(Grid.cube(8)) {
                    @Override
                    public Cubes on(Grid other) {
                        return new Cubes(new Grid(1, Math.min(other.layers(), 8), other.rows(), other.columns()));
                    }
                },
                PATCHES,
                "observables are means",
                "on(16×16×16).grid() is 8×16×16: on must keep layers");
        found(
                new Cubes(Grid.cube(8)),
                new Patches(Grid.cube(8), Grid.square(4)),
                "on(grid)",
                "patches of 4×4 are one site thick in a system of 8×8×8");
    }
}
