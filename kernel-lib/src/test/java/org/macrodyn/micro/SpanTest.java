package org.macrodyn.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class SpanTest {
    private static List<Double> steps(Span span, double h, double elapsed) {
        List<Double> made = new ArrayList<>();
        assertThat(span.steps(h, made::add)).isEqualTo(elapsed);
        return made;
    }

    @Test
    void theLastStepOfATimeIsShorter() {
        assertThat(steps(Span.time(0.7), 0.25, 0.7)).hasSize(3).startsWith(0.25, 0.25);
        assertThat(steps(Span.time(0.7), 0.25, 0.7).get(2)).isCloseTo(0.2, within(1e-15));
        assertThat(steps(Span.time(0.1), 0.25, 0.1)).containsExactly(0.1);
        assertThat(steps(Span.events(3), 0.25, 0.75)).containsExactly(0.25, 0.25, 0.25);
    }

    /** 0.3 is above 3 · 0.1 or below it, by how it is written: there are three steps. */
    @Test
    void roundingMakesNoStep() {
        for (double time : new double[] {0.3, 0.1 + 0.2, 3 * 0.1, Math.nextUp(3 * 0.1)}) {
            assertThat(steps(Span.time(time), 0.1, time)).hasSize(3);
        }
        assertThat(steps(Span.time(1e4), 0.1, 1e4)).hasSize(100_000);
    }

    @Test
    void stepsMustBeLongerThanNothing() {
        for (double h : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Span.time(1).steps(h, dt -> {}))
                    .hasMessage("steps of " + h + ": must be finite and above 0");
        }
    }

    @Test
    void anInterruptStopsTheSteps() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Span.events(5).steps(1, dt -> {})).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** ⟨m⟩ of springs shrinks by 1 − r dt in each step: (1 − 0.1)² (1 − 0.05) after 0.25 in steps of 0.1. */
    @Test
    void theMeanOfALangevinEquationDecaysStepByStep() {
        Springs springs = new Springs(Grid.square(4), 1, 0.5, 0.1);
        Random random = new Random(2);
        int runs = 4000;
        double sum = 0;
        double[] z = new double[2];
        for (int run = 0; run < runs; run++) {
            float[] state = new float[16];
            java.util.Arrays.fill(state, 1);
            springs.evolve(state, springs.grid().whole(), Span.time(0.25), random);
            springs.observe(state, z);
            sum += z[0] / runs;
        }
        // Var m = 2T/n Σ dt Π (1 − r dt)² ≤ 2T t / n.
        assertThat(sum).isCloseTo(0.9 * 0.9 * 0.95, within(4 * Math.sqrt(2 * 0.5 * 0.25 / 16 / runs)));
    }

    /** The stationary variance of a site is the mean over waves of T / (λ (1 − λ h/2)), λ = r + 2 − 2 cos k_x + 2 − 2 cos k_y. */
    @Test
    void theVarianceOfALangevinEquationIsTheExactOne() {
        Springs springs = new Springs(Grid.square(4), 1, 0.5, 0.05);
        Random random = new Random(3);
        float[] state = new float[16];
        double[] z = new double[2];
        springs.evolve(state, springs.grid().whole(), Span.time(10), random);
        double sum = 0;
        double squares = 0;
        int samples = 3000;
        for (int i = 0; i < samples; i++) {
            springs.evolve(state, springs.grid().whole(), Span.time(4), random);
            springs.observe(state, z);
            sum += z[1] / samples;
            squares += z[1] * z[1] / samples;
        }
        assertThat(sum).isCloseTo(springs.variance(), within(4 * Math.sqrt((squares - sum * sum) / samples)));
        assertThat(springs.variance()).isCloseTo(0.15, within(0.05));
    }
}
