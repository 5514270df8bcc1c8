package org.macrodyn.micro.alloy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Barriers with exact detailed balance: E = K[M] + ΔH / 2, in eV.
 *
 * <p>K (kinetically resolved activation) counts Mo and Ta on orbits around the midpoint of the jump and is the same both
 * ways. ΔH is the change of H = Σ V_ab over pairs of atoms + Σ v_a over pairs of a vacancy and an atom, within five shells
 * (d² = 3, 4, 8, 11, 12). So E(forward) − E(back) = ΔH, and the equilibrium is exp(−H / k_B T), which {@link #energy} lets
 * tests compare with. The embedded 76 coefficients were fitted by this project to the published network (R² 0.97). Source:
 * {@code datasets/nbmota/README.md}; Van der Ven et al., Physical Review B 64, 184307 (2001) for the split.
 */
public final class KineticallyResolved implements BarrierModel {
    private static final List<String> SPECIES = List.of("Nb", "Mo", "Ta");
    private static final String DEFAULT_FILE = "kra8_dE5_76.json";

    private final double[][][] interactions;
    private final int[] shellSquares;
    private final SiteTable table;

    private KineticallyResolved(JsonObject json) {
        shellSquares = Arrays.stream(Json.numbers(Json.field(json, "shells_d2")))
                .mapToInt(Json::whole)
                .toArray();
        requireAscending(shellSquares);
        interactions = interactions(json, shellSquares.length);
        double[] constants = new double[SiteTable.MIGRATING];
        double[][][] bySite = new double[SiteTable.MIGRATING][Neighbourhood.ALL_SITES][SiteTable.KINDS];
        for (int species = Species.NB; species <= Species.TA; species++) {
            JsonObject activation = Json.field(Json.field(json, "kra").getAsJsonObject(), SPECIES.get(species - 1))
                    .getAsJsonObject();
            constants[species - 1] = Json.number(Json.field(activation, "const"));
            addActivation(activation, Json.field(json, "kra_orbits").getAsJsonArray(), bySite[species - 1]);
            addEnergyChange(species, bySite[species - 1]);
        }
        table = new SiteTable(constants, bySite);
    }

    /**
     * The embedded 76 coefficients.
     *
     * @return the model
     */
    public static KineticallyResolved embedded() {
        return Json.embedded(DEFAULT_FILE, KineticallyResolved::new);
    }

    /**
     * Reads coefficients from a file of the same fields as the embedded one.
     *
     * @param path a JSON file
     * @return the model
     * @throws IllegalArgumentException if the file is not such a model
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static KineticallyResolved read(Path path) {
        return Json.file(path, KineticallyResolved::new);
    }

    /** Shells are searched for by halving. */
    private static void requireAscending(int[] squares) {
        for (int i = 1; i < squares.length; i++) {
            if (squares[i] <= squares[i - 1]) {
                throw new IllegalArgumentException(
                        "shells_d2 = " + Arrays.toString(squares) + " where they must ascend");
            }
        }
    }

    /** {@code [4][4][shell]}, symmetric; a pair of vacancies has no energy. */
    private static double[][][] interactions(JsonObject json, int shells) {
        double[][][] v = new double[SiteTable.KINDS][SiteTable.KINDS][shells];
        for (int a = Species.NB; a <= Species.TA; a++) {
            String name = SPECIES.get(a - 1);
            v[a][0] = Json.numbers(Json.field(Json.field(json, "v").getAsJsonObject(), name), shells);
            v[0][a] = v[a][0];
            for (int b = a; b <= Species.TA; b++) {
                v[a][b] = Json.numbers(
                        Json.field(Json.field(json, "V").getAsJsonObject(), name + SPECIES.get(b - 1)), shells);
                v[b][a] = v[a][b];
            }
        }
        return v;
    }

    private static void addActivation(JsonObject activation, JsonArray orbits, double[][] bySite) {
        double[] mo = Json.numbers(Json.field(activation, "Mo"), orbits.size());
        double[] ta = Json.numbers(Json.field(activation, "Ta"), orbits.size());
        for (int i = 0; i < orbits.size(); i++) {
            JsonElement orbit = orbits.get(i);
            for (int site : ExpansionBasis.siteOrbit(orbit)) {
                bySite[site][Species.MO] += mo[i];
                bySite[site][Species.TA] += ta[i];
            }
        }
    }

    /** Adds ΔH / 2 of the jump from (1, 1, 1) to the origin, site by site, both ends left out. */
    private void addEnergyChange(int species, double[][] bySite) {
        for (int site = 0; site < Neighbourhood.ALL_SITES; site++) {
            int[] offset = Neighbourhood.offset(site);
            int gained = shell(offset[0], offset[1], offset[2]);
            int lost = shell(offset[0] - 1, offset[1] - 1, offset[2] - 1);
            boolean target = site == Neighbourhood.indexOf(1, 1, 1);
            for (int type = 0; type < SiteTable.KINDS && !target; type++) {
                bySite[site][type] += (exchange(species, type, gained) - exchange(species, type, lost)) / 2;
            }
        }
    }

    /** The energy of an atom instead of a vacancy beside a site of that type. */
    private double exchange(int species, int type, int shell) {
        return shell < 0 ? 0 : interactions[species][type][shell] - interactions[0][type][shell];
    }

    private int shell(int dx, int dy, int dz) {
        return Arrays.binarySearch(shellSquares, dx * dx + dy * dy + dz * dz);
    }

    /**
     * The energy whose Boltzmann weight exp(−H / k_B T) is the equilibrium of these barriers.
     *
     * @param lattice the sites
     * @param state {@code [n]}. Not modified.
     * @return H in eV, up to a constant
     */
    public double energy(BccLattice lattice, byte[] state) {
        byte[] types = new byte[Neighbourhood.ALL_SITES];
        double twice = 0;
        for (int site = 0; site < state.length; site++) {
            lattice.neighbourhood(state, site, types);
            for (int i = 0; i < types.length; i++) {
                int[] offset = Neighbourhood.offset(i);
                int shell = shell(offset[0], offset[1], offset[2]);
                twice += shell < 0 ? 0 : interactions[state[site]][types[i]][shell];
            }
        }
        return twice / 2;
    }

    @Override
    public int sites() {
        return Neighbourhood.ALL_SITES;
    }

    @Override
    public Evaluator evaluator() {
        return table::evaluate;
    }

    @Override
    public String toString() {
        return "kra8_dE5_76";
    }
}
