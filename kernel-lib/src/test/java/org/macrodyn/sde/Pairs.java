package org.macrodyn.sde;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.RandomStreams;

/** Pairs of known linear SDEs dz = −Az dt + σdW, exact to first order in δt. */
final class Pairs {
    private Pairs() {}

    static MacroPairs linear(double[][] a, double[][] sigma, double lambda, double dt, int pairs, long seed) {
        int d = a.length;
        RandomGenerator random = RandomStreams.stream(seed, "test pairs", 0);
        float[] z0 = new float[pairs * d];
        float[] dz = new float[pairs * d];
        float[] times = new float[pairs];
        double[] noise = new double[d];
        for (int i = 0; i < pairs; i++) {
            times[i] = (float) (dt * random.nextDouble(0.5, 1.5));
            for (int c = 0; c < d; c++) {
                z0[i * d + c] = (float) random.nextGaussian();
                noise[c] = random.nextGaussian() * Math.sqrt(lambda * times[i]);
            }
            for (int c = 0; c < d; c++) {
                double increment = 0;
                for (int m = 0; m < d; m++) {
                    increment += sigma[c][m] * noise[m] - a[c][m] * z0[i * d + m] * times[i];
                }
                dz[i * d + c] = (float) increment;
            }
        }
        return new MacroPairs(names(d), z0, dz, times);
    }

    static List<String> names(int d) {
        return IntStream.range(0, d).mapToObj(c -> "z" + c).toList();
    }

    /** Single Euler steps of dx = (x − x³)dt + σdW from x uniform in [−2, 2]: there, max |x − x³| = 6. */
    static MacroPairs doubleWell(double sigma, double dt, int pairs, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "double well", 0);
        float[] z0 = new float[pairs];
        float[] dz = new float[pairs];
        float[] times = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            double x = random.nextDouble(-2, 2);
            z0[i] = (float) x;
            times[i] = (float) dt;
            dz[i] = (float) ((x - x * x * x) * dt + sigma * Math.sqrt(dt) * random.nextGaussian());
        }
        return new MacroPairs(List.of("x"), z0, dz, times);
    }
}
