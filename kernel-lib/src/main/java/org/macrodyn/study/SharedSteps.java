package org.macrodyn.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.macrodyn.run.ProgressListener;

/**
 * Steps of the same units that share work: the first that lacks some units makes them for itself and for all after it that are
 * not kept yet. What is kept, and how it is found again, is as if each were done alone.
 *
 * @param <T> type of the results
 */
final class SharedSteps<T> {
    private final Maker<T> maker;
    /** Numbers of the steps that have yet to be done, in their order. */
    private final SortedSet<Integer> missing;
    /** What was made for steps that are still to come. */
    private final Map<Units, T> ahead = new HashMap<>();

    private SharedSteps(Maker<T> maker, SortedSet<Integer> missing) {
        this.maker = maker;
        this.missing = missing;
    }

    /** Units of a step, from the first on. */
    private record Units(int step, int from) {}

    /**
     * Does the work of some units for several steps.
     *
     * @param <T> type of the results
     */
    @FunctionalInterface
    interface Maker<T> {
        /**
         * Makes the units from, …, to − 1.
         *
         * @param which numbers of the steps
         * @param from first unit
         * @param to unit after the last
         * @param threads threads to use, on which no result depends
         * @param progress hears how far they are
         * @return the result of each step, in the order of their numbers
         */
        List<T> make(List<Integer> which, int from, int to, int threads, ProgressListener progress);
    }

    /**
     * Does the steps, or reads back what they made before. What is sent to a cluster is sent step by step: its results come back
     * alone.
     *
     * @param keeping where they are kept
     * @param steps each with a maker of its own
     * @param maker makes the same for several of them
     * @return the results, in the order of the steps
     */
    static <T> List<Kept<T>> keep(Keeping keeping, List<Step<T>> steps, Maker<T> maker) {
        if (steps.size() == 1 || keeping.isElsewhere()) {
            return steps.stream().map(keeping::keep).toList();
        }
        SharedSteps<T> shared = new SharedSteps<>(maker, missing(keeping, steps));
        List<Kept<T>> kept = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            int step = i;
            kept.add(keeping.keep(steps.get(i)
                    .madeBy((from, to, threads, progress) -> shared.units(step, from, to, threads, progress))));
            shared.missing.remove(i);
        }
        return kept;
    }

    /** Those that are not kept, of equal ones the first. */
    private static <T> SortedSet<Integer> missing(Keeping keeping, List<Step<T>> steps) {
        SortedSet<Integer> missing = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            if (seen.add(keeping.hash(steps.get(i))) && !keeping.isKept(steps.get(i))) {
                missing.add(i);
            }
        }
        return missing;
    }

    private T units(int step, int from, int to, int threads, ProgressListener progress) {
        T known = ahead.remove(new Units(step, from));
        if (known != null) {
            return known;
        }
        missing.add(step);
        List<Integer> which = List.copyOf(missing);
        List<T> made = maker.make(which, from, to, threads, progress);
        for (int i = 0; i < made.size(); i++) {
            ahead.put(new Units(which.get(i), from), made.get(i));
        }
        return ahead.remove(new Units(step, from));
    }
}
