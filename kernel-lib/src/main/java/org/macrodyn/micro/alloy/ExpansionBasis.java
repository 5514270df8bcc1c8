package org.macrodyn.micro.alloy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.macrodyn.store.Fields;

/**
 * The features of a cluster expansion of the barrier: 1, then the number of Mo and of Ta atoms on each orbit of sites, then
 * the numbers of MoMo, TaTa, MoTa (and TaMo) on each orbit of site pairs.
 *
 * <p>Orbits are sets of canonical sites (or ordered pairs of sites) that the symmetry of the jump along [111] maps onto
 * each other. A symmetric orbit of pairs lists both orders of each pair and needs no TaMo of its own. Nb and vacancies are
 * the reference, with feature 0.
 *
 * @param siteOrbits {@code [orbit][member]} numbers of canonical sites
 * @param pairOrbits orbits of ordered pairs
 */
record ExpansionBasis(List<int[]> siteOrbits, List<PairOrbit> pairOrbits) {
    /**
     * One orbit of pairs.
     *
     * @param symmetric whether both orders of each pair are listed
     * @param first {@code [pairs]} canonical sites a
     * @param second {@code [pairs]} canonical sites b
     */
    record PairOrbit(boolean symmetric, int[] first, int[] second) {
        int features() {
            return symmetric ? 3 : 4;
        }

        /** Adds the pairs to those of other orbits. */
        private void requireNew(Set<Long> seen) {
            Set<Long> own = new HashSet<>();
            for (int i = 0; i < first.length; i++) {
                own.add(key(first[i], second[i]));
            }
            boolean disjoint = own.size() == first.length && own.stream().noneMatch(seen::contains);
            if (first.length == 0 || !disjoint) {
                throw new IllegalArgumentException("an orbit of pairs is empty, or has a pair of another or twice");
            }
            for (int i = 0; i < first.length; i++) {
                if (own.contains(key(second[i], first[i])) != symmetric) {
                    throw new IllegalArgumentException(
                            "a symmetric orbit of pairs lists both orders, another only one");
                }
            }
            seen.addAll(own);
        }

        private static long key(int a, int b) {
            return (long) a << Integer.SIZE | b;
        }
    }

    /**
     * Reads the orbits.
     *
     * @param json a file with {@code site_orbits} and, if there are pairs, {@code pair_orbits}
     * @param sites number of canonical sites that an orbit may have
     * @return the basis
     * @throws IllegalArgumentException if an orbit is empty, lies outside, or has a site or a pair that another has too
     */
    static ExpansionBasis parse(Fields json, int sites) {
        List<int[]> siteOrbits = siteOrbits(json.entries("site_orbits"), sites);
        List<PairOrbit> pairOrbits =
                json.has("pair_orbits") ? pairOrbits(json.entries("pair_orbits"), sites) : List.of();
        Set<Long> seen = new HashSet<>();
        pairOrbits.forEach(orbit -> orbit.requireNew(seen));
        return new ExpansionBasis(siteOrbits, pairOrbits);
    }

    /** Orbits of sites, each site in one of them only. */
    static List<int[]> siteOrbits(Fields json, int sites) {
        List<int[]> orbits = orbits(json, sites);
        int[] all = orbits.stream().flatMapToInt(Arrays::stream).toArray();
        if (Arrays.stream(all).distinct().count() < all.length) {
            throw new IllegalArgumentException("a site belongs to two orbits, or twice to one");
        }
        return orbits;
    }

    private static List<int[]> orbits(Fields json, int sites) {
        return json.names().stream()
                .map(orbit -> orbit(json.entries(orbit), sites))
                .toList();
    }

    private static int[] orbit(Fields json, int sites) {
        if (json.names().isEmpty()) {
            throw new IllegalArgumentException("an orbit is empty");
        }
        return json.names().stream()
                .mapToInt(offset -> site(json.counts(offset), sites))
                .toArray();
    }

    private static int site(List<Integer> offset, int sites) {
        int site = offset.size() == 3 ? Neighbourhood.indexOf(offset.get(0), offset.get(1), offset.get(2)) : -1;
        if (site < 0 || site >= sites) {
            throw new IllegalArgumentException("offset " + offset + " is none of the " + sites + " sites around");
        }
        return site;
    }

    private static List<PairOrbit> pairOrbits(Fields json, int sites) {
        return json.names().stream()
                .map(orbit -> pairOrbit(json.object(orbit), sites))
                .toList();
    }

    private static PairOrbit pairOrbit(Fields orbit, int sites) {
        List<int[]> pairs = orbits(orbit.entries("pairs"), sites);
        for (int[] pair : pairs) {
            if (pair.length != 2 || pair[0] == pair[1]) {
                throw new IllegalArgumentException("a pair of " + pair.length + " sites, or of a site with itself");
            }
        }
        int[] first = pairs.stream().mapToInt(pair -> pair[0]).toArray();
        int[] second = pairs.stream().mapToInt(pair -> pair[1]).toArray();
        return new PairOrbit(orbit.truth("symmetric"), first, second);
    }

    /** The number of features, and of coefficients for one migrating species. */
    int features() {
        return 1
                + 2 * siteOrbits.size()
                + pairOrbits.stream().mapToInt(PairOrbit::features).sum();
    }

    /**
     * Counts the features of one jump.
     *
     * @param types {@code [112]} species in the laboratory frame
     * @param direction of the jump
     * @param features {@code [features()]}. Overwritten.
     */
    void count(byte[] types, int direction, double[] features) {
        features[0] = 1;
        int orbits = siteOrbits.size();
        for (int i = 0; i < orbits; i++) {
            features[1 + i] = 0;
            features[1 + orbits + i] = 0;
            for (int site : siteOrbits.get(i)) {
                int type = types[Neighbourhood.toLab(direction, site)];
                features[1 + i] += type == Species.MO ? 1 : 0;
                features[1 + orbits + i] += type == Species.TA ? 1 : 0;
            }
        }
        int next = 1 + 2 * orbits;
        for (PairOrbit orbit : pairOrbits) {
            countPairs(types, direction, orbit, features, next);
            next += orbit.features();
        }
    }

    private static void countPairs(byte[] types, int direction, PairOrbit orbit, double[] features, int from) {
        for (int k = 0; k < orbit.features(); k++) {
            features[from + k] = 0;
        }
        for (int i = 0; i < orbit.first().length; i++) {
            int a = types[Neighbourhood.toLab(direction, orbit.first()[i])];
            int b = types[Neighbourhood.toLab(direction, orbit.second()[i])];
            int feature = pairFeature(a, b);
            if (feature >= 0 && feature < orbit.features()) {
                features[from + feature]++;
            }
        }
    }

    /** The feature that an ordered pair of species counts for, or −1. */
    static int pairFeature(int a, int b) {
        if (a <= Species.NB || b <= Species.NB) {
            return -1;
        }
        if (a == b) {
            return a == Species.MO ? 0 : 1;
        }
        return a == Species.MO ? 2 : 3;
    }
}
