package org.macrodyn.study;

import java.util.Locale;
import org.macrodyn.micro.Grid;
import org.macrodyn.scale.Patches;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * How large configurations are: as the large system, or a part of it that is tiled by fewer patches where it has more than
 * {@value #SITES} sites. Drift and noise of a patch are the same in both, and λ = K tells how much less all of the system's
 * patches fluctuate, so larger configurations cost more and tell less: the states of a larger system lie closer together, and
 * from close states slopes of the drift are known the worse.
 */
final class SizeChoice {
    /** As many as the systems have that the choices were tried on. */
    private static final int SITES = 4096;

    private SizeChoice() {}

    /** Of a study whose large system is another one than all else was chosen or given for. */
    static <S> Study<S> anew(Study<S> study) {
        return study.recipe().freedom().isOpen(Part.SIZE) ? choose(study) : study;
    }

    static <S> Study<S> choose(Study<S> study) {
        if (!(study.recipe().enlarging() instanceof Enlarging.Assembled<S> given)) {
            return study;
        }
        Recipe<S> recipe = study.recipe().with(given.longest(longest(study)));
        Grid large = study.large().grid();
        Grid part = Sampled.of(study.with(recipe)).large().grid();
        if (part.equals(large) || !isForAnySize(recipe)) {
            boolean whole = given.longest() == Enlarging.Assembled.ALL;
            return whole ? study : study.with(recipe.with(given.longest(Enlarging.Assembled.ALL)));
        }
        Choice choice = new Choice(
                Part.SIZE,
                part + ", as a part of " + large,
                String.format(
                        Locale.ROOT,
                        "what a patch does is the same in both; all %d of them fluctuate less, by λ = K",
                        study.patches().count()));
        return study.chosen(choice, recipe);
    }

    /** As many patches along each axis as make {@value #SITES} sites of one field; all of a system that has no more. */
    static int longest(Study<?> study) {
        Grid large = study.large().grid();
        if (large.sites() / large.fields() <= SITES) {
            return Enlarging.Assembled.ALL;
        }
        int longest = Enlarging.Assembled.FEWEST;
        while (sites(study.patches(), longest + 1) <= SITES) {
            longest++;
        }
        return longest;
    }

    private static long sites(Patches patches, int longest) {
        Grid large = patches.grid();
        Grid patch = patches.patch();
        return (long) Math.min(large.layers(), longest * patch.layers())
                * Math.min(large.rows(), longest * patch.rows())
                * Math.min(large.columns(), longest * patch.columns());
    }

    /**
     * A part of the study's system that is large enough to look at how a model is made; the system itself, if it has no more
     * sites.
     */
    static <S> Study<S> part(Study<S> study) {
        Recipe<S> ours = Recipe.<S>ours(study.until());
        Enlarging.Assembled<S> assembled = (Enlarging.Assembled<S>) ours.enlarging();
        return Sampled.of(study.with(ours.with(assembled.longest(longest(study)))));
    }

    /** The library's own closures are; one that was given may be of one size. */
    private static boolean isForAnySize(Recipe<?> recipe) {
        return recipe.freedom().isOpen(Part.CLOSURE)
                || recipe.closure() instanceof Unclosed
                || recipe.closure() instanceof Correlated;
    }
}
