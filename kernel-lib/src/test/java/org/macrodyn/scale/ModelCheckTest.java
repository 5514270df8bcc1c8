package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Coins;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spde.PredatorPreySettings;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.ModelCheck.Result;
import org.macrodyn.store.StableName;

/** Each way of being wrong is one subclass of a right model, and is found by one check. */
class ModelCheckTest {
    static final Grid GRID = Grid.square(16);
    static final Patches PATCHES = Patches.square(16, 4);

    static <S> void assertRight(MicroModel<S> model, Patches patches) {
        assertThat(ModelCheck.of(model, patches, 42))
                .hasSize(model instanceof EventModel ? 14 : 13)
                .allSatisfy(
                        check -> assertThat(check.result()).as(check.toString()).isEqualTo(Result.OK));
    }

    static void assertFound(Result result, String check, MicroModel<?> model, String... words) {
        assertThat(ModelCheck.of(model, PATCHES, 42))
                .filteredOn(found -> found.result() != Result.OK)
                .as("findings")
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.check()).isEqualTo(check);
                    assertThat(found.result()).isEqualTo(result);
                    assertThat(found.sentence()).contains(words).doesNotContain("\n");
                });
    }

    private static void assertWrong(String check, MicroModel<?> model, String... words) {
        assertFound(Result.WRONG, check, model, words);
    }

    @Test
    void rightModelsPass() {
        assertRight(new Coins(GRID), PATCHES);
        assertRight(new Ising(Grid.square(32), 2.5, 0.1, EventSampler.N_FOLD_WAY), Patches.square(32, 8));
        assertRight(new Ising(Grid.square(32), 1.0, 0, EventSampler.NULL_EVENT), Patches.square(32, 8));
        assertRight(new CurieWeiss(Grid.square(32), 1.1, 0.1), Patches.square(32, 8));
        PredatorPrey prey = new PredatorPrey(64, PredatorPreySettings.paper(), InitialProfile.fixed(0.45, 0.15));
        assertThat(ModelCheck.of(prey, new Patches(prey.grid(), Grid.line(2, 16)), 42))
                .noneMatch(check -> check.result() == Result.WRONG);
    }

    @Test
    void sitesOutsideTheRegionMustNotChange() {
        assertWrong(
                "evolve: region",
                new Coins(GRID) {
                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        return span.attempts(region.sites(), random, () -> {
                            state[random.nextInt(region.sites())] = (byte) random.nextInt(2);
                        });
                    }
                },
                "evolve changed site",
                "outside the region of 4×4",
                "take sites from region.site(i)");
    }

    @Test
    void aRegionAcrossTheEndsIsTried() {
        assertWrong(
                "evolve: region",
                new Coins(GRID) {
                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        return span.attempts(region.sites(), random, () -> {
                            int row = region.row() + random.nextInt(region.rows());
                            int column = region.column() + random.nextInt(region.columns());
                            state[row * 16 + column] = (byte) random.nextInt(2);
                        });
                    }
                },
                "take sites from region.site(i)");
    }

    @Test
    void theSpanMustBeKept() {
        assertWrong(
                "evolve: time",
                new Coins(GRID) {
                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        return super.evolve(state, region, Span.time(1), random);
                    }
                },
                "it ignores the span, use span.attempts");
        assertWrong(
                "evolve: time",
                new Coins(GRID) {
                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        super.evolve(state, region, span, random);
                        return 0;
                    }
                },
                "return the time that has passed");
        assertWrong(
                "evolve: time",
                new Coins(GRID) {
                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        return span instanceof Span.Time
                                ? 2 * super.evolve(state, region, span, random)
                                : super.evolve(state, region, span, random);
                    }
                },
                "return it in its unit");
        assertWrong(
                "evolve: time",
                new Coins(GRID) {
                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        if (!(span instanceof Span.Time time)) {
                            return super.evolve(state, region, span, random);
                        }
                        super.evolve(state, region, Span.time(1), random);
                        return time.duration();
                    }
                },
                "in a billionth of it");
    }

    @Test
    void aModelOfTimesAloneIsNoted() {
        assertFound(
                Result.NOTE,
                "evolve: events",
                new Coins(GRID) {
                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        return super.evolve(state, region, Span.time(((Span.Time) span).duration()), random);
                    }
                },
                "Span.events is not supported",
                "ClassCastException");
    }

    @Test
    void spinsAreMinusAndPlusOne() {
        assertThat(ModelCheck.of(
                        new Coins(GRID) {
                            @Override
                            public StateType<byte[]> stateType() {
                                return StateType.SPINS;
                            }
                        },
                        PATCHES,
                        42))
                .filteredOn(check -> check.result() == Result.WRONG)
                .singleElement()
                .satisfies(check -> assertThat(check.sentence())
                        .containsPattern(
                                "initialise: site \\d+ holds 0: StateType.SPINS allows −1 and \\+1, use BYTES"));
    }

    /** Coins that show other values. */
    private static final class Shown extends Coins {
        private final List<String> names;
        private final boolean overwrites;

        Shown(Grid grid, boolean overwrites, String... names) {
            super(grid);
            this.names = List.of(names);
            this.overwrites = overwrites;
        }

        @Override
        public MicroModel<byte[]> on(Grid other) {
            return new Shown(other, overwrites, names.toArray(String[]::new));
        }

        @Override
        public List<String> observables() {
            return names;
        }

        @Override
        public void observe(byte[] state, double[] z) {
            if (overwrites) {
                z[0] = z[1] = 0;
            }
            for (byte site : state) {
                z[0] += site / (double) state.length;
                z[1] -= site / (double) state.length;
            }
        }

        @Override
        public void increment(byte[] before, byte[] after, Region region, double[] dz) {
            java.util.Arrays.fill(dz, 0);
            for (int i = 0; i < before.length; i++) {
                dz[0] += (after[i] - before[i]) / (double) before.length;
                dz[1] = -dz[0];
            }
        }
    }

    @Test
    void observablesAreWhatTheirNamesAnnounce() {
        assertThat(sentence(new Shown(GRID, true, "a"), "observables")).contains("writes more values", "[a]");
        assertThat(sentence(new Shown(GRID, true, "a", "b", "c"), "observables"))
                .isEqualTo("observe never writes z[2], which is c: write it, or drop the name");
        assertThat(sentence(new Shown(GRID, false, "a", "b"), "observables")).contains("set it to 0 first");
        assertThat(sentence(new Shown(GRID, true, "a", "a"), "observables")).contains("each name once");
        assertRight(new Shown(GRID, true, "a", "b"), PATCHES);
    }

    static String sentence(MicroModel<?> model, String check) {
        return ModelCheck.of(model, PATCHES, 42).stream()
                .filter(found -> found.check().equals(check) && found.result() == Result.WRONG)
                .map(ModelCheck::sentence)
                .findFirst()
                .orElse("nothing");
    }

    @Test
    void observablesAreFiniteMeansOverSites() {
        assertThat(sentence(
                        new Coins(GRID) {
                            @Override
                            public void addShare(byte[] state, int site, double[] sums) {
                                sums[0] += 0.0 / 0.0;
                                sums[1] = 1;
                            }
                        },
                        "observables"))
                .isEqualTo("ones is NaN: look at addShare");
        class Sums extends Coins {
            Sums(Grid grid) {
                super(grid);
            }

            @Override
            public MicroModel<byte[]> on(Grid other) {
                return new Sums(other);
            }

            @Override
            public void addShare(byte[] state, int site, double[] sums) {
                sums[0] += state[site] * grid().sites();
                sums[1] += 1 - state[site];
            }
        }
        assertWrong("observables are means", new Sums(GRID), "4 copies side by side", "mean over sites");
    }

    /** Angles that start anywhere are brought between −π and π by the first evolution, however short. */
    @Test
    void statesThatEvolveIntoTheirRangeAreRight() {
        record Angles(Grid grid) implements LocalModel<float[]> {
            @Override
            public Angles on(Grid other) {
                return new Angles(other);
            }

            @Override
            public StateType<float[]> stateType() {
                return StateType.FLOATS;
            }

            @Override
            public void initialise(float[] state, RandomGenerator random) {
                for (int i = 0; i < state.length; i++) {
                    state[i] = (float) random.nextDouble(-10, 10);
                }
            }

            @Override
            public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
                return span.steps(0.01, dt -> {
                    for (int inner = 0; inner < region.sites(); inner++) {
                        int site = region.site(inner);
                        double turned = state[site] + Math.sqrt(dt) * random.nextGaussian();
                        state[site] = (float) Math.IEEEremainder(turned, 2 * Math.PI);
                    }
                });
            }

            @Override
            public List<String> observables() {
                return List.of("cos");
            }

            @Override
            public void addShare(float[] state, int site, double[] sums) {
                sums[0] += Math.cos(state[site]);
            }
        }
        assertRight(new Angles(GRID), PATCHES);
    }

    /** B comes from A alone, and no state starts with it. */
    @Test
    void whatIsNeverThereIsToldInWordsOfRules() {
        RuleModel rare = Rules.on(GRID)
                .states("o", "A", "B")
                .pair("A B -> B B", 1)
                .observe("A", "B")
                .start("A", 0.5)
                .start("B", 0);
        assertThat(ModelCheck.of(rare, PATCHES, 42))
                .filteredOn(found -> found.check().equals("observables"))
                .extracting(ModelCheck::sentence)
                .containsExactly("B is 0 in all states: no state starts with it, see start(state, fraction)");
    }

    @Test
    void onPassesOnGridAndParameters() {
        assertWrong(
                "on(grid)",
                new Coins(GRID) {
                    @Override
                    public MicroModel<byte[]> on(Grid other) {
                        return other.sites() < 256 ? this : new Coins(other);
                    }
                },
                "on(4×4).grid() is 16×16");
        assertWrong(
                "on(grid)",
                new Coins(GRID) {
                    @Override
                    public String toString() {
                        return "Coins of bias 0.3";
                    }
                },
                "not Coins of bias 0.3: on must pass on all parameters");
    }

    @Test
    void anIdentityHashIsNoName() {
        Coins nameless = new Coins(GRID) {
            @Override
            public String toString() {
                return "Potts@1b2c3d4e";
            }
        };
        assertThat(sentence(nameless, "toString")).contains("Potts@1b2c3d4e", "make it a record");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelCheck.requireName(nameless))
                .withMessageContaining("never be found again");
        assertThat(StableName.identityHash("Coins[rates=[D@6d06d69c]")).isEqualTo("D@6d06d69c");
        assertThat(StableName.identityHash("Coins 16×16, mail@host")).isEmpty();
    }

    @Test
    void anIncrementThatLooksTooLittleFarIsFound() {
        assertWrong(
                "increment",
                new Coins(GRID) {
                    @Override
                    public int reach() {
                        return 1;
                    }

                    @Override
                    public MicroModel<byte[]> on(Grid other) {
                        return other.equals(GRID) ? this : far(other);
                    }

                    private Coins far(Grid other) {
                        return new Coins(other) {
                            @Override
                            public void addShare(byte[] state, int site, double[] sums) {
                                share(this, state, site, sums);
                            }
                        };
                    }

                    private void share(Coins coins, byte[] state, int site, double[] sums) {
                        sums[0] += state[site];
                        sums[1] += state[site] ^ state[coins.grid().shift(site, 0, 3)];
                    }

                    @Override
                    public void addShare(byte[] state, int site, double[] sums) {
                        share(this, state, site, sums);
                    }
                },
                "addShare looks farther than reach() = 1");
    }

    @Test
    void aStateOfItsOwnIsFound() {
        assertWrong(
                "evolve: random",
                new Coins(GRID) {
                    private int calls;

                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        if (++calls % 2 == 0) {
                            random.nextLong();
                        }
                        return super.evolve(state, region, span, random);
                    }
                },
                "the same random numbers differ",
                "keep nothing in fields");
    }

    @Test
    void otherGridsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelCheck.of(new Coins(GRID), Patches.square(32, 8), 42))
                .withMessageContaining("patches of a grid of 32×32 for a model on 16×16");
    }
}
