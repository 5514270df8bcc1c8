package org.macrodyn.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.macrodyn.run.Trajectories;

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
     * @throws IllegalArgumentException if they differ
     */
    public SizeLaw {
        if (sizes.length != spreads.size()) {
            throw new IllegalArgumentException(
                    sizes.length + " sizes, " + spreads.size() + " spreads: must be equally many");
        }
    }

    /**
     * The law of one component over the second halves of runs.
     *
     * @param runs of each size
     * @param component index of the component
     * @return mean and standard deviation over runs and steps, at each size
     */
    public static SizeLaw of(SortedMap<Integer, Trajectories> runs, int component) {
        return new SizeLaw(
                runs.keySet().stream().mapToDouble(size -> size).toArray(),
                runs.values().stream()
                        .map(all -> SecondHalf.of(all.values(), component))
                        .toList());
    }

    /**
     * What is known of one size.
     *
     * @param size n
     * @return mean and standard deviation; empty if the size is not among these
     */
    public Optional<Spread> at(double size) {
        return IntStream.range(0, sizes.length)
                .filter(i -> sizes[i] == size)
                .mapToObj(spreads::get)
                .findFirst();
    }

    /**
     * The standard deviations.
     *
     * @return {@code [k]}
     */
    public double[] deviations() {
        return spreads.stream().mapToDouble(Spread::standardDeviation).toArray();
    }

    /**
     * What the law says is equal.
     *
     * @return {@code [k]} std·√n
     */
    public double[] scaled() {
        return IntStream.range(0, sizes.length)
                .mapToDouble(i -> spreads.get(i).standardDeviation() * Math.sqrt(sizes[i]))
                .toArray();
    }

    /**
     * How far the noise is from the law.
     *
     * @return largest deviation of std·√n from its mean over the sizes, relative
     * @throws IllegalArgumentException if there is no size
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
