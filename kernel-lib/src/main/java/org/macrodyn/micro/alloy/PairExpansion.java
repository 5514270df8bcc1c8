package org.macrodyn.micro.alloy;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.macrodyn.store.Fields;

/**
 * Barriers from a cluster expansion: E = c[M] + Σ_orbits (a[M] n_Mo + b[M] n_Ta) + Σ_pair orbits Σ c[M] n_pair, in eV, with M
 * the migrating species.
 *
 * <p>The embedded coefficients (609 of them) were fitted by this project to the published network: root mean square error
 * 0.02 eV, R² 0.994; the network itself violates its own symmetry by 0.01 eV. Detailed balance holds only approximately,
 * as for the network. {@link PairExpansionFit} fits new ones. Source: {@code datasets/nbmota/README.md}.
 */
public final class PairExpansion implements BarrierModel {
    private static final List<String> SPECIES = List.of("Nb", "Mo", "Ta");
    private static final String DEFAULT_FILE = "pairs_609.json";

    private final Fields description;
    private final ExpansionBasis basis;
    private final double[][] coefficients;
    private final SiteTable sites;
    private final PairTable pairs;

    private PairExpansion(Fields description, ExpansionBasis basis, double[][] coefficients) {
        this.description = description;
        this.basis = basis;
        this.coefficients = coefficients;
        int pairsFrom = 1 + 2 * basis.siteOrbits().size();
        double[] constants = Arrays.stream(coefficients).mapToDouble(c -> c[0]).toArray();
        sites = new SiteTable(constants, siteCoefficients());
        pairs = new PairTable(
                basis.pairOrbits(),
                Arrays.stream(coefficients)
                        .map(c -> Arrays.copyOfRange(c, pairsFrom, c.length))
                        .toArray(double[][]::new));
    }

    private static PairExpansion of(Fields json) {
        json.text("name");
        CoefficientFile.requireElectronvolts(json);
        ExpansionBasis basis = ExpansionBasis.parse(json, Neighbourhood.CUTOFF_SITES);
        return new PairExpansion(json, basis, coefficients(json, basis));
    }

    /**
     * The embedded default: 609 coefficients.
     *
     * @return the expansion
     */
    public static PairExpansion embedded() {
        return CoefficientFile.embedded(DEFAULT_FILE, PairExpansion::of);
    }

    /**
     * Reads an expansion, as {@link #write} writes it.
     *
     * @param path a JSON file
     * @return the expansion
     * @throws IllegalArgumentException if the file is not such an expansion
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static PairExpansion read(Path path) {
        return CoefficientFile.read(path, PairExpansion::of);
    }

    private static double[][] coefficients(Fields json, ExpansionBasis basis) {
        Fields bySpecies = json.object("coefficients", Set.copyOf(SPECIES));
        return SPECIES.stream()
                .map(species -> row(bySpecies.object(species), basis))
                .toArray(double[][]::new);
    }

    private static double[] row(Fields json, ExpansionBasis basis) {
        int orbits = basis.siteOrbits().size();
        double[] row = new double[basis.features()];
        row[0] = json.number("const");
        System.arraycopy(json.numbers("Mo", orbits), 0, row, 1, orbits);
        System.arraycopy(json.numbers("Ta", orbits), 0, row, 1 + orbits, orbits);
        if (!basis.pairOrbits().isEmpty() || json.has("pairs")) {
            setPairs(json.entries("pairs"), basis.pairOrbits(), row);
        }
        return row;
    }

    private static void setPairs(Fields json, List<ExpansionBasis.PairOrbit> orbits, double[] row) {
        if (json.names().size() != orbits.size()) {
            throw new IllegalArgumentException(
                    json.names().size() + " rows of \"pairs\" for " + orbits.size() + " \"pair_orbits\"");
        }
        int next = row.length
                - orbits.stream().mapToInt(ExpansionBasis.PairOrbit::features).sum();
        for (int i = 0; i < orbits.size(); i++) {
            int width = orbits.get(i).features();
            System.arraycopy(json.numbers(String.valueOf(i), width), 0, row, next, width);
            next += width;
        }
    }

    private double[][][] siteCoefficients() {
        double[][][] bySite = new double[SiteTable.MIGRATING][Neighbourhood.CUTOFF_SITES][SiteTable.KINDS];
        int orbits = basis.siteOrbits().size();
        for (int species = 0; species < SiteTable.MIGRATING; species++) {
            for (int i = 0; i < orbits; i++) {
                for (int site : basis.siteOrbits().get(i)) {
                    bySite[species][site][Species.MO] = coefficients[species][1 + i];
                    bySite[species][site][Species.TA] = coefficients[species][1 + orbits + i];
                }
            }
        }
        return bySite;
    }

    /** The same features with other coefficients. */
    PairExpansion with(double[][] fitted) {
        return new PairExpansion(description, basis, fitted);
    }

    ExpansionBasis basis() {
        return basis;
    }

    /**
     * The coefficients.
     *
     * @return a new {@code [3][features]} array in eV for migrating Nb, Mo, Ta: the constant, Mo then Ta for each orbit of
     *     sites, then the orbits of pairs
     */
    public double[][] coefficients() {
        return Arrays.stream(coefficients).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * Writes the expansion, its orbits and what they mean, as JSON.
     *
     * @param path file to write or overwrite
     * @throws IOException if that fails
     */
    public void write(Path path) throws IOException {
        JsonObject json = new JsonObject();
        description.names().stream().filter(description::has).forEach(name -> json.add(name, description.get(name)));
        JsonObject bySpecies = new JsonObject();
        for (int species = 0; species < SPECIES.size(); species++) {
            bySpecies.add(SPECIES.get(species), rowJson(coefficients[species]));
        }
        json.add("coefficients", bySpecies);
        Files.writeString(path, new Gson().toJson(json));
    }

    private JsonObject rowJson(double[] row) {
        int orbits = basis.siteOrbits().size();
        JsonObject json = new JsonObject();
        json.addProperty("const", row[0]);
        json.add("Mo", array(row, 1, orbits));
        json.add("Ta", array(row, 1 + orbits, orbits));
        JsonArray pairRows = new JsonArray();
        int next = 1 + 2 * orbits;
        for (ExpansionBasis.PairOrbit orbit : basis.pairOrbits()) {
            pairRows.add(array(row, next, orbit.features()));
            next += orbit.features();
        }
        json.add("pairs", pairRows);
        return json;
    }

    private static JsonArray array(double[] row, int from, int length) {
        JsonArray array = new JsonArray();
        Arrays.stream(row, from, from + length).forEach(array::add);
        return array;
    }

    @Override
    public int sites() {
        return Neighbourhood.CUTOFF_SITES;
    }

    @Override
    public Evaluator evaluator() {
        int[] codes = pairs.newCodes();
        return (types, barriers) -> {
            sites.evaluate(types, barriers);
            for (int d = 0; d < Neighbourhood.DIRECTIONS; d++) {
                int species = types[Neighbourhood.target(d)];
                if (species != Species.VACANCY) {
                    barriers[d] += pairs.sum(types, d, species, codes);
                }
            }
        };
    }

    @Override
    public String toString() {
        return description.text("name");
    }
}
