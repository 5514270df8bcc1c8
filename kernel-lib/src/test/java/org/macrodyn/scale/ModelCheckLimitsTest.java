package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.macrodyn.scale.ModelCheckTest.GRID;
import static org.macrodyn.scale.ModelCheckTest.PATCHES;
import static org.macrodyn.scale.ModelCheckTest.assertFound;
import static org.macrodyn.scale.ModelCheckTest.assertRight;
import static org.macrodyn.scale.ModelCheckTest.sentence;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.Coins;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.ModelCheck.Result;

/** Models that come to rest, numbers that are none, and observables of any unit. */
class ModelCheckLimitsTest {
    /** Ones become zeros, never the other way; at the end nothing is left to happen. */
    private static class Decay extends Coins {
        Decay(Grid grid) {
            super(grid);
        }

        @Override
        public MicroModel<byte[]> on(Grid other) {
            return new Decay(other);
        }

        double rate(byte[] state, Region region) {
            int alive = 0;
            for (int i = 0; i < region.sites(); i++) {
                alive += state[region.site(i)];
            }
            return alive;
        }

        @Override
        public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
            return span.attempts(
                    rate(state, region), random, () -> state[region.site(random.nextInt(region.sites()))] = 0);
        }
    }

    @Test
    void whereAModelComesToRestTimePassesAndEventsAreNoted() {
        Decay decay = new Decay(GRID);
        assertFound(
                Result.NOTE, "evolve: events", decay, "no event can happen", "took 0.0", "use Span.time, which passes");
        assertThat(decay.evolve(new byte[256], GRID.whole(), Span.time(3), RandomStreams.stream(1, "rest", 0)))
                .isEqualTo(3);
    }

    @Test
    void aModelThatRefusesItsOwnStateOfRestIsWrong() {
        Decay refusing = new Decay(GRID) {
            @Override
            double rate(byte[] state, Region region) {
                double rate = super.rate(state, region);
                if (rate == 0) {
                    throw new IllegalArgumentException("no rate");
                }
                return rate;
            }
        };
        assertThat(sentence(refusing, "evolve: time"))
                .contains("refuses a state that it reaches after many events", "no rate", "let the time pass");
        Decay stopped = new Decay(GRID) {
            @Override
            public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                return rate(state, region) == 0 ? Double.NaN : super.evolve(state, region, span, random);
            }
        };
        assertThat(sentence(stopped, "evolve: time"))
                .startsWith("evolve returned NaN for δt = ")
                .endsWith("in a state reached after many events");
    }

    @Test
    void whatIsNotANumberIsNoTime() {
        assertFound(
                Result.NOTE,
                "evolve: events",
                new Coins(GRID) {
                    @Override
                    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
                        double elapsed = super.evolve(state, region, span, random);
                        return span instanceof Span.Events events && events.count() > 256 ? Double.NaN : elapsed;
                    }
                },
                "four times as many NaN");
        assertThat(sentence(
                        new Coins(GRID) {
                            @Override
                            public void increment(byte[] before, byte[] after, Region region, double[] dz) {
                                Arrays.fill(dz, Double.NaN);
                            }
                        },
                        "increment"))
                .startsWith("increment of ones is NaN");
    }

    /** A wrong increment and a sum are wrong in every unit of the observable, and a right model right. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-12, 1, 1e12})
    void unitsOfObservablesDoNotMatter(double unit) {
        class Units extends Coins {
            private final boolean sums;

            Units(Grid grid, boolean sums) {
                super(grid);
                this.sums = sums;
            }

            @Override
            public MicroModel<byte[]> on(Grid other) {
                return new Units(other, sums);
            }

            @Override
            public void addShare(byte[] state, int site, double[] z) {
                z[0] += unit * state[site] * (sums ? grid().sites() : 1);
                z[1] += unit * (1 - state[site]);
            }
        }
        assertRight(new Units(GRID, false), PATCHES);
        assertThat(sentence(new Units(GRID, true), "observables are means")).contains("mean over sites");
        assertThat(sentence(
                        new Units(GRID, false) {
                            @Override
                            public void increment(byte[] before, byte[] after, Region region, double[] dz) {
                                super.increment(before, after, region, dz);
                                dz[1] *= 1.01;
                            }
                        },
                        "increment"))
                .startsWith("increment of unlike is ");
    }
}
