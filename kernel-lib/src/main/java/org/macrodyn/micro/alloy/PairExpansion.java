package org.macrodyn.micro.alloy;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

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

    private final JsonObject description;
    private final String name;
    private final ExpansionBasis basis;
    private final double[][] coefficients;
    private final SiteTable sites;
    private final PairTable pairs;

    private PairExpansion(JsonObject description) {
        this(description, ExpansionBasis.parse(description), null);
    }

    private PairExpansion(JsonObject description, ExpansionBasis basis, double[][] fitted) {
        this.description = description;
        name = Json.field(description, "name").getAsString();
        this.basis = basis;
        coefficients = fitted != null ? fitted : coefficients(description, basis);
        int pairsFrom = 1 + 2 * basis.siteOrbits().size();
        double[] constants = Arrays.stream(coefficients).mapToDouble(c -> c[0]).toArray();
        sites = new SiteTable(constants, siteCoefficients());
        pairs = new PairTable(
                basis.pairOrbits(),
                Arrays.stream(coefficients)
                        .map(c -> Arrays.copyOfRange(c, pairsFrom, c.length))
                        .toArray(double[][]::new));
    }

    /**
     * The embedded default: 609 coefficients.
     *
     * @return the expansion
     */
    public static PairExpansion embedded() {
        return Json.embedded(DEFAULT_FILE, PairExpansion::new);
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
        return Json.file(path, PairExpansion::new);
    }

    private static double[][] coefficients(JsonObject json, ExpansionBasis basis) {
        JsonObject bySpecies = Json.field(json, "coefficients").getAsJsonObject();
        return SPECIES.stream()
                .map(species -> row(Json.field(bySpecies, species).getAsJsonObject(), basis))
                .toArray(double[][]::new);
    }

    private static double[] row(JsonObject json, ExpansionBasis basis) {
        int orbits = basis.siteOrbits().size();
        double[] row = new double[basis.features()];
        row[0] = Json.number(Json.field(json, "const"));
        System.arraycopy(Json.numbers(Json.field(json, "Mo"), orbits), 0, row, 1, orbits);
        System.arraycopy(Json.numbers(Json.field(json, "Ta"), orbits), 0, row, 1 + orbits, orbits);
        JsonArray pairs = json.has("pairs") ? json.getAsJsonArray("pairs") : new JsonArray();
        if (pairs.size() != basis.pairOrbits().size()) {
            throw new IllegalArgumentException("coefficients of " + pairs.size() + " orbits of pairs where "
                    + basis.pairOrbits().size() + " belong");
        }
        int next = 1 + 2 * orbits;
        for (int i = 0; i < pairs.size(); i++) {
            int width = basis.pairOrbits().get(i).features();
            double[] values = Json.numbers(pairs.get(i), width);
            System.arraycopy(values, 0, row, next, width);
            next += width;
        }
        return row;
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
        description.entrySet().forEach(field -> json.add(field.getKey(), field.getValue()));
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
        return name;
    }
}
