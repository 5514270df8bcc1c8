package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarrierModelTest {
    private static final int NETWORK = 1;
    private static final int LINEAR = 9;
    private static final int PAIRS = 17;

    /** The vectors were computed by the Python study that fitted the models; they are given to six decimals. */
    private static void agreesWithVectors(BarrierModel model, int column, double tolerance) {
        List<String> lines = Fixtures.lines("testvectors.csv");
        assertThat(lines).hasSize(21);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            double[] expected = Fixtures.numbers(cells, column, 8);
            assertThat(Fixtures.barriers(model, Fixtures.types(cells[0]))).containsExactly(expected, within(tolerance));
        }
    }

    @Test
    void pairExpansionAgreesWithTestVectors() {
        agreesWithVectors(PairExpansion.embedded(), PAIRS, 2e-5);
    }

    @Test
    void anExpansionWithoutPairsAgreesWithTestVectors() throws URISyntaxException {
        Path file = Path.of(getClass().getResource("linear24_147.json").toURI());
        agreesWithVectors(PairExpansion.read(file), LINEAR, 2e-5);
    }

    @Test
    void networkAgreesWithTestVectors() {
        agreesWithVectors(Fixtures.network(), NETWORK, 1e-5);
    }

    /** Barriers and rate sums of the published code. */
    @Test
    void networkAgreesWithPublishedBarriers() {
        NeuralBarriers network = Fixtures.network();
        BccLattice lattice = BccLattice.cube(8);
        for (String line : Fixtures.lines("alloy_fixture_barriers.csv").subList(1, 5)) {
            String[] cells = line.split(",", -1);
            String[] xyz = cells[1].split(" ", -1);
            int site = lattice.site(Integer.parseInt(xyz[0]), Integer.parseInt(xyz[1]), Integer.parseInt(xyz[2]));
            byte[] state = Fixtures.start(lattice);
            assertThat(state[site]).isEqualTo(Byte.parseByte(cells[2]));
            state[site] = Species.VACANCY;
            byte[] types = new byte[network.sites()];
            lattice.neighbourhood(state, site, types);
            double[] barriers = Fixtures.barriers(network, types);
            assertThat(barriers).containsExactly(Fixtures.numbers(cells, 3, 8), within(1e-5));
            assertRate(lattice, state, network, 2000, Double.parseDouble(cells[11]));
            assertRate(lattice, state, network, 800, Double.parseDouble(cells[12]));
        }
    }

    private static void assertRate(BccLattice lattice, byte[] state, BarrierModel model, double kelvin, double rate) {
        VacancyKmc kmc = new VacancyKmc(lattice, state, model, kelvin, WaitingTime.DRAWN);
        assertThat(kmc.totalRate()).isCloseTo(rate, within(1e-4 * rate));
    }

    /** Feature by feature, the definition in the coefficient file against the tables. */
    @Test
    void tablesAgreeWithTheDefinitionAlsoBesideVacancies() {
        PairExpansion model = PairExpansion.embedded();
        double[][] coefficients = model.coefficients();
        double[] features = new double[model.basis().features()];
        RandomGenerator random = Fixtures.random(1);
        for (int trial = 0; trial < 200; trial++) {
            byte[] types = Fixtures.randomTypes(model.sites(), random);
            for (int k = 0; k < 10; k++) {
                types[random.nextInt(types.length)] = Species.VACANCY;
            }
            double[] barriers = Fixtures.barriers(model, types);
            for (int d = 0; d < 8; d++) {
                int species = types[Neighbourhood.target(d)];
                model.basis().count(types, d, features);
                double expected = Double.POSITIVE_INFINITY;
                if (species != Species.VACANCY) {
                    expected = 0;
                    for (int f = 0; f < features.length; f++) {
                        expected += coefficients[species - 1][f] * features[f];
                    }
                }
                assertThat(barriers[d]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void embeddedExpansionHas609Coefficients() {
        assertThat(PairExpansion.embedded().basis().features() * 3).isEqualTo(609);
    }

    @Test
    void writtenExpansionReadsBackEqual(@TempDir Path folder) throws IOException {
        PairExpansion model = PairExpansion.embedded();
        model.write(folder.resolve("copy.json"));
        assertThat(PairExpansion.read(folder.resolve("copy.json")).coefficients())
                .isDeepEqualTo(model.coefficients());
    }

    @Test
    void brokenCoefficientFilesAreRefusedInOneLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("broken.json");
        for (String text : List.of("", "{}", "[1]", "{\"site_orbits\": [[[9, 9, 9]]]}", "{\"site_orbits\": 3}", "{")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> PairExpansion.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("broken.json")
                    .hasMessageNotContaining("\n");
            assertThatThrownBy(() -> KineticallyResolved.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void neighbourhoodIsInThePublishedOrder() {
        for (String line : Fixtures.lines("sites112.csv").subList(1, 113)) {
            String[] cells = line.split(",", -1);
            int[] offset = Neighbourhood.offset(Integer.parseInt(cells[0]));
            assertThat(offset)
                    .containsExactly(
                            Integer.parseInt(cells[1]), Integer.parseInt(cells[2]), Integer.parseInt(cells[3]));
        }
    }

    /** E(forward) − E(back) = H(after) − H(before), vacancies among the neighbours included. */
    @Test
    void kineticallyResolvedHasExactDetailedBalance() {
        KineticallyResolved model = KineticallyResolved.embedded();
        BarrierModel.Evaluator evaluator = model.evaluator();
        BccLattice lattice = BccLattice.cube(3);
        RandomGenerator random = Fixtures.random(2);
        byte[] types = new byte[model.sites()];
        double[] barriers = new double[8];
        for (int trial = 0; trial < 100; trial++) {
            byte[] state = new byte[lattice.sites()];
            Composition.EQUIMOLAR.fill(state, 4, random);
            int from = 0;
            while (state[from] != Species.VACANCY) {
                from++;
            }
            int d = random.nextInt(8);
            int to = lattice.neighbour(from, d);
            if (state[to] == Species.VACANCY) {
                continue;
            }
            lattice.neighbourhood(state, from, types);
            evaluator.barriers(types, barriers);
            double forward = barriers[d];
            double before = model.energy(lattice, state);
            state[from] = state[to];
            state[to] = Species.VACANCY;
            lattice.neighbourhood(state, to, types);
            evaluator.barriers(types, barriers);
            double change = model.energy(lattice, state) - before;
            assertThat(forward - barriers[7 - d]).isCloseTo(change, within(1e-12));
        }
    }
}
