package org.macrodyn.micro.alloy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The two-site part of a cluster expansion, tabulated for pairs of groups of three sites.
 *
 * <p>The few sites that take part in pairs are grouped by three; a group has 27 states (Nb or vacancy, Mo, Ta on each). For
 * every two groups one table of 27 × 27 sums holds all pairs between them, and those inside the first of the two: 168
 * look-ups serve all eight directions, in place of some 3000. Values are floats, exact to 1e-8 eV.
 */
final class PairTable {
    private static final int GROUP = 3;
    private static final int STATES = 27;
    private static final int BLOCK = STATES * STATES;
    private static final int[] POWERS = {9, 3, 1};
    private static final int[] CODE = {0, 0, 1, 2};

    private final int groups;
    private final int blocks;
    private final int[] near;
    private final int[] labSites;
    private final float[] table;

    /**
     * @param orbits orbits of pairs
     * @param coefficients {@code [3][Σ features of the orbits]}, eV, for each migrating species
     */
    PairTable(List<ExpansionBasis.PairOrbit> orbits, double[][] coefficients) {
        near = orbits.stream()
                .flatMapToInt(orbit -> IntStream.concat(Arrays.stream(orbit.first()), Arrays.stream(orbit.second())))
                .distinct()
                .sorted()
                .toArray();
        groups = near.length == 0 ? 0 : Math.max(2, (near.length + GROUP - 1) / GROUP);
        blocks = groups * (groups - 1) / 2;
        labSites = new int[Neighbourhood.DIRECTIONS * groups * GROUP];
        for (int i = 0; i < labSites.length; i++) {
            int slot = Math.min(i % (groups * GROUP), near.length - 1);
            labSites[i] = Neighbourhood.toLab(i / (groups * GROUP), near[slot]);
        }
        table = new float[SiteTable.MIGRATING * blocks * BLOCK];
        for (int species = 0; species < SiteTable.MIGRATING; species++) {
            int next = 0;
            for (ExpansionBasis.PairOrbit orbit : orbits) {
                addOrbit(species, orbit, Arrays.copyOfRange(coefficients[species], next, next + orbit.features()));
                next += orbit.features();
            }
        }
    }

    private void addOrbit(int species, ExpansionBasis.PairOrbit orbit, double[] coefficients) {
        for (int i = 0; i < orbit.first().length; i++) {
            int a = Arrays.binarySearch(near, orbit.first()[i]);
            int b = Arrays.binarySearch(near, orbit.second()[i]);
            addPair(species, a, b, coefficients);
        }
    }

    private void addPair(int species, int a, int b, double[] coefficients) {
        int low = Math.min(a, b) / GROUP;
        int high = Math.max(a, b) / GROUP;
        if (low == high) {
            low = low == 0 ? 0 : low - 1;
            high = low + 1;
        }
        int base = (species * blocks + block(low, high)) * BLOCK;
        for (int state = 0; state < BLOCK; state++) {
            int feature = ExpansionBasis.pairFeature(typeIn(state, low, a), typeIn(state, low, b));
            if (feature >= 0 && feature < coefficients.length) {
                table[base + state] += (float) coefficients[feature];
            }
        }
    }

    /** The species (1 to 3) of a near site in a state of two groups, of which the first is group {@code low}. */
    private static int typeIn(int state, int low, int slot) {
        int code = slot / GROUP == low ? state / STATES : state % STATES;
        return code / POWERS[slot % GROUP] % GROUP + 1;
    }

    private int block(int low, int high) {
        return low * (2 * groups - low - 1) / 2 + high - low - 1;
    }

    /** Scratch space of one evaluation. */
    int[] newCodes() {
        return new int[groups];
    }

    /**
     * Sums the pairs of one jump.
     *
     * @param types species in the laboratory frame
     * @param direction of the jump
     * @param species that migrates, 1 to 3
     * @param codes from {@link #newCodes}. Overwritten.
     * @return the pairs' part of the barrier in eV
     */
    double sum(byte[] types, int direction, int species, int[] codes) {
        int slot = direction * groups * GROUP;
        for (int g = 0; g < groups; g++) {
            codes[g] = 9 * CODE[types[labSites[slot]]]
                    + 3 * CODE[types[labSites[slot + 1]]]
                    + CODE[types[labSites[slot + 2]]];
            slot += GROUP;
        }
        int base = (species - 1) * blocks * BLOCK;
        double sum = 0;
        for (int low = 0; low < groups; low++) {
            int row = codes[low] * STATES;
            for (int high = low + 1; high < groups; high++) {
                sum += table[base + row + codes[high]];
                base += BLOCK;
            }
        }
        return sum;
    }
}
