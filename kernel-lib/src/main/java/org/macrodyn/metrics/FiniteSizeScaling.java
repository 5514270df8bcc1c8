package org.macrodyn.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.macrodyn.metrics.CriticalObservables.Estimate;

/**
 * Finite-size scaling of averages of L × L systems at several L and T: powers of L at one temperature, Binder's crossing, the
 * slope of the cumulant, and the collapse of scaled data (Binder, Z. Phys. B 43, 1981; Privman, <i>Finite Size Scaling</i>,
 * 1990).
 *
 * @param averages by L, then by T
 * @param degree of the polynomial in T through the cumulants of an L
 */
public record FiniteSizeScaling(
        SortedMap<Integer, SortedMap<Double, CriticalObservables>> averages, IntUnaryOperator degree) {
    /**
     * The averages of equilibria.
     *
     * @param equilibria of each L at the same T
     * @param degree of the polynomial in T through the cumulants of an L
     * @return their scaling
     */
    public static FiniteSizeScaling of(Collection<Equilibrium> equilibria, IntUnaryOperator degree) {
        SortedMap<Integer, SortedMap<Double, CriticalObservables>> averages = new TreeMap<>();
        equilibria.forEach(one -> averages.computeIfAbsent(one.at().side(), side -> new TreeMap<>())
                .put(one.at().temperature(), one.observables()));
        return new FiniteSizeScaling(averages, degree);
    }

    /**
     * Numbers with standard errors.
     *
     * @param x abscissae
     * @param y values
     * @param error standard errors
     */
    public record Points(double[] x, double[] y, double[] error) {}

    /**
     * One observable at one temperature, against L.
     *
     * @param sides L
     * @param temperature T
     * @param of the observable
     * @return x: L
     */
    public Points overSides(List<Integer> sides, double temperature, Function<CriticalObservables, Estimate> of) {
        List<Estimate> estimates =
                sides.stream().map(side -> of.apply(row(side).get(temperature))).toList();
        return points(sides.stream().mapToDouble(side -> side).toArray(), estimates);
    }

    /**
     * The power of L that an observable follows at one temperature: −β/ν for ⟨|m|⟩ and γ/ν for χ at T_c.
     *
     * @param sides L
     * @param temperature T
     * @param of the observable
     * @return the fit of A L^exponent
     */
    public LogLogFit power(List<Integer> sides, double temperature, Function<CriticalObservables, Estimate> of) {
        Points points = overSides(sides, temperature, of);
        return LogLogFit.of(points.x, points.y, points.error);
    }

    /**
     * One observable of one size, against T.
     *
     * @param side L
     * @param of the observable
     * @return x: T
     */
    public Points overTemperatures(int side, Function<CriticalObservables, Estimate> of) {
        SortedMap<Double, CriticalObservables> row = row(side);
        return points(
                row.keySet().stream().mapToDouble(t -> t).toArray(),
                row.values().stream().map(of).toList());
    }

    private SortedMap<Double, CriticalObservables> row(int side) {
        return Optional.ofNullable(averages.get(side))
                .orElseThrow(
                        () -> new IllegalArgumentException("L = " + side + ": must be one of " + averages.keySet()));
    }

    private static Points points(double[] x, List<Estimate> estimates) {
        return new Points(
                x,
                estimates.stream().mapToDouble(Estimate::value).toArray(),
                estimates.stream().mapToDouble(Estimate::error).toArray());
    }

    private PolynomialFit cumulant(int side) {
        Points points = overTemperatures(side, CriticalObservables::binderCumulant);
        return PolynomialFit.of(points.x, points.y, points.error, degree.applyAsInt(side));
    }

    /**
     * |dU/dT| at T_c, which grows as L^(1/ν).
     *
     * @param sides L
     * @param critical T_c
     * @return x: L
     */
    public Points slopes(List<Integer> sides, double critical) {
        List<Estimate> slopes = sides.stream()
                .map(this::cumulant)
                .map(fit -> new Estimate(Math.abs(fit.derivative(critical)), fit.derivativeError(critical)))
                .toList();
        return points(sides.stream().mapToDouble(side -> side).toArray(), slopes);
    }

    /**
     * 1/ν from the slopes.
     *
     * @param sides L
     * @param critical T_c
     * @return the fit of A L^exponent
     */
    public LogLogFit slopePower(List<Integer> sides, double critical) {
        Points points = slopes(sides, critical);
        return LogLogFit.of(points.x, points.y, points.error);
    }

    /**
     * Where the cumulants of neighbouring sizes cross, which tends to T_c: mean over pairs, weighted by their errors.
     *
     * @param sides L, in ascending order
     * @return T; empty if no pair crosses within the temperatures
     */
    public Optional<Estimate> crossing(List<Integer> sides) {
        SortedMap<Double, CriticalObservables> first = row(sides.get(0));
        double from = first.firstKey();
        double to = first.lastKey();
        double weights = 0;
        double sum = 0;
        for (int i = 1; i < sides.size(); i++) {
            PolynomialFit small = cumulant(sides.get(i - 1));
            PolynomialFit large = cumulant(sides.get(i));
            if ((small.value(from) - large.value(from)) * (small.value(to) - large.value(to)) < 0) {
                double t = small.crossing(large, from, to);
                double slope = small.derivative(t) - large.derivative(t);
                double weight = slope * slope / (Math.pow(small.valueError(t), 2) + Math.pow(large.valueError(t), 2));
                weights += weight;
                sum += weight * t;
            }
        }
        return weights > 0 ? Optional.of(new Estimate(sum / weights, 1 / Math.sqrt(weights))) : Optional.empty();
    }

    /**
     * Scaled numbers of one size: L^exponent times an observable against (T − T_c) L, which is one curve for all L where
     * 1/ν = 1.
     *
     * @param side L
     * @param critical T_c
     * @param of the observable
     * @param exponent β/ν for ⟨|m|⟩, −γ/ν for χ
     * @return x: (T − T_c) L
     */
    public Points scaled(int side, double critical, Function<CriticalObservables, Estimate> of, double exponent) {
        double factor = Math.pow(side, exponent);
        Points raw = overTemperatures(side, of);
        return new Points(
                Arrays.stream(raw.x).map(t -> (t - critical) * side).toArray(),
                Arrays.stream(raw.y).map(value -> value * factor).toArray(),
                Arrays.stream(raw.error).map(error -> error * factor).toArray());
    }

    /**
     * How well scaled numbers collapse: χ² per degree of freedom about one polynomial.
     *
     * @param critical T_c
     * @param of the observable
     * @param exponent as in {@link #scaled}
     * @param range largest |(T − T_c) L| that counts
     * @param curve degree of the polynomial
     * @return about 1 if they collapse within their errors
     */
    public double collapse(
            double critical, Function<CriticalObservables, Estimate> of, double exponent, double range, int curve) {
        List<Points> all = averages.keySet().stream()
                .map(side -> near(scaled(side, critical, of, exponent), range))
                .toList();
        double[] x = joined(all, Points::x);
        double[] y = joined(all, Points::y);
        double[] error = joined(all, Points::error);
        PolynomialFit fit = PolynomialFit.of(x, y, error, curve);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += Math.pow((y[k] - fit.value(x[k])) / error[k], 2);
        }
        return sum / (x.length - curve - 1);
    }

    private static double[] joined(List<Points> all, Function<Points, double[]> of) {
        return all.stream()
                .flatMapToDouble(points -> Arrays.stream(of.apply(points)))
                .toArray();
    }

    private static Points near(Points all, double range) {
        int[] kept = IntStream.range(0, all.x.length)
                .filter(i -> Math.abs(all.x[i]) <= range)
                .toArray();
        return new Points(at(all.x, kept), at(all.y, kept), at(all.error, kept));
    }

    private static double[] at(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }
}
