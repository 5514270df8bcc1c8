package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.run.Cluster;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Workers;
import org.macrodyn.store.Identity;

/** Steps that share work: powers of numbers. */
class SharedStepsTest {
    @TempDir
    Path runs;

    /** What was asked for: {which powers, first unit}. */
    private final List<List<Object>> asked = new ArrayList<>();

    private Keeping keeping() {
        return Keeping.in(runs, "test", ProgressReporter.NONE);
    }

    /** Units i ↦ i^power, in 4 parts of 2. */
    private static Step<double[][]> step(int power) {
        return new Step<>(
                "powers",
                "power " + power,
                Identity.of(Map.of("power", power)),
                8,
                4,
                Codec.matrix("y"),
                (from, to, threads, progress) -> rows(power, from, to));
    }

    private static double[][] rows(int power, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new double[] {Math.pow(i, power)})
                .toArray(double[][]::new);
    }

    /** Of some powers, all at once; stops before unit {@code stop}. */
    private List<Kept<double[][]>> keep(Keeping keeping, int stop, Integer... powers) {
        List<Step<double[][]>> steps =
                Arrays.stream(powers).map(SharedStepsTest::step).toList();
        return SharedSteps.keep(keeping, steps, (which, from, to, threads, progress) -> {
            if (from >= stop) {
                throw new CancellationException("stopped");
            }
            asked.add(List.of(which.stream().map(i -> powers[i]).toList(), from));
            return which.stream().map(i -> rows(powers[i], from, to)).toList();
        });
    }

    private static void requirePowers(List<Kept<double[][]>> kept, int... powers) {
        assertThat(kept).hasSize(powers.length);
        for (int i = 0; i < powers.length; i++) {
            assertThat(kept.get(i).value()).isDeepEqualTo(rows(powers[i], 0, 8));
        }
    }

    @Test
    void whatStepsShareIsDoneOnce() {
        List<Kept<double[][]>> kept = keep(keeping(), 8, 1, 2, 3);
        requirePowers(kept, 1, 2, 3);
        List<Integer> all = List.of(1, 2, 3);
        assertThat(asked).containsExactly(List.of(all, 0), List.of(all, 2), List.of(all, 4), List.of(all, 6));
        for (int power = 1; power <= 3; power++) {
            assertThat(kept.get(power - 1).hash())
                    .isEqualTo(keeping().keep(step(power)).hash());
        }
    }

    @Test
    void whatIsKeptIsReadBackAndNotMadeAgain() {
        keeping().keep(step(2));
        requirePowers(keep(keeping(), 8, 1, 2, 3), 1, 2, 3);
        assertThat(asked).hasSize(4).allMatch(one -> one.get(0).equals(List.of(1, 3)));
        asked.clear();
        requirePowers(keep(keeping(), 8, 3, 1), 3, 1);
        assertThat(asked).isEmpty();
    }

    @Test
    void equalStepsAreOne() {
        List<Kept<double[][]>> kept = keep(Keeping.inMemory(ProgressReporter.NONE), 8, 1, 2, 1);
        requirePowers(kept, 1, 2, 1);
        assertThat(kept.get(2).value()).isSameAs(kept.get(0).value());
        assertThat(asked).hasSize(4).allMatch(one -> one.get(0).equals(List.of(1, 2)));
    }

    /** Parts that the first step had kept are missing in the others, which make them together. */
    @Test
    void whatWasStoppedGoesOn() {
        assertThatThrownBy(() -> keep(keeping(), 4, 1, 2, 3)).isInstanceOf(CancellationException.class);
        asked.clear();
        requirePowers(keep(keeping(), 8, 1, 2, 3), 1, 2, 3);
        assertThat(asked)
                .containsExactly(
                        List.of(List.of(1, 2, 3), 4),
                        List.of(List.of(1, 2, 3), 6),
                        List.of(List.of(2, 3), 0),
                        List.of(List.of(2, 3), 2));
    }

    /** Results come back from a cluster one by one. */
    @Test
    void onAClusterEachStepIsDoneAlone() {
        Cluster cluster = new ElsewhereTest.Backwards(2);
        Keeping sent = keeping().on(new Workers(1, Optional.of(cluster)));
        requirePowers(keep(sent, 8, 1, 2), 1, 2);
        assertThat(asked).isEmpty();
    }

    @Test
    void oneStepIsDoneAsEver() {
        requirePowers(keep(keeping(), 8, 5), 5);
        assertThat(asked).isEmpty();
        assertThat(step(5).madeBy((from, to, threads, progress) -> new double[][] {{7}})
                        .maker()
                        .make(0, 1, 1, ProgressListener.NONE))
                .isDeepEqualTo(new double[][] {{7}});
    }
}
