package org.macrodyn.sde;

import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;

/** Trajectories advanced together by one thread; states in double precision. */
final class ForecastChunk {
    private final int d;
    private final int first;
    private final int runs;
    private final Scheme scheme;
    private final SideBySide coefficients;
    private final double[][] z;
    private final RandomGenerator[] random;
    private final double[][] noise;
    private final double[][][] room;

    ForecastChunk(Sde model, double[][] z0, int first, int to, Forecast.Times when, long seed) {
        this.first = first;
        d = model.dimension();
        runs = to - first;
        z = new double[d][runs];
        noise = new double[d][runs];
        room = new double[Scheme.ROOM][d][runs];
        scheme = when.scheme();
        random = new RandomGenerator[runs];
        for (int run = 0; run < runs; run++) {
            random[run] = RandomStreams.stream(seed, "forecast", first + run);
            for (int c = 0; c < d; c++) {
                z[c][run] = z0[first + run][c];
            }
        }
        double delta = when.step() / when.substeps();
        coefficients = model instanceof SdeModel networks
                ? new NetworkStep(networks, runs, delta)
                : new SideBySide.ByPoint(model, delta);
    }

    void run(double[][][] values, int substeps, ProgressListener progress) {
        record(values, 0);
        int steps = values[first].length;
        for (int k = 1; k < steps; k++) {
            for (int s = 0; s < substeps; s++) {
                advance();
            }
            record(values, k);
            progress.update(k, steps - 1, "");
        }
    }

    private void record(double[][][] values, int k) {
        for (int run = 0; run < runs; run++) {
            for (int c = 0; c < d; c++) {
                values[first + run][k][c] = z[c][run];
            }
        }
    }

    private void advance() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("forecast interrupted");
        }
        for (int run = 0; run < runs; run++) {
            for (int c = 0; c < d; c++) {
                noise[c][run] = random[run].nextGaussian();
            }
        }
        scheme.advance(z, noise, coefficients, room);
    }
}
