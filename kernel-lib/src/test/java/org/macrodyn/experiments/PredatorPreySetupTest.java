package org.macrodyn.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.ensemble.Roughness;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.experiments.PredatorPreySetup.Data;
import org.macrodyn.experiments.PredatorPreySetup.Tests;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spde.GaussianNoise;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;
import org.macrodyn.study.ClosureRule;
import org.macrodyn.study.Enlarging;
import org.macrodyn.study.Ensembles.Size;
import org.macrodyn.study.Study;
import org.macrodyn.study.Sweep;

class PredatorPreySetupTest {
    private static final InitialProfile START = InitialProfile.fixed(0.5, 0.1);
    private static final Size SMALL = new Size(4, 40, Span.events(20));
    private static final Size TEST = new Size(6, 10, Span.events(20));

    @TempDir
    static Path runs;

    private static ResultTable onOneThread;

    @BeforeAll
    static void runOnce() {
        onOneThread = table(study(runs, new ArrayList<>()).threads(1));
    }

    private static PredatorPreySetup tiny(int smallCells, int patchCells) {
        return new PredatorPreySetup(
                PredatorPrey.paper(200),
                smallCells,
                patchCells,
                new Data(SMALL, 2, 300, 16, 2),
                List.of(0L, 1L),
                new Tests(List.of(START), TEST),
                42);
    }

    /** Notes what is started, not what is read back. */
    private record Started(List<String> labels) implements ProgressReporter {
        @Override
        public ProgressListener start(String label) {
            labels.add(label);
            return ProgressListener.NONE;
        }

        @Override
        public void say(String label, String sentence) {}
    }

    /** Pieces and condensed pairs as ours, closure and training as the paper's. */
    private static Study<float[]> study(Path directory, List<String> started) {
        return tiny(100, 40)
                .study(directory.toString(), new Started(started))
                .closure(
                        ClosureRule.autoencoder(PatchAutoencoderSettings.paper().withEpochs(2)))
                .network(SdeSettings.paper(Diffusion.FULL))
                .training(TrainingSettings.paper(1).withEpochs(2));
    }

    private static ResultTable table(Study<float[]> study) {
        PredatorPreySetup setup = tiny(100, 40);
        Sweep<float[]> sweep = Sweep.over(study, "λ", List.of(1.0, 5.0), Study::lambda)
                .and("seed", setup.trainingSeeds(), Study::trainingSeed);
        var truth = setup.truth(study, sweep.learn().get(0).pairs().closure());
        return new PredatorPreyReport(setup, truth, truth.scores(sweep)).table();
    }

    @Test
    void sameNumbersOnFourThreads(@TempDir Path other) {
        assertThat(table(study(other, new ArrayList<>()).threads(4))).isEqualTo(onOneThread);
    }

    @Test
    void continuesFromKeptStages() {
        List<String> started = new ArrayList<>();

        ResultTable again = table(study(runs, started));

        assertThat(again).isEqualTo(onOneThread);
        assertThat(started).containsExactly("forecast and compare");
    }

    @Test
    void anotherClosureIsAnotherStage() {
        List<String> started = new ArrayList<>();

        ResultTable components = table(study(runs, started).closure(ClosureRule.components(1)));

        assertThat(started)
                .contains("train 4 SDEs", "encode truth set 1, m = 0.5, k = 0.1")
                .doesNotContain("simulate 2 fields of 100");
        assertThat(components).isNotEqualTo(onOneThread);
    }

    @Test
    void relaxationChangesConfigurations() {
        Study<float[]> study = study(runs, new ArrayList<>());
        var relaxation = Optional.of(new LocalRelaxation(40, 20, Span.time(0.5), false));
        Study<float[]> relaxed = study.recipe(recipe -> recipe.with(
                new Enlarging.Assembled<>(300, new Assembly.Groups(2), Assembly.Tiling.REFLECTED, relaxation)));

        assertThat(first(relaxed)).isNotEqualTo(first(study));
    }

    private static float[] first(Study<float[]> study) {
        float[] state = new float[400];
        study.enlarge(study.simulate()).value().get(0, state);
        return state;
    }

    @Test
    void tableHasEveryTrainingTheFloorAndTheReconstruction() {
        assertThat(onOneThread.rows().stream().map(ResultTable.Row::name))
                .containsExactly(
                        "mmd.mean.lambda_1.seed_0",
                        "mmd.mean.lambda_1.seed_1",
                        "mmd.mean.lambda_5.seed_0",
                        "mmd.mean.lambda_5.seed_1",
                        "mmd.floor",
                        "closure.reconstruction_mse",
                        "noise.interpolated",
                        "noise.assembled",
                        "noise.true");
    }

