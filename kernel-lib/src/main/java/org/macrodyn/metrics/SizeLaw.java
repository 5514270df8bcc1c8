package org.macrodyn.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A quantity in equilibrium at several sizes n of one system. Away from a transition its standard deviation falls as 1/√n, and
 * its mean does not depend on n.
 *
 * @param sizes {@code [k]} n, for example numbers of atoms
 * @param spreads {@code [k]} mean and standard deviation at each
 */
public record SizeLaw(double[] sizes, List<Spread> spreads) {
    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if they differ or there is no size
     */
    public SizeLaw {
        if (sizes.length == 0 || sizes.length != spreads.size()) {
            throw new IllegalArgumentException(
                    sizes.length + " sizes, " + spreads.size() + " spreads: must be equal and at least 1");
        }
    }

    /**
     * The standard deviations.
     *
     * @return {@code [k]}
     */
    public double[] deviations() {
        return spreads.stream().mapToDouble(Spread::standardDeviation).toArray();
    }

    private double[] scaled() {
        return IntStream.range(0, sizes.length)
                .mapToDouble(i -> spreads.get(i).standardDeviation() * Math.sqrt(sizes[i]))
                .toArray();
    }

    /**
     * How far the noise is from the law.
     *
     * @return largest deviation of std·√n from its mean over the sizes, relative
     */
    public double noiseError() {
        double[] scaled = scaled();
        double mean = Spread.of(scaled).mean();
        return Arrays.stream(scaled)
                .map(value -> Math.abs(value / mean - 1))
                .max()
                .orElseThrow();
    }

    /**
     * How far the means are from each other.
     *
     * @return largest difference between two sizes
     */
    public double meanRange() {
        var means = spreads.stream().mapToDouble(Spread::mean).summaryStatistics();
        return means.getMax() - means.getMin();
    }
}
