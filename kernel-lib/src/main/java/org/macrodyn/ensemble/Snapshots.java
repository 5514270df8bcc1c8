package org.macrodyn.ensemble;

import java.lang.reflect.Array;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.Memory;

/**
 * A set of recorded configurations x of one system: 𝒟_s of the small system, 𝒟 of the large one.
 *
 * <p>Spins take one bit, species one byte, fields four bytes a site. Different configurations may be written by different
 * threads at the same time.
 *
 * @param <S> the state array
 */
public final class Snapshots<S> {
    private final Grid grid;
    private final StateType<S> type;
    /** One packed row for each configuration: {@code byte[]} or {@code float[]}. */
    private final Object[] rows;

    private final Packing packing;

    /**
     * Room for a number of configurations.
     *
     * @param grid the system's sites
     * @param type what a state is made of
     * @param count number of configurations, at least 1
     * @throws IllegalArgumentException if count is below 1 or the memory needed exceeds the heap
     */
    public Snapshots(Grid grid, StateType<S> type, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("snapshots of " + count + " configurations: must be at least 1");
        }
        this.grid = grid;
        this.type = type;
        packing = Packing.of(type);
        Memory.require((long) count * packing.bytes(grid.sites()), count + " configurations of " + grid);
        rows = new Object[count];
    }

    /**
     * The system's sites.
     *
     * @return the grid of every configuration
     */
    public Grid grid() {
        return grid;
    }

    /**
     * What a state is made of.
     *
     * @return the type
     */
    public StateType<S> type() {
        return type;
    }

    /**
     * The number of configurations.
     *
     * @return count
     */
    public int size() {
        return rows.length;
    }

    /**
     * Records a configuration.
     *
     * @param index its number, 0 ≤ index &lt; {@link #size()}
     * @param state {@code [n]}. Not modified.
     * @throws IllegalArgumentException if there is no such number, a spin is neither −1 nor +1, or the state has another number
     *     of sites
     */
    public void set(int index, S state) {
        requireIndex(index);
        int sites = Array.getLength(state);
        if (sites != grid.sites()) {
            throw new IllegalArgumentException("configuration " + index + " has " + sites + " sites: must be "
                    + grid.sites() + ", those of " + grid);
        }
        rows[index] = packing.pack(state);
    }

    /**
     * Reads a configuration.
     *
     * @param index its number, 0 ≤ index &lt; {@link #size()}
     * @param state {@code [n]}. Overwritten.
     * @throws IllegalArgumentException if there is no such number, or the state has other sites
     * @throws IllegalStateException if nothing was recorded at that index
     */
    public void get(int index, S state) {
        requireIndex(index);
        requireRecorded(index);
        int sites = Array.getLength(state);
        if (sites != grid.sites()) {
            throw new IllegalArgumentException("state of " + sites + " sites for a configuration of " + grid
                    + ": must have as many, " + grid.sites() + "; is it of another system, or not enlarged?");
        }
        packing.unpack(rows[index], state);
    }

    private void requireIndex(int index) {
        if (index < 0 || index >= rows.length) {
            throw new IllegalArgumentException(
                    "configuration " + index + ": must be from 0 to " + (rows.length - 1) + ", of " + this);
        }
    }

    private void requireRecorded(int index) {
        if (rows[index] == null) {
            throw new IllegalStateException("configuration " + index + " of " + size()
                    + " was never recorded: set each, or make room for fewer");
        }
    }

    /**
     * A configuration in an array of its own.
     *
     * @param index number of the configuration
     * @return {@code [n]} a new array
     * @throws IllegalStateException if it was never recorded
     */
    public S state(int index) {
        S state = type.allocate(grid.sites());
        get(index, state);
        return state;
    }

    /**
     * Reads a configuration drawn uniformly with replacement.
     *
     * @param state {@code [n]}. Overwritten.
     * @param random source of randomness
     */
    public void draw(S state, RandomGenerator random) {
        get(random.nextInt(rows.length), state);
    }

    /**
     * A part of this set; the configurations are shared, not copied.
     *
     * @param from first index
     * @param to index after the last
     * @return the configurations from, …, to − 1
     */
    public Snapshots<S> slice(int from, int to) {
        Snapshots<S> part = new Snapshots<>(grid, type, to - from);
        System.arraycopy(rows, from, part.rows, 0, to - from);
        return part;
    }

    /**
     * Copies all configurations of another set into this one; the configurations are shared.
     *
     * @param at index of the first in this set
     * @param other a set of the same system
     */
    public void put(int at, Snapshots<S> other) {
        if (!other.grid.equals(grid)) {
            throw new IllegalArgumentException("configurations of " + other.grid + " do not fit into a set of " + grid);
        }
        System.arraycopy(other.rows, 0, rows, at, other.size());
    }

    /**
     * The packed form of all configurations, for storage: {@code [size · packed length]}.
     *
     * @return {@code byte[]} (spins: eight a byte, lowest bit first, 1 = up; species: one a byte) or {@code float[]}
     * @throws IllegalStateException if one was never recorded
     */
    public Object packed() {
        IntStream.range(0, rows.length).forEach(this::requireRecorded);
        return packing.join(rows, grid.sites());
    }

    /**
     * The set whose {@link #packed()} form is given.
     *
     * @param grid the system's sites
     * @param type what a state is made of
     * @param packed {@code byte[]} or {@code float[]} as {@link #packed()} gives it. Not modified.
     * @param <S> the state array
     * @return the configurations
     * @throws IllegalArgumentException if the length is not a whole number of configurations
     */
    public static <S> Snapshots<S> unpack(Grid grid, StateType<S> type, Object packed) {
        Packing packing = Packing.of(type);
        int width = packing.length(grid.sites());
        int length = Array.getLength(packed);
        if (length == 0 || length % width != 0) {
            throw new IllegalArgumentException(
                    "packed length " + length + ": must be a multiple of " + width + " for configurations of " + grid);
        }
        Snapshots<S> set = new Snapshots<>(grid, type, length / width);
        for (int i = 0; i < set.rows.length; i++) {
            set.rows[i] = packing.row(packed, i, width);
        }
        return set;
    }

    @Override
    public String toString() {
        return size() + " configurations of " + grid + " (" + type + ")";
    }
}
