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
 * @param mates runs that start from the same magnetisation: large configurations are assembled from such, so that all stages
 *     of a relaxation occur; 0: they are upsampled by replication (the paper)
 * @param upsampled configurations of each upsampling level
 * @param relaxation how a level is relaxed
 * @param random random configurations appended at the end
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
        int mates,
        int upsampled,
        LocalRelaxation relaxation,
        int random,
        PatchBoundary boundary,
        Optional<Double> step,
        int repeats,
        IsingClosure closure,
        SdeSettings network,
        TrainingSettings training) {
    /** Initial magnetisations, and runs from each of them. */
    private static final int GROUPS = 64;

    private static final int MATES = 16;

    /** Recorded states of a run and the time between two, together as long as the slowest relaxation. */
    private static final int FRAMES = 121;

    private static final double BETWEEN = 0.5;

    /** Span of each window that heals the seams of the oldest pieces: correlations are longer than small pieces. */
    private static final double HEALING = 6;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a count is too small, or runs do not make whole groups of mates
     */
    public IsingRecipe {
        if (runs < 1 || frames < 1 || upsampled < 1 || random < 0 || repeats < 1) {
            throw new IllegalArgumentException("runs = " + runs + ", frames = " + frames + ", upsampled = " + upsampled
                    + ", random = " + random + ", repeats = " + repeats + ": must be at least 1 (random 0)");
        }
        if (mates < 0 || mates > 0 && runs % mates != 0) {
            throw new IllegalArgumentException(
                    "groups of " + mates + " mates in " + runs + " runs: must be 0 (replication) or divide the runs");
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
                0,
                configurations,
                LocalRelaxation.paper(),
                configurations,
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
     * @param configurations 𝒟
     * @param repeats pairs of each with the smallest patch
     * @param epochs passes over the pairs
     * @return the recipe
     */
    public static IsingRecipe best(int configurations, int repeats, int epochs) {
        return new IsingRecipe(
                "best",
                MATES * GROUPS,
                FRAMES,
                Optional.of(BETWEEN),
                MATES,
                configurations,
                LocalRelaxation.brief(HEALING),
                0,
                PatchBoundary.halo(4),
                Optional.of(0.5),
                repeats,
                IsingClosure.TWO_FLUCTUATIONS,
                SdeSettings.of(Diffusion.FULL).withActivation(Activation.SILU).withHidden(32, 2),
                TrainingSettings.of(1)
                        .withEpsilon(0)
                        .withBatch(1024)
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
        return with(boundary, Optional.empty(), pairsOfEach, closure, mates);
    }

    /**
     * The same recipe with another rule at the patch's edge.
     *
     * @param other the rule
     * @return the changed recipe
     */
    public IsingRecipe withBoundary(PatchBoundary other) {
        return with(other, step, repeats, closure, mates);
    }

    /**
     * The same recipe with another δt.
     *
     * @param time δt, above 0
     * @return the changed recipe
     */
    public IsingRecipe withStep(double time) {
        return with(boundary, Optional.of(time), repeats, closure, mates);
    }

    /**
     * The same recipe with other closure variables.
     *
     * @param other closure variables
     * @return the changed recipe
     */
    public IsingRecipe withClosure(IsingClosure other) {
        return with(boundary, step, repeats, other, mates);
    }

    /**
     * The same recipe with configurations upsampled by replication, random ones appended only if the recipe has them.
     *
     * @return the changed recipe
     */
    public IsingRecipe replicated() {
        return with(boundary, step, repeats, closure, 0);
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
                mates,
                upsampled,
                relaxation,
                random,
                boundary,
                step,
                repeats,
                closure,
                network,
                other);
    }

    private IsingRecipe with(
            PatchBoundary edge, Optional<Double> time, int pairsOfEach, IsingClosure variables, int groupSize) {
        return new IsingRecipe(
                name,
                runs,
                frames,
                between,
                groupSize,
                upsampled,
                relaxation,
                random,
                edge,
                time,
                pairsOfEach,
                variables,
                network,
                training);
    }
}
