package org.macrodyn.study;

import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.net.Activation;
import org.macrodyn.net.LearningRate;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * Cells dx = (h − x) dt + s dW that something unobserved drives, dh = −κ h dt + s dW: what the mean of x does next is known from
 * the means of x and h together, dm = (η − m) dt + …, not from that of x.
 *
 * @param grid two fields, x and h
 */
record Driven(Grid grid) implements LocalModel<float[]> {
    static final double STEP = 0.02;
    private static final double DECAY = 1;
    private static final double NOISE = 0.5;

    /** 32 cells in 4 patches of 8, forecasts from x = 0 and h = 2, small runs of the other half from h of any sign. */
    static Study<float[]> study() {
        return Study.of(new Driven(Grid.line(2, 32)))
                .patch(Grid.line(2, 8))
                .from((state, random) -> set(state, 0, 2))
                .until(2)
                .seed(7)
                .recipe(ours -> ours.with(SmallRuns.alongForecast(128, 11, Span.time(0.2))))
                .configurations(120)
                .repeats(16)
                .step(STEP)
                .network(SdeSettings.of(Diffusion.FULL)
                        .withActivation(Activation.TANH)
                        .withHidden(8, 1))
                .training(TrainingSettings.of(1)
                        .withStop(0, 0)
                        .withBatch(64)
                        .withEpochs(60)
                        .withLearningRate(LearningRate.cosine(1e-2)))
                .threads(1);
    }

    /** The mean of h in a patch, which is what x lacks. */
    static double force(float[] state, Region patch) {
        double sum = 0;
        int cells = patch.sites() / 2;
        for (int inner = cells; inner < 2 * cells; inner++) {
            sum += state[patch.site(inner)];
        }
        return sum / cells;
    }

    private static void set(float[] state, double x, double h) {
        for (int i = 0; i < state.length; i++) {
            state[i] = (float) (i < state.length / 2 ? x : h);
        }
    }

    @Override
    public Driven on(Grid other) {
        return new Driven(other);
    }

    @Override
    public StateType<float[]> stateType() {
        return StateType.FLOATS;
    }

    @Override
    public void initialise(float[] state, RandomGenerator random) {
        set(state, 4 * random.nextDouble() - 2, 4 * random.nextDouble() - 2);
    }

    /** Euler steps of {@value #STEP}, which are its dynamics. */
    @Override
    public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
        long steps = span instanceof Span.Time time
                ? Math.max(1, Math.round(time.duration() / STEP))
                : ((Span.Events) span).count();
        int cells = region.sites() / 2;
        double noise = NOISE * Math.sqrt(STEP);
        for (long step = 0; step < steps; step++) {
            for (int inner = 0; inner < cells; inner++) {
                int x = region.site(inner);
                int h = region.site(inner + cells);
                state[x] += (float) ((state[h] - state[x]) * STEP + noise * random.nextGaussian());
                state[h] += (float) (-DECAY * state[h] * STEP + noise * random.nextGaussian());
            }
        }
        return steps * STEP;
    }

    @Override
    public List<String> observables() {
        return List.of("m");
    }

    /** Sites are those of both fields, so that the mean over them is half that over cells. */
    @Override
    public void addShare(float[] state, int site, double[] sums) {
        sums[0] += site < state.length / 2 ? 2 * state[site] : 0;
    }
}
