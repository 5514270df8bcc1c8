package org.macrodyn.micro.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.exact.Kaufman;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.IsingLaws;
import org.macrodyn.run.RandomStreams;

/** Ising models by their energy: exact answers in two and three dimensions, and the class that the library has. */
class IsingByRulesTest {
    private static final double[][] ALIKE = {{-1, 1}, {1, -1}};

    private static Rules spins(Grid grid) {
        return Rules.on(grid).states("down", "up");
    }

    /** Kaufman's energy of the torus of 64², below and above the critical temperature, by each dynamics. */
    @ParameterizedTest
    @ValueSource(strings = {"glauber", "heatBath", "metropolis"})
    void energiesAreKaufmans(String dynamics) {
        for (double temperature : new double[] {2.0, 2.5}) {
            Energy energy = spins(Grid.square(64)).energy(ALIKE);
            Rules rules =
                    switch (dynamics) {
                        case "glauber" -> energy.glauber(temperature);
                        case "heatBath" -> energy.heatBath(temperature);
                        default -> energy.metropolis(temperature);
                    };
            // An ordered start below, a disordered one above: either is near its equilibrium.
            double up = temperature < 2.2 ? 0.95 : 0.5;
            double[] alike = bonds(rules.observe("up|down").start("up", up), 80, 60);
            for (int run = 0; run < alike.length; run++) {
                alike[run] *= -2;
            }
            IsingLaws.assertMean(Kaufman.square(64, temperature).energy(), alike);
        }
    }

    /**
     * High-temperature series of the simple cubic lattice in v = tanh K: (1/n) log Z = log 2 + 3 log cosh K + 3 v⁴ + 22 v⁶
     * + 187.5 v⁸ + 1980 v¹⁰ + 24044 v¹² + 319170 v¹⁴ + … (Bhanot, Creutz, Glässner and Schilling, Phys. Rev. E 49, 2909,
     * 1994), hence ⟨s s′⟩ = (1/3) d/dK.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.06, 0.1})
    void cubicLatticesHaveTheEnergyOfTheSeries(double coupling) {
        double v = Math.tanh(coupling);
        double v2 = v * v;
        double polygons = 12 + v2 * (132 + v2 * (1500 + v2 * (19800 + v2 * (288528 + v2 * 4468380))));
        double exact = v + (1 - v2) * v * v2 * polygons / 3;
        RuleModel model =
                spins(Grid.cube(12)).energy(ALIKE).glauber(1 / coupling).observe("up|down");
        IsingLaws.assertMean(exact, bonds(model.start("up", 0.5), 10, 60));
    }

    /**
     * At the critical coupling of the infinite cubic lattice, K_c = 0.221 654 626(5) (Ferrenberg, Xu and Landau, Phys. Rev. E 97,
     * 043301, 2018): the 2¹⁸ configurations of 2 × 3 × 3 sites, one by one.
     */
    @Test
    void criticalEnergyOfAFewLayersIsThatOfTheirEnumeration() {
        Grid grid = new Grid(1, 2, 3, 3);
        double coupling = 0.221654626;
        int[] neighbours = new int[3 * grid.sites()];
        for (int site = 0; site < grid.sites(); site++) {
            neighbours[3 * site] = grid.shift(site, 0, 0, 1);
            neighbours[3 * site + 1] = grid.shift(site, 0, 1, 0);
            neighbours[3 * site + 2] = grid.shift(site, 1, 0, 0);
        }
        double sum = 0;
        double alike = 0;
        for (int spins = 0; spins < 1 << grid.sites(); spins++) {
            int bonds = 0;
            for (int bond = 0; bond < neighbours.length; bond++) {
                bonds += 1 - 2 * ((spins >> (bond / 3) ^ spins >> neighbours[bond]) & 1);
            }
            double weight = Math.exp(coupling * bonds);
            sum += weight;
            alike += weight * bonds / neighbours.length;
        }
        RuleModel model = spins(grid).energy(ALIKE).metropolis(1 / coupling).observe("up|down");
        IsingLaws.assertMean(alike / sum, bonds(model, 20, 3000));
    }

    /** ⟨s s′⟩ of independent runs. */
    private static double[] bonds(RuleModel model, double relaxed, int frames) {
        double[] alike = new double[16];
        double[] z = new double[1];
        Region whole = model.grid().whole();
        for (int run = 0; run < alike.length; run++) {
            RandomGenerator random = RandomStreams.stream(1, "bonds", run);
            byte[] state = new byte[model.grid().sites()];
            model.initialise(state, random);
            model.evolve(state, whole, Span.time(relaxed), random);
            for (int frame = 0; frame < frames; frame++) {
                model.evolve(state, whole, Span.time(1), random);
                model.observe(state, z);
                alike[run] += (1 - 2 * z[0]) / frames;
            }
        }
        return alike;
    }

    /** The same rates and observables as the class, site by site. */
    @Test
    void glauberRatesAreThoseOfTheClass() {
        Ising ising = Ising.square(8, 2.3, 0.2);
        RuleModel rules =
                spins(ising.grid()).energy(ALIKE, 0.2, -0.2).glauber(2.3).observe("up", "up|down");
        RandomGenerator random = RandomStreams.stream(1, "rates", 0);
        byte[] spins = new byte[64];
        byte[] state = new byte[64];
        ising.initialise(spins, random);
        for (int site = 0; site < 64; site++) {
            state[site] = (byte) ((spins[site] + 1) / 2);
        }
        double[] m = new double[2];
        double[] z = new double[2];
        ising.observe(spins, m);
        rules.observe(state, z);
        assertThat(z).containsExactly(new double[] {(1 + m[0]) / 2, m[1]}, within(1e-14));
        for (int site = 0; site < 64; site++) {
            double[] rate = new double[1];
            Region only = new Region(ising.grid(), 0, site / 8, site % 8, 1, 1, 1);
            rules.events(state, only, (r, dz) -> rate[0] += r);
            assertThat(rate[0]).isEqualTo(ising.flipRate(spins, site), within(1e-14));
        }
    }

    /** Three states: heat bath and Metropolis obey detailed balance with the Potts energy in a field. */
    @Test
    void dynamicsObeyDetailedBalance() {
        double[][] bonds = {{-1, 0, 0.2}, {0, -1.5, 0.1}, {0.2, 0.1, 0.4}};
        double[] field = {0.1, -0.2, 0.3};
        Rules start = Rules.on(Grid.square(4)).states("A", "B", "C");
        Energy energy = start.energy(bonds, field);
        for (Rules rules : new Rules[] {energy.glauber(1.7), energy.heatBath(1.7), energy.metropolis(1.7)}) {
            RuleModel model = rules.observe("A", "B", "C");
            byte[] state = new byte[16];
            model.initialise(state, RandomStreams.stream(2, "balance", 0));
            Region first = new Region(model.grid(), 0, 0, 0, 1, 1, 1);
            double[][] rate = new double[3][3];
            double[] local = new double[3];
            for (int s = 0; s < 3; s++) {
                int before = s;
                state[0] = (byte) s;
                local[s] =
                        field[s] + bonds[s][state[1]] + bonds[s][state[3]] + bonds[s][state[4]] + bonds[s][state[12]];
                model.events(state, first, (r, dz) -> {
                    for (int after = 0; after < 3; after++) {
                        rate[before][after] += dz[after] > 0 ? r : 0;
                    }
                });
            }
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < a; b++) {
                    assertThat(rate[a][b] / rate[b][a]).isEqualTo(Math.exp((local[a] - local[b]) / 1.7), within(1e-12));
                }
            }
        }
    }
}
