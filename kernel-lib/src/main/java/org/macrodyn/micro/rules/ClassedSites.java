package org.macrodyn.micro.rules;

import java.util.Arrays;

/**
 * Without null events, or nearly: the sites of each class in a list, so that a draw is a class by its weight and a site of it.
 *
 * <p>Totals of a class lie within a factor of two, so that a site drawn evenly is accepted with probability total / largest total
 * ≥ ½: the cost of an event depends neither on the number of sites nor on that of different rates (Bortz, Kalos and
 * Lebowitz, J. Comput. Phys. 17, 10, 1975, for few rates; Slepoy, Thompson and Plimpton, J. Chem. Phys. 128, 205101, 2008).
 */
final class ClassedSites extends CodedSites {
    private static final int NOT_LISTED = -1;

    private final byte[] classes;
    private final double[] bounds;
    private final int[][] members;
    private final int[] sizes;
    /** {@code [n]} where a site stands in the list of its class; nowhere outside the region. */
    private final int[] places;

    ClassedSites(CodedSites sites) {
        super(sites);
        classes = kinetics.classes;
        bounds = kinetics.bounds;
        members = new int[bounds.length][16];
        sizes = new int[bounds.length];
        places = new int[codes.length];
        if (inside.length > 0) {
            Arrays.fill(places, NOT_LISTED);
        }
        for (int k = 0, count = count(); k < count; k++) {
            list(site(k), classes[code(site(k))]);
        }
    }

    @Override
    void recode(int site, int change) {
        int code = code(site);
        super.recode(site, change);
        if (places[site] != NOT_LISTED) {
            int from = classes[code];
            int to = classes[code + change];
            if (from != to) {
                remove(site, from);
                list(site, to);
            }
        }
    }

    /** Sites to which nothing can happen are in no list, but have a place. */
    private void list(int site, int to) {
        if (to >= 0) {
            int size = sizes[to]++;
            if (size == members[to].length) {
                members[to] = Arrays.copyOf(members[to], 2 * size);
            }
            members[to][size] = site;
            places[site] = size;
        } else {
            places[site] = 0;
        }
    }

    private void remove(int site, int from) {
        if (from >= 0) {
            int last = members[from][--sizes[from]];
            members[from][places[site]] = last;
            places[last] = places[site];
        }
    }

    /** Events until a time or a number of them is reached. */
    Stretch evolve(double duration, long events) {
        double time = 0;
        double last = 0;
        long happened = 0;
        for (long draw = 0; happened < events; draw++) {
            if ((draw & (ATTEMPTS_BETWEEN_POLLS - 1)) == 0) {
                stopIfInterrupted();
            }
            double total = weight();
            double next = time + random.nextExponential() / total;
            if (!(next < duration)) {
                return new Stretch(last, duration - last, happened);
            }
            time = next;
            if (happen(random.nextDouble() * total)) {
                happened++;
                last = time;
            }
        }
        return new Stretch(last, 0, happened);
    }

    private double weight() {
        double total = 0;
        for (int c = 0; c < bounds.length; c++) {
            total += sizes[c] * bounds[c];
        }
        return total;
    }

    private boolean happen(double drawn) {
        double left = drawn;
        int c = 0;
        while (c < bounds.length - 1 && left >= sizes[c] * bounds[c]) {
            left -= sizes[c] * bounds[c];
            c++;
        }
        while (sizes[c] == 0) {
            c--;
        }
        double slot = left / bounds[c];
        int place = Math.min((int) slot, sizes[c] - 1);
        double within = (slot - place) * bounds[c];
        int site = members[c][place];
        int code = code(site);
        return within < kinetics.totals[code] && fire(site, code, within);
    }
}
