package org.macrodyn.scale;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/**
 * Whether all patches of a system move alike, as what is learnt from some of them for all others needs. Copies of one small
 * system side by side are evolved for a while, again and again. If the same laws hold everywhere, one copy's site is as likely to
 * come to a value as another copy's; where something is frozen into the sites, as disorder or walls, it is not. With y_rks the
 * value of site s in copy k after the evolution r, less its mean over r and k,
 *
 * <pre>S = Σ_ks (Σ_r y_rks)²</pre>
 *
 * is compared with what it is after the copies of each evolution have been moved by a way drawn for it, which changes nothing if
 * they are alike, whatever sites have to do with each other: a permutation test (P. Good, Permutation, Parametric and Bootstrap
 * Tests of Hypotheses, Springer 2005). That patches are asked so is this project's own and not a result of the paper.
 *
 * @param share of the variance of a site in one copy, by which copies differ: (S/⟨S⟩ − 1)/(R − 1) of R evolutions, ⟨S⟩ the mean
 *     after moves
 * @param certainty (S − ⟨S⟩) over the standard deviation of S after moves; 0 if nothing was seen to change
 */
public record AlikePatches(double share, double certainty) {
    /**
     * Of the variance: rates of adsorption that are frozen in at that level move the mean of 32 × 32 sites by a quarter of a per
     * cent.
     */
    private static final double SHARE = 0.005;
    /** Standard deviations. */
    private static final double SURE = 6;

    /**
     * Where whole patches differ, S is (R − 1)/√2 standard deviations above what moves leave at most: with 8 evolutions that
     * would be no more than 5.
     */
    private static final int FEWEST = 16;

    private static final int MOST = 64;
    /** Sites of all evolutions. */
    private static final int SITES = 1 << 18;

    /** Numbers that are looked at: of larger systems some sites of each patch. */
    private static final int NUMBERS = 1 << 22;

    private static final int MOVES = 100;

    /**
     * Looks at the evolutions of copies.
     *
     * @param model the large system
     * @param patches its tiling
     * @param tile the state of each patch at first, {@code [sites of a patch]}. Not modified.
     * @param span of an evolution, such as an event for each site
     * @param seed of the evolutions and moves
     * @param <S> the state array
     * @return what they differ by
     */
    public static <S> AlikePatches of(MicroModel<S> model, Patches patches, S tile, Span span, long seed) {
        Grid grid = model.grid();
        int evolutions = Math.max(FEWEST, Math.min(MOST, SITES / grid.sites()));
        int stride = 1 + (int) ((long) evolutions * grid.sites() / NUMBERS);
        int looked = 1 + (patches.patch().sites() - 1) / stride;
        double[][][] values = new double[evolutions][patches.count()][looked];
        Parallel.forEach(0, evolutions, Parallel.defaultThreads(), ProgressListener.NONE, r -> {
            S state = model.stateType().allocate(grid.sites());
            for (int k = 0; k < patches.count(); k++) {
                patches.region(k).insert(tile, state);
            }
            model.evolve(state, grid.whole(), span, RandomStreams.stream(seed, "alike patches", r));
            look(model.stateType().allocate(patches.patch().sites()), state, patches, stride, values[r]);
        });
        return of(values, patches, RandomStreams.stream(seed, "alike patches", MOST));
    }

    /** Every so manyth site of each patch. */
    private static <S> void look(S copy, S state, Patches patches, int stride, double[][] values) {
        for (int k = 0; k < values.length; k++) {
            patches.region(k).extract(state, copy);
            for (int s = 0; s < values[k].length; s++) {
                values[k][s] = ModelProbe.value(copy, s * stride);
            }
        }
    }

    /** Of {@code [evolutions][copies][sites]} values. Centred. */
    static AlikePatches of(double[][][] values, Patches patches, RandomGenerator random) {
        centre(values);
        int[] still = new int[values.length];
        double found = sum(values, patches, still);
        double[] moved = new double[MOVES];
        Arrays.setAll(
                moved,
                i -> sum(
                        values,
                        patches,
                        random.ints(values.length, 0, patches.count()).toArray()));
        double mean = Arrays.stream(moved).average().orElseThrow();
        double deviation = Math.sqrt(
                Arrays.stream(moved).map(s -> (s - mean) * (s - mean)).average().orElseThrow());
        return deviation > 0
                ? new AlikePatches((found / mean - 1) / (values.length - 1), (found - mean) / deviation)
                : new AlikePatches(0, 0);
    }

    private static void centre(double[][][] values) {
        int sites = values[0][0].length;
        int count = values.length * values[0].length;
        for (int s = 0; s < sites; s++) {
            double sum = 0;
            for (double[][] copies : values) {
                for (double[] copy : copies) {
                    sum += copy[s];
                }
            }
            for (double[][] copies : values) {
                for (double[] copy : copies) {
                    copy[s] -= sum / count;
                }
            }
        }
    }

    /** S after the copies of each evolution have been moved, the first of them to the place of that number. */
    private static double sum(double[][][] values, Patches patches, int[] moves) {
        double sum = 0;
        double[] total = new double[values[0][0].length];
        for (int k = 0; k < patches.count(); k++) {
            Arrays.fill(total, 0);
            for (int r = 0; r < values.length; r++) {
                double[] copy = values[r][moved(patches, k, moves[r])];
                for (int s = 0; s < total.length; s++) {
                    total[s] += copy[s];
                }
            }
            for (double each : total) {
                sum += each * each;
            }
        }
        return sum;
    }

    /** The number of the patch that is as far from another as one is from the first, round the system's ends. */
    private static int moved(Patches patches, int from, int by) {
        int across = patches.grid().columns() / patches.patch().columns();
        int down = patches.grid().rows() / patches.patch().rows();
        int deep = patches.grid().layers() / patches.patch().layers();
        int column = (from % across + by % across) % across;
        int row = (from / across % down + by / across % down) % down;
        int layer = (from / across / down + by / across / down) % deep;
        return (layer * down + row) * across + column;
    }

    /**
     * Whether they differ beyond doubt, and by more than means would show. A sweep in the order of the sites is told, too: its
     * first row and column see others as they were before.
     *
     * @return true if patches are not alike
     */
    public boolean differ() {
        return certainty > SURE && share > SHARE;
    }
}
