package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.rules.RuleModel;
import org.macrodyn.micro.rules.Rules;
import org.macrodyn.run.Cluster;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Workers;
import org.macrodyn.store.Identity;

class ElsewhereTest {
    @TempDir
    Path runs;

    /** Does pieces in the order opposite to that in which they are asked for. */
    static class Backwards implements Cluster {
        private final List<Piece> done = new ArrayList<>();
        private final int slots;

        Backwards(int slots) {
            this.slots = slots;
        }

        @Override
        public int slots() {
            return slots;
        }

        @Override
        public List<Future<byte[]>> submit(String label, List<Piece> pieces, Work work) {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = pieces.size() - 1; i >= 0; i--) {
                CompletableFuture<byte[]> result = new CompletableFuture<>();
                try {
                    result.complete(work.run(pieces.get(i).from(), pieces.get(i).to()));
                    done.add(pieces.get(i));
                } catch (Exception problem) {
                    result.completeExceptionally(problem);
                }
                results.add(0, result);
            }
            return results;
        }

        @Override
        public void close() {}
    }

    private static Workers on(Cluster cluster) {
        return new Workers(1, Optional.of(cluster));
    }

    private static Step<double[][]> squares(int stop) {
        return new Step<>(
                "squares",
                "square",
                Identity.of(Map.of("power", 2)),
                24,
                4,
                Codec.matrix("y"),
                (from, to, threads, progress) -> {
                    if (to > stop) {
                        throw new IllegalArgumentException("unit " + to);
                    }
                    double[][] rows = new double[to - from][1];
                    Arrays.setAll(rows, i -> new double[] {(double) (from + i) * (from + i)});
                    return rows;
                });
    }

    private static void requireSquares(double[][] rows) {
        assertThat(rows).hasDimensions(24, 1);
        for (int i = 0; i < rows.length; i++) {
            assertThat(rows[i][0]).isEqualTo(i * i);
        }
    }

    @Test
    void piecesArePutTogetherInTheOrderOfTheirUnits() {
        Backwards cluster = new Backwards(3);
        Keeping memory = Keeping.inMemory(ProgressReporter.NONE).on(on(cluster));
        requireSquares(memory.keep(squares(24)).value());
        // Four pieces for each slot: 24 units in 12.
        assertThat(cluster.done).hasSize(12).allMatch(piece -> piece.to() - piece.from() == 2);
    }

    @Test
    void whatIsOnDiskIsNotSentAgain() {
        Keeping here = Keeping.in(runs, "test", ProgressReporter.NONE).on(1);
        assertThatIllegalStateException().isThrownBy(() -> {
            try {
                here.keep(squares(12));
            } catch (IllegalArgumentException stopped) {
                throw new IllegalStateException(stopped);
            }
        });
        Backwards cluster = new Backwards(1);
        Keeping sent = Keeping.in(runs, "test", ProgressReporter.NONE).on(on(cluster));
        requireSquares(sent.keep(squares(24)).value());
        assertThat(cluster.done).isNotEmpty().allMatch(piece -> piece.from() >= 12);
    }

    @Test
    void aPieceThatFailsIsToldWithItsStepAndLeavesTheOthers() {
        Keeping keeping = Keeping.in(runs, "test", ProgressReporter.NONE).on(on(new Backwards(8)));
        assertThatIllegalStateException()
                .isThrownBy(() -> keeping.keep(squares(20)))
                .withMessage("square on the cluster: unit 21");
        Backwards again = new Backwards(8);
        requireSquares(Keeping.in(runs, "test", ProgressReporter.NONE)
                .on(on(again))
                .keep(squares(24))
                .value());
        assertThat(again.done).hasSize(6).allMatch(piece -> piece.from() >= 18);
    }

    @Test
    void anInterruptAbandonsWhatIsAtWork() {
        List<CompletableFuture<byte[]>> never = new ArrayList<>();
        Cluster stuck = new Backwards(1) {
            @Override
            public List<Future<byte[]>> submit(String label, List<Piece> pieces, Work work) {
                pieces.forEach(piece -> never.add(new CompletableFuture<>()));
                return List.copyOf(never);
            }
        };
        Thread.currentThread().interrupt();
        Keeping memory = Keeping.inMemory(ProgressReporter.NONE).on(on(stuck));
        assertThat(catchThrowable(() -> memory.keep(squares(24))))
                .isInstanceOf(CancellationException.class)
                .hasMessage("square: interrupted; run again to continue");
        assertThat(never.get(0)).isCancelled();
    }

    @Test
    void aStudyHasTheSameBits() {
        RuleModel model = Rules.on(Grid.square(16))
                .states("down", "up")
                .energy(new double[][] {{-1, 1}, {1, -1}})
                .heatBath(2.6)
                .observe("up", "up|down");
        Study<byte[]> study = Study.of(model)
                .patch(Grid.square(8))
                .from(model.start("up", 0.2)::initialise)
                .until(1)
                .configurations(32);
        Backwards cluster = new Backwards(3);
        MacroPairs there = pairs(study.on(on(cluster)));
        MacroPairs here = pairs(study);
        assertThat(cluster.done).isNotEmpty();
        assertThat(there.z0()).containsExactly(here.z0());
        assertThat(there.dz()).containsExactly(here.dz());
    }

    private static MacroPairs pairs(Study<byte[]> study) {
        Kept<Snapshots<byte[]>> large = study.enlarge(study.simulate());
        return study.evolve(large).pairs().value();
    }
}
