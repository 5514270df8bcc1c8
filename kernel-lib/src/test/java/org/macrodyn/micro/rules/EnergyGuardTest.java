package org.macrodyn.micro.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.RandomStreams;

/** Rates of dynamics with an energy, of three states, against H of the whole system before and after; spans of events. */
class EnergyGuardTest {
    private static final double T = 1.7;
    private static final int SIDE = 5;
    private static final double[][] BONDS = {{-1, 0, 0.2}, {0, -1.5, 0.1}, {0.2, 0.1, 0.4}};
    private static final double[] FIELD = {0.1, -0.2, 0.3};

    private static Energy energy() {
        return Rules.on(Grid.square(SIDE)).states("A", "B", "C").energy(BONDS, FIELD);
    }

    /** H, bond by bond. */
    private static double h(byte[] state) {
        double sum = 0;
        for (int i = 0; i < state.length; i++) {
            int right = i / SIDE * SIDE + (i + 1) % SIDE;
            int below = (i + SIDE) % state.length;
            sum += FIELD[state[i]] + BONDS[state[i]][state[right]] + BONDS[state[i]][state[below]];
        }
        return sum;
    }

    /** Σ of the rates to each other configuration. */
    private static Map<String, Double> told(RuleModel model, byte[] state) {
        Map<String, Double> rates = new HashMap<>();
        model.siteEvents(
                state,
                model.grid().whole(),
                (rate, dz, after, sites) -> rates.merge(Arrays.toString(after), rate, Double::sum));
        return rates;
    }

    private static double glauber(double difference) {
        return 1 / (1 + Math.exp(difference / T));
    }

    private static Stream<Arguments> dynamics() {
        return Stream.of("Glauber", "heat bath", "Metropolis").map(Arguments::of);
    }

    /** Two changes for each site: 1/(1 + e^(ΔH/T)), e^(−H_b/T)/Σ_c e^(−H_c/T), min(1, e^(−ΔH/T)). */
    @ParameterizedTest
    @MethodSource("dynamics")
    void sitesChangeAtTheirRates(String name) {
        Rules rules =
                switch (name) {
                    case "Glauber" -> energy().glauber(T);
                    case "heat bath" -> energy().heatBath(T);
                    default -> energy().metropolis(T);
                };
        RuleModel model = rules.observe("A", "A|B");
        byte[] state = new byte[SIDE * SIDE];
        model.initialise(state, RandomStreams.stream(4, "energy guard", 0));
        Map<String, Double> told = told(model, state);
        assertThat(told).hasSize(2 * state.length);
        for (int site = 0; site < state.length; site++) {
            double[] energies = new double[3];
            double all = 0;
            for (byte s = 0; s < 3; s++) {
                byte[] other = state.clone();
                other[site] = s;
                energies[s] = h(other) - h(state);
                all += Math.exp(-energies[s] / T);
            }
            for (byte s = 0; s < 3; s++) {
                byte[] other = state.clone();
                other[site] = s;
                double expected =
                        switch (name) {
                            case "Glauber" -> glauber(energies[s]);
                            case "heat bath" -> Math.exp(-energies[s] / T) / all;
                            default -> Math.min(1, Math.exp(-energies[s] / T));
                        };
                if (s != state[site]) {
                    assertThat(told.get(Arrays.toString(other))).isCloseTo(expected, within(1e-12));
                }
            }
        }
    }

    /** Every bond between unlike sites once, at 1/(1 + e^(ΔH/T)); the field does not matter. */
    @Test
    void unlikeNeighboursChangePlacesAtTheirRate() {
        RuleModel model = energy().kawasaki(T).observe("A", "A|B");
        byte[] state = new byte[SIDE * SIDE];
        model.initialise(state, RandomStreams.stream(5, "energy guard", 0));
        Map<String, Double> told = told(model, state);
        int unlike = 0;
        for (int i = 0; i < state.length; i++) {
            for (int j : new int[] {i / SIDE * SIDE + (i + 1) % SIDE, (i + SIDE) % state.length}) {
                if (state[i] != state[j]) {
                    byte[] other = state.clone();
                    other[i] = state[j];
                    other[j] = state[i];
                    assertThat(told.get(Arrays.toString(other))).isCloseTo(glauber(h(other) - h(state)), within(1e-12));
                    unlike++;
                }
            }
        }
        assertThat(told).hasSize(unlike);
    }

    /** Time without an event belongs to the next one. */
    @Test
    void stretchesAddUp() {
        Stretch first = new Stretch(1, 2, 3);
        assertThat(first.then(new Stretch(0, 5, 0))).isEqualTo(new Stretch(1, 7, 3));
        assertThat(first.then(new Stretch(4, 5, 6))).isEqualTo(new Stretch(7, 5, 9));
    }

    /** 30 attempts at rate 3, the last event in the 20th: gamma times of mean 20/3 and 10/3. */
    @Test
    void attemptsTakeTheirTime() {
        RandomGenerator random = RandomStreams.stream(6, "energy guard", 0);
        double until = 0;
        double after = 0;
        int runs = 20_000;
        for (int run = 0; run < runs; run++) {
            Stretch timed = new Stretch.Attempts(30, 20, 7).timed(3, random);
            until += timed.untilLast() / runs;
            after += timed.after() / runs;
            assertThat(timed.events()).isEqualTo(7);
        }
        assertThat(until).isCloseTo(20 / 3.0, within(4 * Math.sqrt(20) / 3 / Math.sqrt(runs)));
        assertThat(after).isCloseTo(10 / 3.0, within(4 * Math.sqrt(10) / 3 / Math.sqrt(runs)));
    }

    /**
     * Numbers of sites have the mean n · fraction, whatever is left goes to the state without one; a start is even over all
     * mixtures.
     */
    @Test
    void mixturesHaveTheirMeans() {
        RandomGenerator random = RandomStreams.stream(7, "energy guard", 0);
        Mixture mixture = Mixture.any(List.of("A", "B", "C")).with("B", 0.35).with("A", 0.25);
        byte[] state = new byte[7];
        double[] mean = new double[3];
        double[] any = new double[3];
        int runs = 20_000;
        for (int run = 0; run < runs; run++) {
            mixture.draw(state, random);
            for (byte s : state) {
                mean[s] += 1.0 / runs;
            }
            Mixture.any(List.of("A", "B", "C")).draw(state, random);
            any[state[0]] += 1.0 / runs;
        }
        assertThat(mean).containsExactly(new double[] {1.75, 2.45, 2.8}, within(4 * 0.5 / Math.sqrt(runs)));
        assertThat(any).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(4 * 0.48 / Math.sqrt(runs)));
    }
}
