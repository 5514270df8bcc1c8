package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.closure.CondensedPairs;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.micro.EventModel;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.Generator;

/** Pairs whose law is known. */
final class LawPairs {
    private LawPairs() {}

    /** Pairs of the rates of random configurations, λ = 1. */
    static <S> MacroPairs generated(EventModel<S> model, int configurations, Predicate<double[]> within, long seed) {
        RandomGenerator random = RandomStreams.stream(seed, "configurations", 0);
        int d = model.observables().size();
        CondensedPairs pairs = new CondensedPairs(model.observables(), configurations);
        S state = model.stateType().allocate(model.grid().sites());
        double[] z = new double[d];
        double time = 0.01;
        for (int i = 0; i < configurations; i++) {
            do {
                model.initialise(state, random);
                model.observe(state, z);
            } while (!within.test(z));
            Generator.Rates rates = Generator.of(model).at(state, model.grid().whole());
            double[] mean = new double[d];
            double[][] covariance = rates.covariance();
            for (int a = 0; a < d; a++) {
                mean[a] = rates.drift()[a] * time;
                for (int b = 0; b < d; b++) {
                    covariance[a][b] *= time;
                }
            }
            pairs.set(i, z, time, mean, covariance);
        }
        return pairs.pairs();
    }

    /** μ(z) and σ(z) that are known. */
    interface Exact {
        double[] drift(double[] z);

        double[][] diffusion(double[] z);
    }

    /** dz = Az dt + σ dW. */
    static Exact linear(double[][] a, double[][] sigma) {
        return new Exact() {
            @Override
            public double[] drift(double[] z) {
                return Arrays.stream(a)
                        .mapToDouble(row -> IntStream.range(0, z.length)
                                .mapToDouble(c -> row[c] * z[c])
                                .sum())
                        .toArray();
            }

            @Override
            public double[][] diffusion(double[] z) {
                return sigma;
            }
        };
    }

    /** dz = μ(z) dt + σ(z) dW of one component. */
    static Exact single(DoubleUnaryOperator mu, DoubleUnaryOperator sigma) {
        return new Exact() {
            @Override
            public double[] drift(double[] z) {
                return new double[] {mu.applyAsDouble(z[0])};
            }

            @Override
            public double[][] diffusion(double[] z) {
                return new double[][] {{sigma.applyAsDouble(z[0])}};
            }
        };
    }

    /**
     * Pairs of one Euler step of δt = 0.1, whose law is that of the SDE, from states that are uniform in [−2, 2]; R of each
     * state.
     */
    static MacroPairs euler(List<String> names, Exact exact, int states, int repeats, long seed) {
        int d = names.size();
        RandomGenerator random = RandomStreams.stream(seed, "Euler", 0);
        float[] z0 = new float[states * repeats * d];
        float[] dz = new float[z0.length];
        float[] dt = new float[states * repeats];
        Arrays.fill(dt, 0.1f);
        double[] z = new double[d];
        for (int i = 0; i < dt.length; i++) {
            for (int c = 0; c < d && i % repeats == 0; c++) {
                z[c] = (float) random.nextDouble(-2, 2);
            }
            double[] xi = random.doubles(d).map(u -> random.nextGaussian()).toArray();
            double[] mu = exact.drift(z);
            double[][] sigma = exact.diffusion(z);
            for (int c = 0; c < d; c++) {
                double kick = 0;
                for (int k = 0; k < d; k++) {
                    kick += sigma[c][k] * xi[k];
                }
                z0[i * d + c] = (float) z[c];
                dz[i * d + c] = (float) (mu[c] * dt[i] + kick * Math.sqrt(dt[i]));
            }
        }
        return new MacroPairs(names, z0, dz, dt);
    }
}
