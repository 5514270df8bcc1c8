package org.macrodyn.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Magnetisation in equilibrium.
 *
 * @param at the lattice
 * @param streams {@code [runs][times]} m of each independent stream, finite
 * @param lost trajectories that left the finite numbers and are not in it
 * @param outside trajectories that were at some time where the system cannot be
 */
public record Equilibrium(Case at, List<double[][]> streams, int lost, int outside) {
    /**
     * One L × L lattice at one temperature.
     *
     * @param side L
     * @param temperature T in J/k
     */
    public record Case(int side, double temperature) implements Comparable<Case> {
        @Override
        public int compareTo(Case other) {
            int bySide = Integer.compare(side, other.side);
            return bySide != 0 ? bySide : Double.compare(temperature, other.temperature);
        }

        @Override
        public String toString() {
            return "L" + side + ".T" + temperature;
        }
    }

    /**
     * Its averages.
     *
     * @return ⟨|m|⟩, χ and U, with errors over streams and runs
     */
    public CriticalObservables observables() {
        return CriticalObservables.ofStreams(streams, at.side, at.temperature);
    }

    /**
     * All of m.
     *
     * @return stream by stream, run by run
     */
    public double[] values() {
        return streams.stream()
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /**
     * Both together.
     *
     * @param other of the same lattice
     * @return the streams of both
     */
    public Equilibrium and(Equilibrium other) {
        List<double[][]> all = new ArrayList<>(streams);
        all.addAll(other.streams);
        return new Equilibrium(at, all, lost + other.lost, outside + other.outside);
    }
}
