package org.macrodyn.experiments;

import java.util.Optional;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.AlloyUpsampling;
import org.macrodyn.micro.alloy.VacancyBoxEvolution;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.OnsagerDrift;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * How the alloy's SDE is learnt from boxes of 1024 atoms: the paper's way, or ours.
 *
 * @param name what stages call it
 * @param upsampling how a large configuration is pasted together from different small ones; empty: one small configuration
 *     is replicated, so that all boxes resemble each other (Theorem 1) and there are no seams
 * @param window small configurations of a pasted one come from this many frames before and after one frame, of all runs
 * @param evolution how one vacancy's box evolves, with mean waiting times
 * @param pairsOfEach most pairs made from one configuration, each in another box
 * @param network form of the SDE
 * @param training how it is fitted; its λ is replaced by K
 */
public record AlloyRecipe(
        String name,
        Optional<AlloyUpsampling> upsampling,
        int window,
        VacancyBoxEvolution evolution,
        int pairsOfEach,
        SdeSettings network,
        TrainingSettings training) {
    private static final int CELLS = 8;
    private static final int PAIRS_OF_EACH = 16;
    private static final int PAPER_WINDOW = 10;

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if the window is negative or no pair is made
     */
    public AlloyRecipe {
        if (window < 0 || pairsOfEach < 1) {
            throw new IllegalArgumentException(
                    "window = " + window + ", pairsOfEach = " + pairsOfEach + ": must be at least 0 and 1");
        }
    }

    /**
     * Our recipe: replication, boxes that evolve for {@code jumps} jumps, so long that a vacancy has forgotten where it
     * flickered and short against relaxation, an OnsagerNet with a full σ. Boxes are wrapped on themselves: frozen surroundings
     * give the same means and spreads (2000 K, within 0.006 and 5 %) but their walls stop jumps, and time runs 20 % slow.
     *
     * @param jumps of the vacancy in one pair
     * @param training how it is fitted
     * @return the recipe
     */
    public static AlloyRecipe best(int jumps, TrainingSettings training) {
        return new AlloyRecipe(
                "best",
                Optional.empty(),
                0,
                new VacancyBoxEvolution(CELLS, Span.events(jumps), true),
                PAIRS_OF_EACH,
                SdeSettings.of(Diffusion.FULL).withHidden(32, 2).with(OnsagerDrift.paper()),
                training);
    }

    /**
     * The published recipe for 8 192 atoms: 124 jumps, ε = 1e-4, 300 epochs (SPEC §5.5, §5.6); of the three like pairs, too,
     * where the published SDE has all six δ and ε hides that they depend on each other.
     *
     * @return the recipe
     */
    public static AlloyRecipe paper() {
        return new AlloyRecipe(
                "paper",
                Optional.of(AlloyUpsampling.paper()),
                PAPER_WINDOW,
                VacancyBoxEvolution.paper(),
                1,
                SdeSettings.paper(Diffusion.FULL).withHidden(64, 2).with(OnsagerDrift.paper()),
                TrainingSettings.paper(1).withEpochs(300).withLearningRate(LearningRate.plateau(1e-3, 20)));
    }

    /** Jumps of the vacancy in one pair. */
    long jumps() {
        return evolution.span() instanceof Span.Events events ? events.count() : 1;
    }
}
