package org.macrodyn.sde;

import java.util.stream.IntStream;
import org.macrodyn.OneThread;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Euler–Maruyama steps a second of 20 trajectories together, on one thread (torch: 5300 to 6900). */
public class ForecastBenchmark extends OneThread {
    private static final int STEPS = 2000;

    /** Dimension and form of σ. */
    @Param({"1:CONSTANT_DIAGONAL", "4:FULL", "6:FULL"})
    public String model;

    /** Trajectories. */
    @Param({"20", "160"})
    public int runs;

    private SdeModel sde;
    private double[][] z0;

    /** A model with random weights. */
    @Setup
    public void prepare() {
        int d = Integer.parseInt(model.split(":", -1)[0]);
        Diffusion diffusion = Diffusion.valueOf(model.split(":", -1)[1]);
        sde = SdeModel.create(
                IntStream.range(0, d).mapToObj(c -> "z" + c).toList(), SdeSettings.of(diffusion), Scaling.none(d), 1);
        z0 = new double[runs][d];
    }

    /**
     * A forecast.
     *
     * @return the trajectories
     */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public ForecastResult steps() {
        return Forecast.run(sde, z0, 1e-3, STEPS + 1, 1, 1);
    }
}
