package org.macrodyn.closure;

import org.macrodyn.micro.Region;

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
}
