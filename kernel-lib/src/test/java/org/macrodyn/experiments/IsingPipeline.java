package org.macrodyn.experiments;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.macrodyn.closure.Increment;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Scale;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Fit;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.PatchPairs;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.SmallRuns;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

/**
 * 16² spins learnt from patches of 8²: the only place that knows how the experiment is asked. Its own recipes with other amounts.
 */
final class IsingPipeline {
    static final int SIDE = 16;
    static final int SITES = SIDE * SIDE;
    static final int PATCH = 8;
    static final int K = 4;
    static final double T = 3;
    static final double H = 0.1;
    static final double STEP = 0.05;
    static final int CONFIGURATIONS = 512;
    static final int REPEATS = 32;
    /** Mean time of n events in the paper's system. */
    static final double PAPER_STEP = 6.2021;

    static final List<String> NAMES = List.of("m", "ρ");
    static final Ising LARGE = Ising.square(SIDE, T, H);
    static final Patches PATCHES = Patches.square(SIDE, PATCH);

    final Path runs;
    final IsingSettings settings;
    final Study<byte[]> study;
    final SizeSweep<byte[]> paper;
    final SizeSweep<byte[]> best;
    final SizeSweep<byte[]> naive;
    final Sweep<byte[]> choices;
    final IsingReport report;

    IsingPipeline(Path runs) {
        this.runs = runs;
        settings = new IsingSettings(T, H, SIDE, List.of(PATCH), Scale.SMOKE, 42);
        study = settings.study(runs.toString(), ProgressReporter.NONE);
        paper = sweep(this::paperRecipe, List.of(Increment.values()));
        best = sweep(this::bestRecipe, List.of(Increment.OURS));
        naive = sweep(this::bestRecipe, List.of(Increment.NAIVE));
        choices = settings.choices(study, List.of(new IsingSettings.Variant("changed", (our, any) -> changed(our)
                .with(our.fit().with(TrainingSettings.of(1).withEpochs(1))))));
        report = new IsingReport(settings, study, paper, best, naive, List.of(choices));
    }

    private SizeSweep<byte[]> sweep(
            BiFunction<Integer, Increment, Recipe<byte[]>> recipes, List<Increment> increments) {
        return SizeSweep.of(study, recipes, List.of(PATCH), increments, List.of(1L));
    }

    Recipe<byte[]> bestRecipe(int side, Increment increment) {
        Recipe<byte[]> recipe = changed(settings.best(side, increment));
        return recipe.with(recipe.fit()
                .with(SdeSettings.of(Diffusion.FULL)
                        .withActivation(Activation.SILU)
                        .withHidden(16, 1))
                .with(TrainingSettings.of(1)
                        .withBatch(256)
                        .withEpochs(30)
                        .withLearningRate(LearningRate.cosine(1e-2))));
    }

    /** As the paper's networks, without scales of their own: they see time in units of {@link #PAPER_STEP}. */
    Recipe<byte[]> paperRecipe(int side, Increment increment) {
        Recipe<byte[]> recipe = settings.paper(side, increment);
        return recipe.with(small())
                .with(new Enlarging.Upsampled<>(Upsampler.doubling(CONFIGURATIONS, LocalRelaxation.brief(1)), 0))
                .with(ClosureRule.<byte[]>observables())
                .with(recipe.fit()
                        .with(SdeSettings.paper(Diffusion.CONSTANT_DIAGONAL)
                                .withActivation(Activation.SILU)
                                .withHidden(16, 1))
                        .with(TrainingSettings.of(1)
                                .withEpsilon(1e-8)
                                .withBatch(64)
                                .withEpochs(60)
                                .withLearningRate(LearningRate.cosine(2e-2))));
    }

    private static SmallRuns<byte[]> small() {
        return SmallRuns.initialised(64, 21, Optional.of(Span.time(0.5)));
    }

    private static Recipe<byte[]> changed(Recipe<byte[]> recipe) {
        PatchPairs<byte[]> pairs = ((PatchPairs<byte[]>) recipe.pairs()).withBoundary(PatchBoundary.FROZEN_NEIGHBOURS);
        return recipe.with(small())
                .with(new Enlarging.Assembled<>(
                        CONFIGURATIONS,
                        new Assembly.Likeness(16),
                        Assembly.Tiling.SHIFTED,
                        Optional.of(LocalRelaxation.brief(1))))
                .with(ClosureRule.<byte[]>observables())
                .with(pairs.span().isPresent() ? pairs.withRepeats(REPEATS).withStep(STEP) : pairs);
    }

    Learnt<byte[]> paper(Increment increment) {
        return paper.first(PATCH, increment);
    }

    Learnt<byte[]> best() {
        return best.first(PATCH, Increment.OURS);
    }

    /** As if that SDE had been learnt, by networks that see one unit of time as 1. */
    Learnt<byte[]> instead(Learnt<byte[]> one, SdeModel model, double unit) {
        Fit fit = one.study().recipe().fit();
        Study<byte[]> same = one.study().recipe(recipe -> recipe.with(fit.timeUnit(unit)));
        return new Learnt<>(same, one.pairs(), Guards.result(model));
    }

    Learnt<byte[]> untrained(SdeModel model) {
        return instead(best(), model, 1);
    }

    /** What the networks see as one unit of time. */
    static double unit(Learnt<byte[]> one) {
        return one.study().recipe().fit().timeUnit();
    }
}
