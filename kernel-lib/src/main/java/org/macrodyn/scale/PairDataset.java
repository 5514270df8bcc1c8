package org.macrodyn.scale;

import java.util.Objects;
import java.util.Optional;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;

/**
 * Pairs (x_t, I, x_{t+δt,I}, δt) of partial evolution: a large configuration, one of its patches, the patch a short time
 * later.
 *
 * @param model the large system
 * @param patches its tiling into K patches
 * @param boundary what the patch saw beyond its edge
 * @param configurations the large configurations x_t
 * @param configuration {@code [pairs]} index of each pair's configuration
 * @param patch {@code [pairs]} index I of the evolved patch
 * @param after the evolved patches x_{t+δt,I}, with all around them that may have changed, one for each pair
 * @param prepared what increments count from, where that is not x_t: the same boxes before their patch evolved, see {@link
 *     PatchBoundary#prepare}
 * @param dt {@code [pairs]} elapsed time δt, in the model's unit
 * @param <S> the state array
 */
public record PairDataset<S>(
        MicroModel<S> model,
        Patches patches,
        PatchBoundary boundary,
        Snapshots<S> configurations,
        int[] configuration,
        int[] patch,
        Snapshots<S> after,
        Optional<Snapshots<S>> prepared,
        float[] dt) {
    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if the columns differ in length
     */
    public PairDataset {
        Objects.requireNonNull(model, "model");
        if (patch.length != configuration.length || after.size() != patch.length || dt.length != patch.length) {
            throw new IllegalArgumentException("pairs with " + configuration.length + " configurations, " + patch.length
                    + " patches, " + after.size() + " evolved patches and " + dt.length
                    + " times: must all be equal");
        }
    }

    /**
     * The number of pairs.
     *
     * @return pairs
     */
    public int size() {
        return dt.length;
    }

    /**
     * The evolved patch's box.
     *
     * @param pair number of the pair
     * @return region I of the large system
     */
    public Region region(int pair) {
        return patches.region(patch[pair]);
    }

    /**
     * Whether the patch saw its true neighbours, so that increments count in the whole system's observables; if not, it
     * evolved as a system of its own (the published code).
     *
     * @return true if it did
     */
    public boolean wholeLattice() {
        return !(boundary instanceof PatchBoundary.PeriodicPatch);
    }

    /**
     * The box of what may have changed: the patch, its margin, and what events change beyond.
     *
     * @param pair number of the pair
     * @return region of the large system that {@link #after} fills
     */
    public Region reach(int pair) {
        return boundary.reach(model, region(pair));
    }
}
