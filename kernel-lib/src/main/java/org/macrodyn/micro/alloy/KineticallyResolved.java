package org.macrodyn.micro.alloy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.macrodyn.store.Fields;

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

    private KineticallyResolved(Fields json) {
        CoefficientFile.requireElectronvolts(json);
        shellSquares = shells(json);
        interactions = interactions(json, shellSquares.length);
        Fields activations = json.object("kra", Set.copyOf(SPECIES));
        List<int[]> orbits = ExpansionBasis.siteOrbits(json.entries("kra_orbits"), Neighbourhood.ALL_SITES);
        double[] constants = new double[SiteTable.MIGRATING];
        double[][][] bySite = new double[SiteTable.MIGRATING][Neighbourhood.ALL_SITES][SiteTable.KINDS];
        for (int species = Species.NB; species <= Species.TA; species++) {
            Fields activation = activations.object(SPECIES.get(species - 1), Set.of("const", "Mo", "Ta"));
            constants[species - 1] = activation.number("const");
            addActivation(activation, orbits, bySite[species - 1]);
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
        return CoefficientFile.embedded(DEFAULT_FILE, KineticallyResolved::new);
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
        return CoefficientFile.read(path, KineticallyResolved::new);
    }

    /** Ascending, so that a distance is found by bisection. */
    private static int[] shells(Fields json) {
        int[] squares =
                json.counts("shells_d2").stream().mapToInt(Integer::intValue).toArray();
        int[] ascending = Arrays.stream(squares)
                .filter(square -> square > 0)
                .sorted()
                .distinct()
                .toArray();
        if (squares.length == 0 || !Arrays.equals(squares, ascending)) {
            throw new IllegalArgumentException(
                    "\"shells_d2\" " + Arrays.toString(squares) + " are not squares of distances in ascending order");
        }
        return squares;
    }

    /** {@code [4][4][shell]}, symmetric; a pair of vacancies has no energy. */
    private static double[][][] interactions(Fields json, int shells) {
        Fields ofVacancy = json.object("v", Set.copyOf(SPECIES));
        Fields ofAtoms = json.object("V", Set.of("NbNb", "NbMo", "NbTa", "MoMo", "MoTa", "TaTa"));
        double[][][] v = new double[SiteTable.KINDS][SiteTable.KINDS][shells];
        for (int a = Species.NB; a <= Species.TA; a++) {
            String name = SPECIES.get(a - 1);
            v[a][0] = ofVacancy.numbers(name, shells);
            v[0][a] = v[a][0];
            for (int b = a; b <= Species.TA; b++) {
                v[a][b] = ofAtoms.numbers(name + SPECIES.get(b - 1), shells);
                v[b][a] = v[a][b];
            }
        }
        return v;
    }

    private static void addActivation(Fields activation, List<int[]> orbits, double[][] bySite) {
        double[] mo = activation.numbers("Mo", orbits.size());
        double[] ta = activation.numbers("Ta", orbits.size());
        for (int i = 0; i < orbits.size(); i++) {
            for (int site : orbits.get(i)) {
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
