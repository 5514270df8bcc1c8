package org.macrodyn.closure;

/** Replaces pairs that share z_t and δt by 2d pairs with the same mean and covariance of Δz. */
final class Condensation {
    private final MacroPairs pairs;
    private final int repeats;
    private final int d;
    private final CondensedPairs condensed;
    private final double[] z;
    private final double[] mean;
    private final double[][] covariance;

    Condensation(MacroPairs pairs, int repeats) {
        this.pairs = pairs;
        this.repeats = repeats;
        d = pairs.dimension();
        if (repeats <= 2 * d || pairs.size() % repeats != 0 || pairs.group() != 1) {
            throw new IllegalArgumentException(
                    pairs.size() + " pairs with repeats = " + repeats + " in groups of " + pairs.group()
                            + ": repeats must be above 2d = " + 2 * d + " and divide the number of single pairs");
        }
        condensed = new CondensedPairs(pairs.names(), pairs.size() / repeats);
        z = new double[d];
        mean = new double[d];
        covariance = new double[d][d];
    }

    MacroPairs run() {
        for (int block = 0; block < pairs.size() / repeats; block++) {
            int first = block * repeats;
            requireSameStart(first);
            pairs.moments(first, repeats, mean, covariance);
            for (int c = 0; c < d; c++) {
                z[c] = pairs.z0()[first * d + c];
            }
            condensed.set(block, z, pairs.dt()[first], mean, covariance);
        }
        return condensed.pairs();
    }

    private void requireSameStart(int first) {
        for (int pair = first + 1; pair < first + repeats; pair++) {
            if (pairs.dt()[pair] != pairs.dt()[first] || !pairs.startAlike(first, pair)) {
                throw new IllegalArgumentException("pairs " + first + " and " + pair
                        + " differ in z or δt: only pairs of one configuration and a fixed δt can be condensed");
            }
        }
    }
}
