package org.macrodyn.closure;

import java.util.Objects;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Region;
import org.macrodyn.scale.Patches;

/**
 * A closure variable of one's own: what a patch shows, e(x_I). Its mean over patches, ẑ = (1/K) Σ_I e(x_I), joins the
 * observables.
 *
 * @param <S> the state array
 */
@FunctionalInterface
public interface PatchValue<S> {
    /**
     * The value of a patch.
     *
     * @param state {@code [n]} the whole configuration x. Not modified.
     * @param region the patch I, whose sites are {@code region.site(0)}, …; only they may count
     * @return e(x_I), finite
     */
    double of(S state, Region region);

    /**
     * Refuses what is not a value of a patch, as two configurations show it.
     *
     * @param name of the variable
     * @param value e
     * @param patches the tiling
     * @param configurations of the tiled system
     * @param <S> the state array
     * @throws IllegalArgumentException if the name is blank, or the value differs when it is asked for again, changes the state,
     *     or depends on sites outside the patch
     */
    static <S> void require(String name, PatchValue<S> value, Patches patches, Snapshots<S> configurations) {
        Region patch = patches.region(0);
        S state = configurations.state(0);
        S elsewhere = configurations.state(configurations.size() - 1);
        S inside = configurations.type().allocate(patch.sites());
        patch.extract(state, inside);
        patch.insert(inside, elsewhere);
        double found = value.of(state, patch);
        String fault = "";
        if (name.isBlank()) {
            fault = "has no name: give one";
        } else if (!Objects.deepEquals(state, configurations.state(0))) {
            fault = "changes the state: it must only look";
        } else if (Double.compare(found, value.of(state, patch)) != 0) {
            fault = "differs when it is asked for again: it must be a function of the state";
        } else if (Double.compare(found, value.of(elsewhere, patch)) != 0) {
            fault = "depends on sites outside its patch: take those of region.site(i) alone";
        }
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("closure variable '" + name + "' " + fault);
        }
    }
}
