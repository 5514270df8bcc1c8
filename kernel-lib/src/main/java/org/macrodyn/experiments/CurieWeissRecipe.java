package org.macrodyn.experiments;

import java.util.Optional;
import org.macrodyn.micro.Span;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * How a Curie–Weiss SDE is learnt from a small system: the paper's way, or ours.
 *
 * @param name what figures and stages call it
 * @param runs independent runs of the small system
 * @param frames recorded configurations of each
 * @param between time between two frames; empty: as many events as there are spins
 * @param upsampled configurations of each upsampling level
 * @param relaxation how a level is relaxed
 * @param random random configurations appended at the end; none where the patch is the whole system
 * @param step δt of partial evolution; empty: as many events as the patch has spins
 * @param repeats pairs made from each configuration by the smallest patch; larger ones, whose pairs are less noisy,
 *     make fewer, as 1/√side
 * @param network form of the SDE
 * @param training how it is fitted; its λ is replaced by K (ours) or 1 (naive)
 * @param substeps Euler–Maruyama steps between two states of a forecast, which are 2.63 time units apart; 1 in the paper
 */
public record CurieWeissRecipe(
        String name,
        int runs,
        int frames,
        Optional<Double> between,
        int upsampled,
        LocalRelaxation relaxation,
        int random,
        Optional<Double> step,
        int repeats,
        SdeSettings network,
        TrainingSettings training,
        int substeps) {
    /**
     * The published recipe (SPEC §2.2–§2.5), with a given amount of data.
     *
     * @param runs independent runs of the small system, 1000 in the paper
     * @param configurations upsampled configurations, and as many random ones, 100 000 in the paper
     * @param epochs passes over the pairs, 100 in the paper
     * @return a step of as many events as the patch has spins, constant diffusion, lr 1e-2
     */
    public static CurieWeissRecipe paper(int runs, int configurations, int epochs) {
        return new CurieWeissRecipe(
                "paper",
                runs,
                200,
                Optional.empty(),
                configurations,
                LocalRelaxation.paper(),
                configurations,
                Optional.empty(),
                1,
                SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL),
                TrainingSettings.paper(1).withEpochs(epochs).withLearningRate(LearningRate.plateau(1e-2, 5)),
                1);
    }

    /**
     * The span of partial evolution.
     *
     * @param patchSites n_s
     * @return a fixed time, or n_s events
     */
    public Span span(int patchSites) {
        return step.map(Span::time).orElse(Span.events(patchSites));
    }

    /**
     * The recipe of the naive baseline: the same, but with as many events as the patch has spins. At a short δt the
     * difference between patch and system, which does not shrink with δt, would swamp its drift.
     *
     * @param pairsOfEach pairs made from each configuration
     * @return the changed recipe
     */
    public CurieWeissRecipe naive(int pairsOfEach) {
        return new CurieWeissRecipe(
                name,
                runs,
                frames,
                between,
                upsampled,
                relaxation,
                random,
                Optional.empty(),
                pairsOfEach,
                network,
                training,
                substeps);
    }

    /**
     * The same recipe with another δt.
     *
     * @param time δt, above 0
     * @return the changed recipe
     */
    public CurieWeissRecipe withStep(double time) {
        return new CurieWeissRecipe(
                name,
                runs,
                frames,
                between,
                upsampled,
                relaxation,
                random,
                Optional.of(time),
                repeats,
                network,
                training,
                substeps);
    }
}
