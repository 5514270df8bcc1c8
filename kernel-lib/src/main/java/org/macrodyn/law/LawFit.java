package org.macrodyn.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.run.Memory;
import org.macrodyn.sde.DriftCheck;

/** Fits a law: drift and covariance with equal weights first, then with those that the first covariance gives. */
final class LawFit {
    /** Least s(z) of a weight: where the noise vanishes, single precision does not. */
    static final double LEAST_NOISE = 0.05;
    /** Share of a target that its terms may certainly miss. */
    static final double DRIFT_MISFIT = 0.01;

    static final double NOISE_MISFIT = 0.1;
    /** Configurations that residuals are looked at of. */
    private static final int LOOKED_AT = 1 << 16;

    private final Configurations data;
    private final Terms terms;
    private final int n;
    private final int d;
    private final double[][] columns;
    private final double[] scale;
    private final Pass last;

    /**
     * Of configurations.
     *
     * @throws IllegalArgumentException if the library is of other components, not smaller than the number of configurations, or a
     *     term is not finite
     */
    LawFit(Configurations data, Terms terms) {
        this.data = data;
        this.terms = terms;
        n = data.size();
        d = data.names().size();
        int p = terms.size();
        if (!terms.names().equals(data.names())) {
            throw new IllegalArgumentException("library of " + terms.names() + " for pairs of " + data.names()
                    + ": must be of the same components");
        }
        if (n <= p) {
            throw new IllegalArgumentException(n + " configurations for a library of " + p
                    + " terms: must be more than there are terms; make more pairs, or take a smaller library");
        }
        Memory.require(8L * n * (p + (long) d * (d + 3)), "a library of " + p + " terms at " + n + " states");
        columns = new double[p][n];
        scale = new double[p];
        for (int k = 0; k < p; k++) {
            evaluate(k);
        }
        double[] noise = new double[n];
        Arrays.fill(noise, 1);
        last = pass(relative(pass(noise, false)), true);
    }

