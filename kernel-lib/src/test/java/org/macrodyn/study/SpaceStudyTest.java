package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.SpaceSpins;
import org.macrodyn.micro.Span;
import org.macrodyn.net.LearningRate;
import org.macrodyn.run.Trajectories;
import org.macrodyn.scale.Patches;
import org.macrodyn.sde.TrainingSettings;

/** The whole way in three dimensions: spins on 8³ sites learnt from 4³. */
class SpaceStudyTest {
    private static final Study<byte[]> STUDY = Study.of(new SpaceSpins(Grid.cube(8), 0.1))
            .patch(Grid.cube(4))
            .from((state, random) -> Arrays.fill(state, (byte) 1))
            .until(1)
            .recipe(ours -> ours.with(SmallRuns.alongForecast(32, 11, Span.time(0.1))))
            .configurations(256)
            .repeats(16)
            .training(TrainingSettings.of(1).withBatch(64).withEpochs(20).withLearningRate(LearningRate.cosine(1e-2)))
            .threads(2);

    /** Means to 10 %, and the spread of runs, which λ = K decides, to a factor √2: with λ = 1 it were √8 too wide. */
    @Test
    void forecastsAgreeWithDirectSimulations() {
        assertThat(STUDY.patches().count()).isEqualTo(8);
        Trajectories forecast = STUDY.learn().forecast(200);
        Trajectories truth = STUDY.truth(200);
        Comparison comparison = Comparison.of(forecast, truth);
        assertThat(comparison.relMse()).isLessThan(0.01);
        for (int c = 0; c < 2; c++) {
            assertThat(Math.log(deviation(forecast, c) / deviation(truth, c))).isCloseTo(0, within(Math.log(2) / 2));
        }
    }

    /** Standard deviation of a component over runs at the end. */
    private static double deviation(Trajectories runs, int component) {
        double[] last = Arrays.stream(runs.values())
                .mapToDouble(run -> run[run.length - 1][component])
                .toArray();
        double mean = Arrays.stream(last).average().orElseThrow();
        return Math.sqrt(Arrays.stream(last)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    /** Every closure of patches works on cubes. */
    @Test
    void closuresEncodeCubes() {
        Study<byte[]> few = STUDY.configurations(16).repeats(8);
        var settings = new PatchAutoencoderSettings(List.of(8), 1, List.of(8), 1e-2, 0.9, 0.95, 0, 16, 2, 42);
        for (ClosureRule<byte[]> rule : List.of(
                ClosureRule.<byte[]>fluctuations(true, 2),
                ClosureRule.<byte[]>components(1),
                ClosureRule.<byte[]>autoencoder(settings))) {
            Study<byte[]> study = few.closure(rule);
            Study.Pairs<byte[]> pairs = study.evolve(study.enlarge(study.simulate()));
            assertThat(pairs.closure().value().names()).containsExactly("m", "bonds", "closure 1");
            for (float dz : pairs.pairs().value().dz()) {
                assertThat(dz).isFinite();
            }
        }
    }

    @Test
    void marginsMustFitIntoTheLayers() {
        assertThatThrownBy(() -> STUDY.patch(new Grid(1, 2, 8, 8)).boundary(PatchBoundary.halo(3)))
                .hasMessageContaining("margin of 3 sites around patches of 2×8×8: at most 2");
    }

    /** Blocks of 2³: layers 0 and 1 up and the others down have block means ±1, single layers up 0. */
    @Test
    void blocksAreCubes() {
        Patches patches = Patches.cube(8, 4);
        SpaceSpins model = new SpaceSpins(Grid.cube(8), 0);
        Snapshots<byte[]> states = new Snapshots<>(model.grid(), model.stateType(), 2);
        byte[] thick = new byte[512];
        byte[] thin = new byte[512];
        for (int site = 0; site < 512; site++) {
            thick[site] = (byte) (site / 64 / 2 % 2 == 0 ? 1 : -1);
            thin[site] = (byte) (site / 64 % 2 == 0 ? 1 : -1);
        }
        states.set(0, thick);
        states.set(1, thin);
        double[][] z = BlockFluctuations.of(model, patches, 2, 4).encode(states);
        assertThat(z[0][2]).isCloseTo(1, within(1e-12));
        assertThat(z[1][2]).isCloseTo(0, within(1e-12));
        assertThat(z[0][3]).isCloseTo(0, within(1e-12));
        assertThatThrownBy(() -> BlockFluctuations.of(model, patches, 3)).hasMessageContaining("divide its layers");
    }
}
