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
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.ProgressReporter;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.experiments.PredatorPreyExperimentSettings.Ensemble;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spde.GaussianNoise;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPreySettings;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

class PredatorPreyExperimentTest {
    private static final InitialProfile START = InitialProfile.fixed(0.5, 0.1);

    @TempDir
    static Path runs;

    private static PredatorPreyReport onOneThread;

    @BeforeAll
    static void runOnce() {
        onOneThread = run(bench(runs, new ArrayList<>()).withThreads(1), tiny());
    }

    private static PredatorPreyExperimentSettings tiny() {
        return tiny(100, 40, List.of(1.0, 5.0), List.of(START));
    }

    private static PredatorPreyExperimentSettings tiny(
            int smallCells, int patchCells, List<Double> lambdas, List<InitialProfile> starts) {
        return tiny(smallCells, patchCells, 2, lambdas, starts);
    }

    private static PredatorPreyExperimentSettings tinyOfMates(int mates) {
        return tiny(100, 40, mates, List.of(5.0), List.of(START));
    }

    private static PredatorPreyExperimentSettings tiny(
            int smallCells, int patchCells, int mates, List<Double> lambdas, List<InitialProfile> starts) {
        return new PredatorPreyExperimentSettings(
                PredatorPreySettings.paper(),
                smallCells,
                200,
                patchCells,
                new Ensemble(4, 40, 20),
                300,
                16,
                mates,
                Optional.empty(),
                Optional.of(PatchAutoencoderSettings.paper().withEpochs(2)),
                lambdas,
                List.of(0L, 1L),
                SdeSettings.paper(Diffusion.FULL),
                TrainingSettings.paper(1).withEpochs(2),
                starts,
                new Ensemble(6, 10, 20),
                42);
    }

    private static Workbench bench(Path directory, List<String> started) {
        return Workbench.open(directory, "test", new ProgressReporter() {
            @Override
            public ProgressListener start(String label) {
                started.add(label);
                return ProgressListener.NONE;
            }

            @Override
            public void say(String label, String sentence) {
                assertThat(sentence).startsWith("read back, made ");
            }
        });
    }

    private static PredatorPreyReport run(Workbench bench, PredatorPreyExperimentSettings settings) {
        PredatorPreyExperiment experiment = new PredatorPreyExperiment(settings, bench);
        var learnt = experiment.learn();
        List<Trajectories> truth = experiment.truth(0);
        return new PredatorPreyReport(experiment, learnt, truth, experiment.scores(learnt, truth, experiment.truth(1)));
    }

    @Test
    void sameNumbersOnFourThreads(@TempDir Path other) {
        PredatorPreyReport onFour = run(bench(other, new ArrayList<>()).withThreads(4), tiny());

        assertThat(onFour.table()).isEqualTo(onOneThread.table());
    }

    @Test
    void continuesFromKeptStages() {
        List<String> started = new ArrayList<>();

        PredatorPreyReport again = run(bench(runs, started), tiny());

        assertThat(again.table()).isEqualTo(onOneThread.table());
        assertThat(started).containsExactly("forecast and compare");
    }

    @Test
    void anotherClosureIsAnotherStage() {
        List<String> started = new ArrayList<>();

        PredatorPreyReport pca = run(bench(runs, started), tiny().withAutoencoder(Optional.empty()));

        assertThat(started)
                .contains("train SDEs", "encode truth set 1, m = 0.5, k = 0.1")
                .doesNotContain("simulate 2 fields of 100");
        assertThat(pca.table()).isNotEqualTo(onOneThread.table());
    }

    @Test
    void relaxationChangesConfigurations() {
        Optional<LocalRelaxation> relaxation = Optional.of(new LocalRelaxation(40, 20, Span.time(0.5), false));
        PredatorPreyExperiment relaxed =
                new PredatorPreyExperiment(tiny().withRelaxation(relaxation), bench(runs, new ArrayList<>()));
        float[] before = new float[400];
        float[] after = new float[400];

        onOneThread.experiment().configurations().value().get(0, before);
        relaxed.configurations().value().get(0, after);

        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void tableHasEveryTrainingTheFloorAndTheReconstruction() {
        assertThat(onOneThread.table().rows().stream().map(ResultTable.Row::name))
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
        assertThat(onOneThread.scores().floorScore()).isPositive().isLessThan(1);
        assertThat(onOneThread.scores().floor()[0]).isZero();
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
        assertThat(PredatorPreyExperiment.roughness(noisy)).isCloseTo(1, within(0.04));
    }

    /** Interpolation takes 3/8 of the cells' noise away and correlates the rest; assembly leaves it as it is. */
    @Test
    void assembledConfigurationsAreRougherThanInterpolatedOnes() {
        PredatorPreyExperiment experiment = onOneThread.experiment();
        double assembled =
                PredatorPreyExperiment.roughness(experiment.configurations().value());

        assertThat(PredatorPreyExperiment.roughness(experiment.interpolated().value()))
                .isLessThan(0.2 * assembled);
    }

    @Test
    void refusesBadSettings() {
        assertRefused(() -> tiny(100, 30, List.of(5.0), List.of(START)), "do not tile");
        assertRefused(() -> tiny(80, 40, List.of(5.0), List.of(START)), "80");
        assertRefused(() -> tiny(100, 40, List.of(0.0), List.of(START)), "λ = 0.0");
        assertRefused(() -> tiny(100, 40, List.of(5.0, 5.0), List.of(START)), "once");
        assertRefused(() -> tiny(100, 40, List.of(), List.of(START)), "at least one");
        assertRefused(() -> tiny(100, 40, List.of(5.0), List.of()), "at least one");
        assertRefused(() -> tiny().withTrainingSeeds(), "at least one");
        assertRefused(() -> new Ensemble(1, 0, 1), "at least 1");
        assertRefused(() -> tinyOfMates(1), "groups of 1 mates");
        assertRefused(() -> tinyOfMates(3), "divide the runs");
    }

    private static void assertRefused(Runnable settings, String why) {
        assertThatIllegalArgumentException().isThrownBy(settings::run).withMessageContaining(why);
    }
}
