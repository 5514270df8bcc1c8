package org.macrodyn.micro.alloy;

import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.macrodyn.OneThread;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * KMC steps per second on one core. {@code network} rows need the environment variable {@code MACRODYN_NBMOTA_WEIGHTS}
 * (path of weights.npy); ask for them with {@code -p model=network}.
 */
public class VacancyKmcBenchmark extends OneThread {
    private static final int STEPS = 1000;
    private static final int EQUILIBRATION = 20_000;

    /** Barrier model. */
    @Param({"pairs", "kinetic"})
    public String model;

    /** Cells along each axis: 8 for 1 024 atoms, 32 for 65 536. */
    @Param({"8", "32"})
    public int cells;

    /** Temperature in K. */
    @Param({"800", "2000"})
    public double temperature;

    private VacancyKmc kmc;
    private final RandomGenerator random = RandomStreams.stream(1, "bench", 0);
    private final double[] delta = new double[6];

    /** Equilibrates a random alloy for a while, so that its memory of rates is as warm as in a run. */
    @Setup
    public void prepare() {
        NbMoTaAlloy alloy = NbMoTaAlloy.cube(cells, temperature);
        byte[] state = new byte[alloy.grid().sites()];
        alloy.initialise(state, random);
        kmc = new VacancyKmc(alloy.lattice(), state, barriers(), temperature, WaitingTime.DRAWN);
        kmc.run(Span.events(EQUILIBRATION), random);
    }

    private BarrierModel barriers() {
        return switch (model) {
            case "pairs" -> PairExpansion.embedded();
            case "kinetic" -> KineticallyResolved.embedded();
            default -> network();
        };
    }

    private static BarrierModel network() {
        return NeuralBarriers.read(Path.of(System.getenv("MACRODYN_NBMOTA_WEIGHTS")));
    }

    /**
     * Jumps.
     *
     * @return the time that passed
     */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public double steps() {
        return kmc.run(Span.events(STEPS), random);
    }

    /**
     * Jumps with the order parameters followed.
     *
     * @return one of them
     */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public double stepsWithOrder() {
        kmc.delta(delta);
        kmc.run(Span.events(STEPS), random);
        kmc.delta(delta);
        return delta[0];
    }
}
