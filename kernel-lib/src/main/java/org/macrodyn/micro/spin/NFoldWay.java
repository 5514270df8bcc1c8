package org.macrodyn.micro.spin;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/** See {@link EventSampler#N_FOLD_WAY}. */
final class NFoldWay implements EventSampler {
    private static final int EVENTS_BETWEEN_POLLS = 1 << 18;

    @Override
    public double evolve(Ising model, byte[] state, Region region, Span span, RandomGenerator random) {
        IsingClasses classes = new IsingClasses(state, region);
        try {
            return evolve(classes, model.rates(), span, random);
        } finally {
            classes.store(state);
        }
    }

    /** Evolves classes that are built already; returns the time that has passed. */
    static double evolve(IsingClasses classes, IsingRates rates, Span span, RandomGenerator random) {
        Lists lists = new Lists(classes, rates);
        return span instanceof Span.Time time
                ? lists.evolve(time.duration(), Long.MAX_VALUE, random)
                : lists.evolve(Double.POSITIVE_INFINITY, ((Span.Events) span).count(), random);
    }

    /** The sites of each class in a list, and for each site its place in its list. */
    private static final class Lists {
        private final IsingClasses classes;
        private final IsingRates rates;
        private final int[][] members = new int[IsingRates.CLASSES][16];
        private final int[] sizes = new int[IsingRates.CLASSES];
        private final int[] places;
        /** size · rate of each class, recomputed from the size at each change so that no error builds up. */
        private final double[] weights = new double[IsingRates.CLASSES];

        Lists(IsingClasses classes, IsingRates rates) {
            this.classes = classes;
            this.rates = rates;
            places = new int[classes.sites()];
            for (int site = 0; site < places.length; site++) {
                add(site, classes.codes[site] & IsingClasses.CLASS_MASK);
            }
        }

        double evolve(double duration, long events, RandomGenerator random) {
            double time = 0;
            for (long event = 0; event < events; event++) {
                if ((event & (EVENTS_BETWEEN_POLLS - 1)) == 0) {
                    Ising.stopIfInterrupted();
                }
                double total = total();
                time += random.nextExponential() / total;
                if (time >= duration) {
                    return duration;
                }
                flipOne(total, random);
            }
            return time;
        }

        private double total() {
            double[] w = weights;
            return ((w[0] + w[1]) + (w[2] + w[3])) + ((w[4] + w[5]) + (w[6] + w[7])) + (w[8] + w[9]);
        }

        /** Draws a class by its weight and a site of it evenly; what the class leaves of the draw picks the site. */
        private void flipOne(double total, RandomGenerator random) {
            double left = random.nextDouble() * total;
            int c = 0;
            while (c < IsingRates.CLASSES - 1 && left >= weights[c]) {
                left -= weights[c];
                c++;
            }
            while (sizes[c] == 0) {
                c--;
            }
            int place = Math.min((int) (left / rates.of(c)), sizes[c] - 1);
            flip(members[c][place], c);
        }

        private void flip(int site, int siteClass) {
            byte[] codes = classes.codes;
            int change = 2 - 4 * (siteClass & 1);
            move(site, siteClass, siteClass ^ 1);
            if (codes[site] < IsingClasses.EDGE) {
                shift(site - classes.columns, change);
                shift(site + classes.columns, change);
                shift(site - 1, change);
                shift(site + 1, change);
            } else {
                for (int direction = 0; direction < 4; direction++) {
                    int neighbour = classes.neighbour(site, direction);
                    if (neighbour != IsingClasses.NO_SITE) {
                        shift(neighbour, change);
                    }
                }
            }
        }

        private void shift(int site, int change) {
            int from = classes.codes[site] & IsingClasses.CLASS_MASK;
            move(site, from, from + change);
        }

        private void move(int site, int from, int to) {
            int[] list = members[from];
            int last = list[--sizes[from]];
            int place = places[site];
            list[place] = last;
            places[last] = place;
            weights[from] = sizes[from] * rates.of(from);
            add(site, to);
            classes.codes[site] += (byte) (to - from);
        }

        private void add(int site, int to) {
            int size = sizes[to];
            if (size == members[to].length) {
                members[to] = Arrays.copyOf(members[to], 2 * size);
            }
            members[to][size] = site;
            places[site] = size;
            sizes[to] = size + 1;
            weights[to] = (size + 1) * rates.of(to);
        }
    }
}
