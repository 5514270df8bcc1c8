package org.macrodyn.micro.alloy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;

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
    }

    static ExpansionBasis parse(JsonObject json) {
        List<int[]> sites = Json.objects(Json.field(json, "site_orbits").getAsJsonArray(), ExpansionBasis::siteOrbit);
        JsonArray pairs = json.has("pair_orbits") ? json.getAsJsonArray("pair_orbits") : new JsonArray();
        return new ExpansionBasis(sites, Json.objects(pairs, ExpansionBasis::pairOrbit));
    }

    static int[] siteOrbit(JsonElement orbit) {
        return Json.objects(orbit.getAsJsonArray(), ExpansionBasis::site).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int site(JsonElement offset) {
        double[] xyz = Json.numbers(offset);
        int site = xyz.length == 3
                ? Neighbourhood.indexOf(Json.whole(xyz[0]), Json.whole(xyz[1]), Json.whole(xyz[2]))
                : -1;
        if (site < 0) {
            throw new IllegalArgumentException("offset " + offset + ": not a site of the neighbourhood");
        }
        return site;
    }

    private static PairOrbit pairOrbit(JsonElement element) {
        JsonObject orbit = element.getAsJsonObject();
        List<int[]> pairs = Json.objects(Json.field(orbit, "pairs").getAsJsonArray(), ExpansionBasis::siteOrbit);
        if (pairs.stream().anyMatch(pair -> pair.length != 2)) {
            throw new IllegalArgumentException("a pair that is not of two sites");
        }
        int[] first = pairs.stream().mapToInt(pair -> pair[0]).toArray();
        int[] second = pairs.stream().mapToInt(pair -> pair[1]).toArray();
        return new PairOrbit(truth(Json.field(orbit, "symmetric")), first, second);
    }

    /** Gson takes any text for false. */
    private static boolean truth(JsonElement element) {
        if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isBoolean()) {
            return element.getAsBoolean();
        }
        throw new IllegalArgumentException(element + " where true or false belongs");
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
