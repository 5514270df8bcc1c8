package org.macrodyn.sde;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.OneThread;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.net.Activation;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Milliseconds of one optimiser step on one thread, gathering of shuffled pairs included (torch: 4.7, 6.5, 8.4). */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TrainingStepBenchmark extends OneThread {
    private static final int PAIRS = 1 << 20;

    /** Dimension and form of σ, and whether the drift is an OnsagerNet (torch: 9 to 15 ms). */
    @Param({"1:CONSTANT_DIAGONAL", "4:FULL", "6:FULL", "6:FULL:ONSAGER"})
    public String model;

    /** Activation of the hidden layers. */
    @Param({"RELU", "SILU"})
    public Activation activation;

    /** Pairs of one step. */
    @Param({"1024", "8192"})
    public int batch;

    /** Whether pairs are condensed: groups of 2d share z and δt. */
    @Param({"false", "true"})
    public boolean condensed;

    private TrainingStep step;
    private int observations;
    private int[] order;
    private int done;

    /** Random pairs in random order. */
    @Setup
    public void prepare() {
        int d = Integer.parseInt(model.split(":", -1)[0]);
        SdeSettings plain =
                SdeSettings.of(Diffusion.valueOf(model.split(":", -1)[1])).withActivation(activation);
        SdeSettings shape = model.endsWith("ONSAGER") ? plain.with(OnsagerDrift.paper()) : plain;
        RandomGenerator random = RandomStreams.stream(1, "benchmark", 0);
        float[] z0 = new float[PAIRS * d];
        float[] dz = new float[PAIRS * d];
        float[] dt = new float[PAIRS];
        int group = condensed ? 2 * d : 1;
        for (int i = 0; i < z0.length; i++) {
            int first = i / (group * d) * group * d + i % d;
            z0[i] = first < i ? z0[first] : (float) random.nextGaussian();
            dz[i] = 0.1f * (float) random.nextGaussian();
        }
        Arrays.fill(dt, 0.1f);
        List<String> names = IntStream.range(0, d).mapToObj(c -> "z" + c).toList();
        int whole = PAIRS / group * group;
        Observations pairs = new Observations(new MacroPairs(
                names, Arrays.copyOf(z0, whole * d), Arrays.copyOf(dz, whole * d), Arrays.copyOf(dt, whole), group));
        Scaling scaling = Scaling.none(d);
        PartialLikelihood loss =
                new PartialLikelihood(16, 1e-10, shape.diffusion(), scaling.driftScale(), scaling.diffusionScale());
        SdeNetworks networks = SdeNetworks.of(shape, d, d);
        step = new TrainingStep(
                () -> new BlockPass(networks, scaling, loss, pairs, TrainingStep.BLOCK), networks.initial(d, 1), 1);
        observations = batch / group;
        order = random.ints(PAIRS, 0, pairs.size()).toArray();
    }

    /**
     * One step.
     *
     * @return the batch's loss
     */
    @Benchmark
    public double step() {
        int from = (int) ((long) done * observations % (PAIRS - observations));
        return step.step(order, from, from + observations, 1e-4, ++done);
    }
}
