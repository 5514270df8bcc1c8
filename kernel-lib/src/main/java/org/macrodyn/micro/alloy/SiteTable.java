package org.macrodyn.micro.alloy;

/**
 * The one-site part of a barrier: E_d = c[M] + Σ_s c[M][s][type of s], for all eight directions at once.
 *
 * <p>The canonical coefficients are rotated into the laboratory frame and summed for pairs of neighbouring sites in the
 * list, so that one look-up serves two sites. M is the migrating species.
 */
final class SiteTable {
    /** Species on a site, vacancy included. */
    static final int KINDS = 4;

    /** Species that can migrate. */
    static final int MIGRATING = 3;

    private static final int CODES = KINDS * KINDS;
    private static final int LANES = Neighbourhood.DIRECTIONS * MIGRATING;

    private final int pairs;
    private final double[] table;

    /**
     * @param constants {@code [3]}, eV, one for each migrating species
     * @param coefficients {@code [3][sites][4]}, eV: migrating species, canonical site, species on it
     */
    SiteTable(double[] constants, double[][][] coefficients) {
        int sites = coefficients[0].length;
        pairs = sites / 2;
        table = new double[pairs * CODES * LANES];
        for (int d = 0; d < Neighbourhood.DIRECTIONS; d++) {
            for (int species = 0; species < MIGRATING; species++) {
                int lane = d * MIGRATING + species;
                addToAllCodes(0, lane, constants[species]);
                for (int site = 0; site < sites; site++) {
                    addSite(Neighbourhood.toLab(d, site), lane, coefficients[species][site]);
                }
            }
        }
    }

    private void addToAllCodes(int pair, int lane, double value) {
        for (int code = 0; code < CODES; code++) {
            table[(pair * CODES + code) * LANES + lane] += value;
        }
    }

    private void addSite(int labSite, int lane, double[] byType) {
        for (int code = 0; code < CODES; code++) {
            int type = labSite % 2 == 0 ? code / KINDS : code % KINDS;
            table[(labSite / 2 * CODES + code) * LANES + lane] += byType[type];
        }
    }

    /**
     * Evaluates all directions.
     *
     * @param types {@code [sites]} in the laboratory frame
     * @param barriers {@code [8]}; +∞ where the target is a vacancy. Overwritten.
     */
    void evaluate(byte[] types, double[] barriers) {
        int l0 = lane(types, 0);
        int l1 = lane(types, 1);
        int l2 = lane(types, 2);
        int l3 = lane(types, 3);
        int l4 = lane(types, 4);
        int l5 = lane(types, 5);
        int l6 = lane(types, 6);
        int l7 = lane(types, 7);
        double e0 = 0;
        double e1 = 0;
        double e2 = 0;
        double e3 = 0;
        double e4 = 0;
        double e5 = 0;
        double e6 = 0;
        double e7 = 0;
        for (int pair = 0; pair < pairs; pair++) {
            int base = (pair * CODES + types[2 * pair] * KINDS + types[2 * pair + 1]) * LANES;
            e0 += table[base + l0];
            e1 += table[base + l1];
            e2 += table[base + l2];
            e3 += table[base + l3];
            e4 += table[base + l4];
            e5 += table[base + l5];
            e6 += table[base + l6];
            e7 += table[base + l7];
        }
        barriers[0] = e0;
        barriers[1] = e1;
        barriers[2] = e2;
        barriers[3] = e3;
        barriers[4] = e4;
        barriers[5] = e5;
        barriers[6] = e6;
        barriers[7] = e7;
        closeToVacancies(types, barriers);
    }

    /** The lane of a direction and the species that would migrate; of Nb in place of a vacancy, overwritten later. */
    private static int lane(byte[] types, int direction) {
        return direction * MIGRATING + Math.max(types[Neighbourhood.target(direction)], 1) - 1;
    }

    private static void closeToVacancies(byte[] types, double[] barriers) {
        for (int d = 0; d < Neighbourhood.DIRECTIONS; d++) {
            if (types[Neighbourhood.target(d)] == Species.VACANCY) {
                barriers[d] = Double.POSITIVE_INFINITY;
            }
        }
    }
}
