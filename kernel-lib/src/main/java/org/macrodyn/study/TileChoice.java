package org.macrodyn.study;

import java.util.Locale;
import org.macrodyn.micro.Grid;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;

/**
 * How large the small systems are that configurations are assembled of: 2 patches along each axis instead of one ({@link
 * SmallRule.Doubled}), where the large system has four or more and the budget allows it. Patches that evolve stay as they are.
 * What is wrong in assembled configurations comes from the seams between tiles and from what small systems feel of their own
 * ends, and both are less for larger tiles. Systems of this size are simulated for the {@link Ladder} anyway.
 */
final class TileChoice {
    /** Of the budget, for the small runs. */
    private static final double SHARE = 0.1;
    /** Sites of all recorded states together, each a byte or more. */
    private static final double SITES = 1.5e8;

    private TileChoice() {}

    static <S> Study<S> choose(Study<S> study, Work work) {
        SmallRule<S> patches = study.recipe().small().ofPatches();
        SmallRule<S> doubled = new SmallRule.Doubled<>(patches);
        Grid tile = doubled.grid(study);
        boolean larger = !tile.equals(study.patches().patch());
        if (!larger
                || !(study.recipe().enlarging() instanceof Enlarging.Assembled<S>)
                || !(patches instanceof AgedRuns<S> aged)) {
            return study;
        }
        double sites = (double) aged.runs().runs() * tile.sites();
        double cost = sites * study.until() * RunsChoice.rate(study) / Work.UPDATES;
        boolean dear = cost > SHARE * work.budget();
        if (dear || sites * aged.frames() > SITES) {
            String dearer = String.format(
                    Locale.ROOT, "runs of %s, %.0f nominal seconds, are above the budget's share", tile, cost);
            return chosen(
                    study,
                    patches,
                    "patches of " + study.patches().patch(),
                    dear ? dearer : "recorded states of " + tile + " need more memory than is meant for them");
        }
        work.spend(cost);
        String why = String.format(
                Locale.ROOT,
                "less is wrong at fewer seams, and with ends that are farther; %.1f nominal seconds, %s",
                cost,
                work);
        return chosen(study, doubled, tile + ", 2 patches along each axis", why);
    }

    private static <S> Study<S> chosen(Study<S> study, SmallRule<S> rule, String what, String why) {
        return study.chosen(new Choice(Part.TILES, what, why), study.recipe().with(rule));
    }
}
