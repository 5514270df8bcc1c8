package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.Coins;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.RandomStreams;

class AlikePatchesTest {
    private static final Patches PATCHES = Patches.square(32, 8);

    /** Each site comes to 1 with a probability of its own. */
    private interface Chance {
        double at(int site);
    }

    private static final class Unfair extends Coins {
        private final Chance chance;

        Unfair(Grid grid, Chance chance) {
            super(grid);
            this.chance = chance;
        }

        @Override
        public Unfair on(Grid other) {
            return new Unfair(other, chance);
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            for (int i = 0; i < region.sites(); i++) {
                int site = region.site(i);
                state[site] = (byte) (random.nextDouble() < chance.at(site) ? 1 : 0);
            }
            return ((Span.Time) span).duration();
        }
    }

    private static AlikePatches of(Chance chance, long seed) {
        return AlikePatches.of(new Unfair(PATCHES.grid(), chance), PATCHES, new byte[64], Span.time(1), seed);
    }

    /** Of any hundred none is beyond four standard deviations, and half are above the mean. */
    @Test
    void whatIsAlikeIsAsOftenAboveTheMeanAsBelow() {
        int above = 0;
        for (int seed = 0; seed < 100; seed++) {
            AlikePatches alike = of(site -> 0.3, seed);
            assertThat(alike.differ()).isFalse();
            assertThat(Math.abs(alike.certainty())).isLessThan(4);
            above += alike.certainty() > 0 ? 1 : 0;
        }
        assertThat(above).isBetween(35, 65);
    }

    /** p = 0.5 ± a by patches: copies differ by a² of a variance of 0.25. */
    @Test
    void theShareIsThatOfTheVarianceBetweenCopies() {
        double a = 0.1;
        AlikePatches frozen = of(site -> 0.5 + (site / 8 % 2 == 0 ? a : -a), 1);
        assertThat(frozen.share()).isCloseTo(a * a / 0.25, within(0.004));
        assertThat(frozen.certainty()).isGreaterThan(20);
        assertThat(frozen.differ()).isTrue();
    }

    /** Whole rows of patches, or layers of them, alike among themselves. */
    @Test
    void rowsAndLayersOfPatchesAreToldFromEachOther() {
        assertThat(of(site -> site / (8 * 32) % 2 == 0 ? 0.6 : 0.4, 1).differ()).isTrue();
        Patches cubes = Patches.cube(16, 8);
        Unfair layers = new Unfair(cubes.grid(), site -> site < 8 * 16 * 16 ? 0.6 : 0.4);
        assertThat(AlikePatches.of(layers, cubes, new byte[512], Span.time(1), 1)
                        .differ())
                .isTrue();
    }

    /** The same in each patch is no difference. */
    @Test
    void whatDiffersWithinAPatchAlikeInAllIsNone() {
        assertThat(of(site -> site % 8 == 0 ? 0.9 : 0.1, 1).differ()).isFalse();
    }

    /** 0.5 ± 0.033: certain, but 0.4 % of the variance. */
    @Test
    void whatIsCertainButSmallIsLeft() {
        AlikePatches little = of(site -> 0.5 + (site / 8 % 2 == 0 ? 0.033 : -0.033), 1);
        assertThat(little.certainty()).isGreaterThan(6);
        assertThat(little.differ()).isFalse();
    }

    /** 1024² sites, of which every fifth of a patch is looked at: 0.5 ± 0.1 by patches, in the lower half of each. */
    @Test
    void ofLargeSystemsSomeSitesTell() {
        Patches large = Patches.square(1024, 256);
        Unfair coins = new Unfair(
                large.grid(), site -> site / 1024 % 256 < 128 ? 0.5 : 0.5 + (site / 256 % 2 == 0 ? 0.1 : -0.1));
        AlikePatches frozen = AlikePatches.of(coins, large, new byte[1 << 16], Span.time(1), 1);
        assertThat(frozen.share()).isCloseTo(0.005 / 0.25, within(0.002));
        assertThat(frozen.differ()).isTrue();
    }

    @Test
    void differenceIsBeyondDoubtAndHalfAHundredth() {
        assertThat(new AlikePatches(0.0051, 6.01).differ()).isTrue();
        assertThat(new AlikePatches(0.0051, 5.99).differ()).isFalse();
        assertThat(new AlikePatches(0.0049, 6.01).differ()).isFalse();
    }

    /** Random numbers that all sites share make whole evolutions differ, and no patches. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatSitesHaveInCommonIsNone(long seed) {
        double[][][] values = new double[32][16][64];
        RandomGenerator random = RandomStreams.stream(seed, "common", 0);
        for (double[][] copies : values) {
            double common = random.nextGaussian();
            for (double[] copy : copies) {
                double own = random.nextGaussian();
                for (int s = 0; s < copy.length; s++) {
                    copy[s] = 5 * common + own + random.nextGaussian();
                }
            }
        }
        assertThat(AlikePatches.of(values, PATCHES, random).certainty()).isLessThan(4);
    }

    @Test
    void spinsAreAlikeAndWhatRestsIsToo() {
        byte[] up = new byte[64];
        java.util.Arrays.fill(up, (byte) 1);
        assertThat(AlikePatches.of(
                                new Ising(PATCHES.grid(), 2.3, 0, EventSampler.NULL_EVENT),
                                PATCHES,
                                up,
                                Span.time(1),
                                1)
                        .differ())
                .isFalse();
        assertThat(AlikePatches.of(new CurieWeiss(PATCHES.grid(), 1, 0), PATCHES, up, Span.time(1), 1)
                        .differ())
                .isFalse();
        assertThat(of(site -> 0, 1)).isEqualTo(new AlikePatches(0, 0));
    }

    /**
     * Columns 0 to 7 of rows 0 to 7 move as those of the other patches, but for column 0, which is a wall of the large system.
     */
    @Test
    void aWallIsSeen() {
        assertThat(of(site -> site % 32 == 0 ? 0 : 0.5, 1).differ()).isTrue();
    }

    @Test
    void theCheckOfAModelSaysIt() {
        assertThat(ModelCheck.of(new Unfair(PATCHES.grid(), site -> site % 7 == 0 ? 0.9 : 0.1), PATCHES, 1))
                .filteredOn(check -> check.check().equals("evolve: patches alike"))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.result()).isEqualTo(ModelCheck.Result.NOTE);
                    assertThat(check.sentence())
                            .startsWith("the same state moves otherwise in one patch of 8×8 than in another (by ");
                });
    }
}
