package org.macrodyn.micro.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.macrodyn.micro.Region;

/**
 * Observables by name: {@code A} is the fraction of sites in that state, {@code A|B} the fraction of bonds with A at one end and
 * B at the other.
 */
final class Observed {
    private static final int BOND = -1;

    final List<String> names;
    private final int states;
    /** {@code [observables]} the state, or {@link #BOND}. */
    private final int[] site;
    /** {@code [observables][states · states]} 1 for the bonds that count; nothing for sites. */
    private final byte[][] bond;

    private final boolean hasBonds;

    Observed(List<String> names, List<String> states, int degree) {
        this.names = names;
        this.states = states.size();
        site = new int[names.size()];
        bond = new byte[names.size()][this.states * this.states];
        for (int o = 0; o < site.length; o++) {
            read(o, states, degree);
        }
        hasBonds = Arrays.stream(site).anyMatch(s -> s == BOND);
    }

    private void read(int o, List<String> states, int degree) {
        String name = names.get(o);
        String[] ends = name.split("\\|", -1);
        if (ends.length > 2) {
            throw new IllegalArgumentException("observable '" + name + "': must be a state, or two joined by |");
        }
        int[] found = Arrays.stream(ends)
                .mapToInt(end -> state(name, end.strip(), states))
                .toArray();
        if (ends.length == 2 && degree == 0) {
            throw new IllegalArgumentException("observable '" + name + "': a lattice of one site has no bonds");
        }
        site[o] = ends.length == 1 ? found[0] : BOND;
        if (ends.length == 2) {
            bond[o][found[0] * this.states + found[1]] = 1;
            bond[o][found[1] * this.states + found[0]] = 1;
        }
        for (int other = 0; other < o; other++) {
            if (site[other] == site[o] && Arrays.equals(bond[other], bond[o])) {
                String again = names.get(other);
                throw new IllegalArgumentException("observable '" + name + "' "
                        + (again.equals(name) ? "twice" : "is '" + again + "', a bond has no first end")
                        + ": name each once");
            }
        }
    }

    private static int state(String name, String end, List<String> states) {
        int found = states.indexOf(end);
        if (found < 0) {
            throw new IllegalArgumentException("observable '" + name + "': no site shows '" + end + "', must be one of "
                    + String.join(", ", states) + ", or a bond such as " + states.get(0) + "|" + states.get(1));
        }
        return found;
    }

    /** Fractions from the numbers of sites and of bonds by state. */
    void observe(byte[] state, Lattice lattice, double[] z) {
        long[] sites = new long[states];
        for (byte s : state) {
            sites[s]++;
        }
        long[] bonds = hasBonds ? bonds(state, lattice) : new long[0];
        for (int o = 0; o < z.length; o++) {
            z[o] = site[o] != BOND ? (double) sites[site[o]] / state.length : counted(o, bonds) / bonds(lattice);
        }
    }

    private long[] bonds(byte[] state, Lattice lattice) {
        long[] bonds = new long[states * states];
        int[] neighbours = lattice.neighbours();
        int z = lattice.degree();
        for (int i = 0; i < state.length; i++) {
            int row = state[i] * states;
            for (int place = i * z, end = place + z / 2; place < end; place++) {
                bonds[row + state[neighbours[place]]]++;
            }
        }
        return bonds;
    }

    private double counted(int o, long[] bonds) {
        long sum = 0;
        for (int pair = 0; pair < bonds.length; pair++) {
            sum += bond[o][pair] * bonds[pair];
        }
        return sum;
    }

    private static double bonds(Lattice lattice) {
        return 0.5 * lattice.grid.sites() * lattice.degree();
    }

    /** Adds what a site shows: whether it is in a state, and the part of its bonds that count, one end of each. */
    void addShare(byte[] state, Lattice lattice, int i, double[] sums) {
        int[] neighbours = lattice.neighbours();
        int z = lattice.degree();
        for (int o = 0; o < sums.length; o++) {
            if (site[o] != BOND) {
                sums[o] += state[i] == site[o] ? 1 : 0;
                continue;
            }
            int sum = 0;
            for (int place = i * z, end = place + z / 2; place < end; place++) {
                sum += bond[o][state[i] * states + state[neighbours[place]]];
            }
            sums[o] += 2.0 * sum / z;
        }
    }

    /** The states whose numbers of neighbours decide on what the change of a site does. */
    Set<Integer> asked() {
        Set<Integer> asked = new TreeSet<>();
        for (byte[] counts : bond) {
            for (int pair = 0; pair < counts.length; pair++) {
                if (counts[pair] != 0) {
                    asked.add(pair % states);
                }
            }
        }
        return asked;
    }

    /** Adds to the numbers of sites and bonds that count what the change of one site does, by its neighbours' states. */
    void addChange(int before, int after, int[] neighbours, long[] sums) {
        for (int o = 0; o < sums.length; o++) {
            if (site[o] != BOND) {
                sums[o] += (after == site[o] ? 1 : 0) - (before == site[o] ? 1 : 0);
            }
            for (int s = 0; s < states; s++) {
                sums[o] += (long) neighbours[s] * (bond[o][after * states + s] - bond[o][before * states + s]);
            }
        }
    }

    /** The change of the numbers of sites and bonds that count, when only sites of a region differ. */
    void addIncrement(byte[] before, byte[] after, Region region, Lattice lattice, long[] sums) {
        int[] neighbours = lattice.neighbours();
        int z = lattice.degree();
        for (int k = 0, count = region.sites(); k < count; k++) {
            int i = region.isWhole() ? k : region.site(k);
            if (before[i] == after[i]) {
                continue;
            }
            for (int o = 0; o < sums.length; o++) {
                if (site[o] != BOND) {
                    sums[o] += (after[i] == site[o] ? 1 : 0) - (before[i] == site[o] ? 1 : 0);
                } else {
                    sums[o] += newBonds(bond[o], before, after, neighbours, i * z, z);
                }
            }
        }
    }

    /** A bond of which both ends differ is counted from one of them. */
    private int newBonds(byte[] counts, byte[] before, byte[] after, int[] neighbours, int first, int z) {
        int sum = 0;
        int i = first / z;
        for (int d = 0; d < z; d++) {
            int j = neighbours[first + d];
            if (d < z / 2 || before[j] == after[j]) {
                sum += counts[after[i] * states + after[j]] - counts[before[i] * states + before[j]];
            }
        }
        return sum;
    }

    /** Turns numbers of sites and bonds into fractions. */
    void divide(long[] sums, Lattice lattice, double[] z) {
        for (int o = 0; o < z.length; o++) {
            z[o] = sums[o] / (site[o] != BOND ? lattice.grid.sites() : bonds(lattice));
        }
    }
}
