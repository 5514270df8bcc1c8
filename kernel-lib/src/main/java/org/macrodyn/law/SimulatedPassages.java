package org.macrodyn.law;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.macrodyn.run.Parallel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.sde.Sde;

/** First passages by simulation, with the standard error of the mean. */
final class SimulatedPassages implements PassageSolver {
    private static final int STEPS_BETWEEN_POLLS = 1 << 12;

    /** One trajectory. */
    private interface Walk {
        /** Goes on by one jump or step and tells the time; infinite if nothing happens any more. */
        double advance();

        void state(double[] z);
    }

    private final BiFunction<double[], RandomGenerator, Walk> walks;
    private final Runs settings;
    private final String how;

    private SimulatedPassages(BiFunction<double[], RandomGenerator, Walk> walks, Runs settings, String how) {
        this.walks = walks;
        this.settings = settings;
        this.how = settings.runs() + how;
    }

    static SimulatedPassages of(JumpModel model, Runs settings) {
        JumpWalk.Rates rates = new JumpWalk.Rates(model);
        return new SimulatedPassages(
                (from, random) -> {
                    JumpWalk walk = new JumpWalk(rates, from, random);
                    return new Walk() {
                        @Override
                        public double advance() {
                            return walk.jump() ? walk.time() : Double.POSITIVE_INFINITY;
                        }

                        @Override
                        public void state(double[] z) {
                            walk.state(z);
                        }
                    };
                },
                settings,
                " exact runs, jump by jump");
    }

    static SimulatedPassages of(Sde sde, double step, Runs settings) {
        if (!(step > 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException("step = " + step + ": must be finite and above 0");
        }
        return new SimulatedPassages(
                (from, random) -> new EulerWalk(sde, step, from.clone(), random),
                settings,
                " Euler–Maruyama runs of δ = " + step);
    }

    private static final class EulerWalk implements Walk {
        private final Sde sde;
        private final double step;
        private final double[] z;
        private final RandomGenerator random;
        private long steps;

        EulerWalk(Sde sde, double step, double[] z, RandomGenerator random) {
            this.sde = sde;
            this.step = step;
            this.z = z;
            this.random = random;
        }

        @Override
        public double advance() {
            double[] drift = sde.drift(z);
            double[][] sigma = sde.diffusion(z);
            double root = Math.sqrt(step);
            double[] noise = new double[z.length];
            Arrays.setAll(noise, c -> random.nextGaussian());
            for (int a = 0; a < z.length; a++) {
                z[a] += drift[a] * step;
                for (int b = 0; b < z.length; b++) {
                    z[a] += sigma[a][b] * root * noise[b];
                }
            }
            if (++steps % STEPS_BETWEEN_POLLS == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted at t = " + steps * step + "; run again");
            }
            return steps * step;
        }

        @Override
        public void state(double[] into) {
            System.arraycopy(z, 0, into, 0, z.length);
        }
    }

    @Override
    public double[] nearest(double[] z) {
        return z.clone();
    }

    /** The time of each run until it is in a set; the state where it is then is left in {@code z}. */
    private double[] times(double[] from, Predicate<double[]> target, double[][] z) {
        double[] times = new double[settings.runs()];
        Parallel.forEach(0, times.length, settings.threads(), ProgressListener.NONE, run -> {
            Walk walk = walks.apply(from, RandomStreams.stream(settings.seed(), "passage", run));
            walk.state(z[run]);
            double time = 0;
            while (!target.test(z[run]) && time <= settings.longest()) {
                time = walk.advance();
                walk.state(z[run]);
            }
            times[run] = time;
        });
        long late = Arrays.stream(times).filter(t -> t > settings.longest()).count();
        if (late > 0) {
            throw new IllegalArgumentException(
                    "passage: " + late + " of " + times.length + " runs had not arrived by t = " + settings.longest()
                            + "; allow more time, or take a model of one or two observables, which is solved");
        }
        return times;
    }

    @Override
    public FirstPassage time(double[] from, Predicate<double[]> target) {
        double[] times = times(from, target, new double[settings.runs()][from.length]);
        int n = times.length;
        double mean = Arrays.stream(times).average().orElseThrow();
        double square = Arrays.stream(times).map(t -> (t - mean) * (t - mean)).sum() / (n - 1);
        double deviation = Math.sqrt(square);
        return new FirstPassage(
                mean,
                deviation,
                deviation / Math.sqrt(n),
                t -> (double) Arrays.stream(times)
                                .filter(arrival -> arrival > t)
                                .count()
                        / n,
                how);
    }

    @Override
    public double committor(double[] from, Predicate<double[]> first, Predicate<double[]> second) {
        double[][] z = new double[settings.runs()][from.length];
        times(from, first.or(second), z);
        return (double) Arrays.stream(z).filter(first).count() / z.length;
    }
}
