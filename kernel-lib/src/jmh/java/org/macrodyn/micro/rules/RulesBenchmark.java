package org.macrodyn.micro.rules;

import java.util.random.RandomGenerator;
import org.macrodyn.OneThread;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Events per second of systems by rules in their stationary states, and of the Ising model that is a class. */
public class RulesBenchmark extends OneThread {
    private static final int EVENTS = 1 << 20;
    private static final double[][] ALIKE = {{-1, 1}, {1, -1}};

    /** Which system; those of spins at T = 2.5 (4.6 in three dimensions) and h = 0.1. */
    @Param({"class Ising", "Ising", "SIRS", "Ising 3-D", "exchange", "Kawasaki"})
    public String system;

    private MicroModel<byte[]> model;
    private byte[] state;
    private RandomGenerator random;
    private final Span span = Span.events(EVENTS);

    /** Relaxes the system. */
    @Setup
    public void relax() {
        random = RandomStreams.stream(1, "benchmark", 0);
        model = model();
        state = new byte[model.grid().sites()];
        model.initialise(state, random);
        model.evolve(state, model.grid().whole(), Span.time(100), random);
    }

    private MicroModel<byte[]> model() {
        Rules spins = Rules.on(Grid.square(64)).states("down", "up");
        return switch (system) {
            case "class Ising" -> Ising.square(64, 2.5, 0.1);
            case "Ising" -> spins.energy(ALIKE, 0.1, -0.1).glauber(2.5).observe("up");
            case "SIRS" ->
                Rules.on(Grid.square(64))
                        .states("S", "I", "R")
                        .change("I -> R", 1)
                        .change("R -> S", 1)
                        .pair("S I -> I I", 1)
                        .observe("I");
            case "Ising 3-D" ->
                Rules.on(Grid.cube(16))
                        .states("down", "up")
                        .energy(ALIKE, 0.1, -0.1)
                        .glauber(4.6)
                        .observe("up");
            case "exchange" -> spins.exchange("down up", 1).observe("up|down").start("up", 0.5);
            default -> spins.energy(ALIKE).kawasaki(2.5).observe("up|down").start("up", 0.5);
        };
    }

    /**
     * Events.
     *
     * @return the time that has passed
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public double events() {
        return model.evolve(state, model.grid().whole(), span, random);
    }
}
