package org.macrodyn.experiments;

import java.util.Optional;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.sde.Activation;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.LearningRate;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * How an Ising SDE is learnt from a small system: the paper's way, or ours.
 *
 * @param name what figures and stages call it
 * @param runs independent runs of the small system
 * @param frames recorded configurations of each
 * @param between time between two frames; empty: as many events as there are spins
 * @param upsampled configurations of each upsampling level
 * @param relaxation how a level is relaxed
 * @param random random configurations appended at the end
 * @param ageing longest further relaxation τ of each window, with its true neighbours; every configuration draws its own,
 *     τu² with u ~ U(0, 1), so that all stages of a relaxation occur; 0: none
 * @param boundary what a patch sees beyond its edge
 * @param step δt of partial evolution; empty: as many events as the patch has spins
 * @param repeats pairs made from each configuration by the smallest patch, a power of 2; larger ones, whose pairs are less
 *     noisy, make fewer, in proportion to K. More than 1 need a fixed step, and are condensed
 * @param closure closure variables
 * @param network form of the SDE
 * @param training how it is fitted; its λ is replaced by K (ours) or 1 (naive)
 */
public record IsingRecipe(
        String name,
        int runs,
        int frames,
        Optional<Double> between,
        int upsampled,
        LocalRelaxation relaxation,
        int random,
        double ageing,
        PatchBoundary boundary,
        Optional<Double> step,
        int repeats,
        IsingClosure closure,
        SdeSettings network,
        TrainingSettings training) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a count is too small or the ageing is negative
     */
    public IsingRecipe {
        if (runs < 1 || frames < 1 || upsampled < 1 || random < 0 || repeats < 1) {
            throw new IllegalArgumentException("runs = " + runs + ", frames = " + frames + ", upsampled = " + upsampled
                    + ", random = " + random + ", repeats = " + repeats + ": must be at least 1 (random 0)");
        }
        if (!(ageing >= 0) || Double.isInfinite(ageing)) {
            throw new IllegalArgumentException("ageing = " + ageing + ": must be finite and at least 0");
        }
    }

    /**
     * The published recipe (SPEC §3.2–§3.7), with a given amount of data and a dense encoder for the convolutional one.
     *
     * @param runs independent runs of the small system, 1000 in the paper
     * @param configurations upsampled configurations, and as many random ones, 100 000 in the paper
     * @param epochs passes over the pairs, 100 in the paper
     * @return isolated patches, as many events as they have spins, 2 closure variables
     */
    public static IsingRecipe paper(int runs, int configurations, int epochs) {
        return new IsingRecipe(
                "paper",
                runs,
                200,
                Optional.empty(),
                configurations,
                LocalRelaxation.paper(),
                configurations,
                0,
                PatchBoundary.PERIODIC_PATCH,
                Optional.empty(),
                1,
                IsingClosure.AUTOENCODER,
                SdeSettings.paper(Diffusion.FULL),
                TrainingSettings.paper(1).withEpochs(epochs));
    }

    /**
     * Our recipe: a patch and a margin of 4 sites evolve for δt = 0.5, from configurations of every stage of a relaxation, and
     * the fluctuations of blocks stand beside m and ρ. The noise of a drift estimate falls with δt, and the margin lets δt
     * be long; forecasts take steps of the same δt.
     *
     * @param configurations 𝒟, half of them upsampled and half random, aged
     * @param repeats pairs of each with the smallest patch
     * @param epochs passes over the pairs
     * @return the recipe
     */
    public static IsingRecipe best(int configurations, int repeats, int epochs) {
        return new IsingRecipe(
                "best",
                Math.max(1, configurations / 80),
                40,
                Optional.of(1.0),
                configurations / 2,
                LocalRelaxation.brief(0.5),
                configurations - configurations / 2,
                20,
                PatchBoundary.halo(4),
                Optional.of(0.5),
                repeats,
                IsingClosure.FLUCTUATIONS,
                SdeSettings.of(Diffusion.FULL).withActivation(Activation.SILU).withHidden(32, 2),
                TrainingSettings.of(1)
                        .withEpsilon(0)
                        .withBatch(4096)
                        .withEpochs(epochs)
                        .withLearningRate(LearningRate.cosine(5e-3)));
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
     * The recipe of the naive baseline: as many events as the patch has spins. At a short δt the difference between patch
     * and system, which does not shrink with δt, would swamp its drift.
     *
     * @param pairsOfEach pairs made from each configuration
     * @return the changed recipe
     */
    public IsingRecipe naive(int pairsOfEach) {
        return with(boundary, Optional.empty(), pairsOfEach, closure, ageing);
    }

    /**
     * The same recipe with another rule at the patch's edge.
     *
     * @param other the rule
     * @return the changed recipe
     */
    public IsingRecipe withBoundary(PatchBoundary other) {
        return with(other, step, repeats, closure, ageing);
    }

    /**
     * The same recipe with another δt.
     *
     * @param time δt, above 0
     * @return the changed recipe
     */
    public IsingRecipe withStep(double time) {
        return with(boundary, Optional.of(time), repeats, closure, ageing);
    }

    /**
     * The same recipe with other closure variables.
     *
     * @param other closure variables
     * @return the changed recipe
     */
    public IsingRecipe withClosure(IsingClosure other) {
        return with(boundary, step, repeats, other, ageing);
    }

    /**
     * The same recipe with another ageing of the configurations.
     *
     * @param time longest further relaxation of each window, 0 for none
     * @return the changed recipe
     */
    public IsingRecipe withAgeing(double time) {
        return with(boundary, step, repeats, closure, time);
    }

    /**
     * The same recipe with another training.
     *
     * @param other how the SDE is fitted
     * @return the changed recipe
     */
    public IsingRecipe withTraining(TrainingSettings other) {
        return new IsingRecipe(
                name,
                runs,
                frames,
                between,
                upsampled,
                relaxation,
                random,
                ageing,
                boundary,
                step,
                repeats,
                closure,
                network,
                other);
    }

    private IsingRecipe with(
            PatchBoundary edge, Optional<Double> time, int pairsOfEach, IsingClosure variables, double age) {
        return new IsingRecipe(
                name,
                runs,
                frames,
                between,
                upsampled,
                relaxation,
                random,
                age,
                edge,
                time,
                pairsOfEach,
                variables,
                network,
                training);
    }
}
