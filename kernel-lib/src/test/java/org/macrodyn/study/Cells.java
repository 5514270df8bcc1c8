package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.exact.OrnsteinUhlenbeck;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * Independent cells dx = −θ x dt + s dW. Their mean m over n cells follows dm = −θ m dt + s/√n dW, and a patch of n/K cells
 * moves it by −θ m δt on average with K times that variance, exactly as Theorem 1 has it.
 *
 * @param grid the cells
 * @param rate θ
 * @param volatility s
 * @param spread states are drawn with x uniform in [−spread, spread], the same in all cells
 */
record Cells(Grid grid, double rate, double volatility, double spread) implements LocalModel<float[]> {
    static final double STEP = 0.02;

    /** 32 cells in 4 patches of 8, forecasts from m = 2. */
    static Study<float[]> study() {
        return Study.of(new Cells(Grid.line(1, 32), 1, 0.5, 2))
                .patch(Grid.line(1, 8))
                .from((float[] state, RandomGenerator random) -> Arrays.fill(state, 2))
                .until(1)
                .seed(7)
                .recipe(ours -> ours.with(SmallRuns.alongForecast(32, 6, Span.time(0.2))))
                .configurations(120)
                .repeats(16)
                .step(STEP)
                .threads(1);
    }

    @Override
    public Cells on(Grid other) {
        return new Cells(other, rate, volatility, spread);
    }

    @Override
    public StateType<float[]> stateType() {
        return StateType.FLOATS;
    }

    @Override
    public void initialise(float[] state, RandomGenerator random) {
        Arrays.fill(state, (float) (spread * (2 * random.nextDouble() - 1)));
    }

    /** An event is {@value #STEP} of time for all cells. */
    @Override
    public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
        double time = span instanceof Span.Time fixed ? fixed.duration() : STEP * ((Span.Events) span).count();
        OrnsteinUhlenbeck cell = new OrnsteinUhlenbeck(rate, 0, volatility);
        for (int inner = 0; inner < region.sites(); inner++) {
            int site = region.site(inner);
            state[site] = (float) cell.step(state[site], time, random);
        }
        return time;
    }

    @Override
    public List<String> observables() {
        return List.of("m");
    }

    @Override
    public void addShare(float[] state, int site, double[] sums) {
        sums[0] += state[site];
    }
}