    /** The small system has its own size, whatever the patch; a piece of half the cells has half the waves. */
    @Test
    void smallSystemsArePiecesOfTheLargeOne() {
        Study<float[]> study = study(runs, new ArrayList<>());
        assertThat(study.patches().count()).isEqualTo(5);
        Snapshots<float[]> small = study.simulate().value();
        assertThat(small.grid()).isEqualTo(Grid.line(2, 100));
        assertThat(small.size()).isEqualTo(4 * 40);
        float[] state = new float[200];
        float[] mate = new float[200];
        small.get(0, state);
        small.get(40, mate);
        assertThat(mate).as("mates start alike").containsExactly(state);
        // Group 0 of the Chebyshev starts: m = 0.45, k = 0.05; 2.5 waves in 100 cells are 40 cells long.
        for (int i = 0; i < 100; i++) {
            double wave = 0.05 * Math.cos(2 * Math.PI * (i + 0.5) / 40);
            assertThat((double) state[i]).isCloseTo(0.45 + wave, within(1e-6));
            assertThat((double) state[100 + i]).isCloseTo(0.55 - wave, within(1e-6));
        }
    }

    /** Halves are two mates of one age, the second reflected: alike but for noise, and equal only where they start. */
    @Test
    void aConfigurationIsMadeOfTwoMates() {
        Study<float[]> study = study(runs, new ArrayList<>());
        Snapshots<float[]> large = study.enlarge(study.simulate()).value();
        float[] state = new float[400];
        int equal = 0;
        for (int k = 0; k < large.size(); k++) {
            large.get(k, state);
            double square = 0;
            for (int i = 0; i < 100; i++) {
                square += Math.pow(state[i] - state[199 - i], 2) / 100;
            }
            equal += square == 0 ? 1 : 0;
            // Differences of two runs have twice the cells' variance, 3.3e-4 in runs of the large system.
            assertThat(square).isLessThan(3 * 2 * 3.3e-4);
        }
        // One of 40 frames is the initial one.
        assertThat(equal).isBetween(1, 20);
    }

    /** Independent noise of variance s² has roughness s². */
    @Test
    void roughnessIsTheVarianceOfIndependentNoise() {
        Snapshots<float[]> noisy = new Snapshots<>(Grid.line(2, 200), StateType.FLOATS, 200);
        float[] state = new float[400];
        for (int k = 0; k < noisy.size(); k++) {
            GaussianNoise.fill(state, new java.util.Random(k));
            noisy.set(k, state);
        }
        // Var(second difference²) / 36 summed over 200 · 198 correlated terms: a standard error below 0.01.
        assertThat(Roughness.of(noisy)).isCloseTo(1, within(0.04));
    }

    /** Interpolation takes 3/8 of the cells' noise away and correlates the rest; assembly leaves it as it is. */
    @Test
    void assembledConfigurationsAreRougherThanInterpolatedOnes() {
        Study<float[]> study = study(runs, new ArrayList<>());
        Study<float[]> paper = study.recipe(tiny(100, 40).paper());
        double assembled = Roughness.of(study.enlarge(study.simulate()).value());

        assertThat(Roughness.of(paper.enlarge(paper.simulate()).value())).isLessThan(0.2 * assembled);
    }

    /** The published experiment is done by the paper's recipe at its full size. */
    @Test
    void thePublishedRecipeIsThePapers() {
        PredatorPreySetup published = PredatorPreySetup.published();
        Study<float[]> study = published.study(runs.toString(), label -> ProgressListener.NONE);
        var enlarging = (Enlarging.Upsampled<float[]>) study.recipe().enlarging();
        assertThat(enlarging.upsampler().samples()).isEqualTo(150_000);
        assertThat(enlarging.upsampler().refinement()).hasToString("linear");
        assertThat(study.recipe().small().frames()).isEqualTo(3000);
        assertThat(study.recipe().fit().training().descent().epochs()).isEqualTo(100);
        assertThat(study.recipe().fit().training().floor().epsilon()).isEqualTo(1e-5);
        assertThat(published.tests().starts()).hasSize(9).contains(InitialProfile.fixed(0.55, 0.05));
    }

    @Test
    void refusesBadSettings() {
        assertRefused(() -> tiny(100, 30), "do not tile");
        assertRefused(() -> tiny(80, 40), "80");
        assertRefused(() -> new Size(1, 0, Span.events(1)), "at least 1");
        assertRefused(() -> new Data(SMALL, 1, 300, 16, 2), "groups of 1 mates");
        assertRefused(() -> new Data(SMALL, 3, 300, 16, 2), "divide the runs");
        assertRefused(() -> new Data(SMALL, 2, 300, 8, 2), "power of 2 above 8");
        assertRefused(() -> new Tests(List.of(), TEST), "at least 1 and 2");
        Study<float[]> study = study(runs, new ArrayList<>());
        assertRefused(() -> Sweep.over(study, "λ", List.of(0.0), Study::lambda), "λ = 0.0");
        assertRefused(() -> Sweep.over(study, "λ", List.of(5.0, 5.0), Study::lambda), "each once");
        assertRefused(() -> Sweep.over(study, "λ", List.<Double>of(), Study::lambda), "one value or more");
        var truth = tiny(100, 40).truth(study, study.encoder(study.enlarge(study.simulate())));
        assertRefused(() -> truth.scores(Sweep.over(study, "seed", 1, 2)), "the sweep is over [seed]");
    }

    private static void assertRefused(Runnable settings, String why) {
        assertThatIllegalArgumentException().isThrownBy(settings::run).withMessageContaining(why);
    }
}