    private void evaluate(int k) {
        Term term = terms.all().get(k);
        double square = 0;
        for (int i = 0; i < n; i++) {
            double value = term.value().applyAsDouble(data.states()[i]);
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("term " + term + " is " + value + " at z = "
                        + Arrays.toString(data.states()[i]) + ": must be finite at all states; leave it out");
            }
            columns[k][i] = value;
            square += value * value / n;
        }
        scale[k] = square > 0 ? Math.sqrt(square) : 1;
        for (int i = 0; i < n; i++) {
            columns[k][i] /= scale[k];
        }
    }

    /** Drifts and covariances, {@code [d]} and {@code [d · (d + 1)/2]} row by row of the upper triangle. */
    private record Pass(
            double[] driftWeight,
            double[] noiseWeight,
            double[][] rates,
            double[][] moments,
            List<Regression.Fitted> drift,
            List<Regression.Fitted> noise) {}

    Law law() {
        Formula[] drift = last.drift.stream().map(Regression.Fitted::formula).toArray(Formula[]::new);
        Formula[][] covariance = new Formula[d][d];
        int at = 0;
        for (int a = 0; a < d; a++) {
            for (int b = a; b < d; b++) {
                covariance[a][b] = last.noise.get(at++).formula();
                covariance[b][a] = covariance[a][b];
            }
        }
        return new Law(terms, drift, covariance, misfits(), data.states());
    }

    /**
     * By how much this drift is likelier than that of another law, beyond what its terms cost: Σ (e² − e′²)/2φ − k ln(n₀/p₀) + k′
     * ln(n₀′/p₀) with the weights and the noise φ of this fit.
     */
    double lead(Law other) {
        double lead = 0;
        for (int c = 0; c < d; c++) {
            Regression.Fitted own = last.drift.get(c);
            Formula theirs = other.drift(terms.names().get(c));
            double gain = 0;
            for (int i = 0; i < n; i++) {
                double target = last.rates[c][i];
                double far = target - theirs.value(data.states()[i]);
                double near = target - own.values()[i];
                gain += last.driftWeight[i] * (far * far - near * near);
            }
            lead += gain / (2 * own.variance()) - cost(own.formula()) + cost(theirs);
        }
        return lead;
    }

    /**
     * Which share of a drift another law misses, as seen from this fit: the largest of any component, root mean squares with
     * weights.
     */
    double missed(Law other) {
        double largest = 0;
        for (int c = 0; c < d; c++) {
            Regression.Fitted own = last.drift.get(c);
            Formula theirs = other.drift(terms.names().get(c));
            double difference = 0;
            double size = 0;
            for (int i = 0; i < n; i++) {
                double near = own.values()[i];
                double far = near - theirs.value(data.states()[i]);
                difference += last.driftWeight[i] * far * far;
                size += last.driftWeight[i] * near * near;
            }
            largest = Math.max(largest, difference > 0 ? Math.sqrt(difference / size) : 0);
        }
        return largest;
    }

    private static double cost(Formula formula) {
        return formula.terms().size() * Selection.price(formula.library());
    }

    private Pass pass(double[] noise, boolean resampled) {
        double[] driftWeight = new double[n];
        double[] noiseWeight = new double[n];
        for (int i = 0; i < n; i++) {
            driftWeight[i] = data.times()[i] / noise[i];
            noiseWeight[i] = 1 / (noise[i] * noise[i]);
        }
        double[][] rates = IntStream.range(0, d).mapToObj(data::rates).toArray(double[][]::new);
        Regression drifts = new Regression(terms, columns, scale, driftWeight, rates, 0);
        List<Regression.Fitted> drift = IntStream.range(0, d)
                .mapToObj(c -> drifts.fit(c, terms.allowed(c), resampled))
                .toList();
        double[][] values = drift.stream().map(Regression.Fitted::values).toArray(double[][]::new);
        List<double[]> moments = new ArrayList<>();
        List<int[]> allowed = new ArrayList<>();
        for (int a = 0; a < d; a++) {
            for (int b = a; b < d; b++) {
                moments.add(data.moments(a, b, values));
                allowed.add(terms.allowed(a, b));
            }
        }
        double[][] targets = moments.toArray(double[][]::new);
        Regression noises = new Regression(terms, columns, scale, noiseWeight, targets, data.rounding());
        List<Regression.Fitted> covariance = IntStream.range(0, targets.length)
                .mapToObj(t -> noises.fit(t, allowed.get(t), resampled))
                .toList();
        return new Pass(driftWeight, noiseWeight, rates, targets, drift, covariance);
    }

    /** Number of a diagonal element among those of the upper triangle. */
    private int diagonal(int c) {
        return c * d - c * (c - 1) / 2;
    }

    /** s(z) of each configuration; 1 where nothing is noisy. */
    private double[] relative(Pass pass) {
        double[] relative = new double[n];
        int noisy = 0;
        for (int c = 0; c < d; c++) {
            double[] values = pass.noise.get(diagonal(c)).values();
            double mean = Arrays.stream(pass.moments[diagonal(c)]).average().orElse(0);
            if (mean > 0) {
                noisy++;
                for (int i = 0; i < n; i++) {
                    relative[i] += values[i] / mean;
                }
            }
        }
        for (int i = 0; i < n; i++) {
            relative[i] = noisy == 0 ? 1 : Math.max(LEAST_NOISE, relative[i] / noisy);
        }
        return relative;
    }

    private List<Law.Misfit> misfits() {
        List<Law.Misfit> misfits = new ArrayList<>();
        for (int c = 0; c < d; c++) {
            String of = Law.Line.drift(terms.symbols().get(c), last.drift.get(c).formula())
                    .of();
            double[] size = last.drift.get(c).values();
            misfits.add(misfit(of, last.drift.get(c), last.rates[c], last.driftWeight, size, DRIFT_MISFIT));
        }
        int at = 0;
        for (int a = 0; a < d; a++) {
            for (int b = a; b < d; b++) {
                Regression.Fitted fitted = last.noise.get(at);
                String of = Law.Line.covariance(terms.symbols(), a, b, fitted.formula())
                        .of();
                double[] first = last.noise.get(diagonal(a)).values();
                double[] second = last.noise.get(diagonal(b)).values();
                double[] size = new double[n];
                Arrays.setAll(size, i -> Math.sqrt(Math.max(0, first[i] * second[i])));
                misfits.add(misfit(of, fitted, last.moments[at], last.noiseWeight, size, NOISE_MISFIT));
                at++;
            }
        }
        return misfits;
    }

    /** What the whitened residuals of some configurations say, of the size of the target there. */
    private Law.Misfit misfit(
            String of, Regression.Fitted fitted, double[] target, double[] weight, double[] size, double allowed) {
        int stride = (n + LOOKED_AT - 1) / LOOKED_AT;
        int[] some = IntStream.range(0, n).filter(i -> i % stride == 0).toArray();
        double[] u = new double[some.length];
        double[] whitened = new double[some.length];
        double[][] z = new double[d][some.length];
        double square = 0;
        for (int k = 0; k < some.length; k++) {
            int i = some[k];
            double unit = Math.sqrt(weight[i] / fitted.variance());
            u[k] = (target[i] - fitted.values()[i]) * unit;
            whitened[k] = size[i] * unit;
            square += whitened[k] * whitened[k] / some.length;
            for (int c = 0; c < d; c++) {
                z[c][k] = data.states()[i][c];
            }
        }
        DriftCheck check = DriftCheck.of(data.names(), u, z, whitened);
        double root = Math.sqrt(square);
        return new Law.Misfit(
                of, check.error() / root, check.certain(), allowed, check.where(), check.resolution() / root);
    }
}
