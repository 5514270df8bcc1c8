package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;

/**
 * How far the forecasts of a sweep over λ are from the truth: MMD² in latent space (paper, Fig. 2).
 *
 * @param sweep the sweep
 * @param times {@code [steps]}
 * @param curves {@code [cases][steps]} MMD² of each case of the sweep
 * @param floor {@code [steps]} MMD² of two independent sets of true runs
 * @param <S> the state array
 */
public record LatentScores<S>(Sweep<S> sweep, double[] times, List<double[]> curves, double[] floor) {
    static final String LAMBDA = "λ";

    /**
     * The score of one SDE: the mean over time.
     *
     * @param values one of each choice of the sweep, in their order
     * @return average MMD²
     * @throws IllegalArgumentException if no study has these values
     */
    public double score(Object... values) {
        return mean(curves.get(sweep.index(values)));
    }

    /**
     * The score that truth itself gets.
     *
     * @return average MMD² of two independent sets of true runs
     */
    public double floorScore() {
        return mean(floor);
    }

    private static double mean(double[] curve) {
        return Arrays.stream(curve).sum() / curve.length;
    }

    /**
     * The curve of a λ, averaged over the other choices.
     *
     * @param lambda one of the sweep's
     * @return {@code [steps]} MMD²
     */
    public double[] curve(double lambda) {
        return LatentTruth.average(IntStream.range(0, curves.size())
                .filter(i -> lambda(i) == lambda)
                .mapToObj(curves::get)
                .toList());
    }

    private double lambda(int index) {
        return sweep.cases().get(index).study().fitted().lambda();
    }

    private double[] lambdas() {
        return IntStream.range(0, curves.size())
                .mapToDouble(this::lambda)
                .distinct()
                .toArray();
    }

    /** Numbers of the cases for each combination of the other choices. */
    private Map<String, List<Integer>> groups() {
        List<String> others = sweep.others(LAMBDA);
        return IntStream.range(0, others.size())
                .boxed()
                .collect(Collectors.groupingBy(others::get, LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * The best λ for each combination of the other choices.
     *
     * @return λ with the smallest average MMD², by names such as {@code seed 0}
     */
    public Map<String, Double> best() {
        Map<String, Double> best = new LinkedHashMap<>();
        groups().forEach((name, cases) -> {
            int least = cases.stream()
                    .min(Comparator.comparing(i -> mean(curves.get(i))))
                    .orElseThrow();
            best.put(name, lambda(least));
        });
        return best;
    }

    /**
     * MMD² in time for every λ, averaged over the other choices (paper, Fig. 2a).
     *
     * @return the picture, with the truth-against-truth floor
     */
    public Figure overTime() {
        double[][] all = Arrays.stream(lambdas()).mapToObj(this::curve).toArray(double[][]::new);
        return Figures.mmdOverTime(times, lambdas(), all, floor);
    }

    /**
     * Average MMD² against λ for every combination of the other choices (paper, Fig. 2b).
     *
     * @return the picture, with the line at λ = K and the floor
     */
    public Figure againstLambda() {
        Map<String, List<Integer>> groups = groups();
        List<Pen> pens = Palette.sequence(groups.size());
        List<Numbers> numbers = new ArrayList<>();
        groups.forEach((name, cases) -> numbers.add(Numbers.of(
                name,
                pens.get(numbers.size()),
                cases.stream().mapToDouble(this::lambda).toArray(),
                cases.stream().mapToDouble(i -> mean(curves.get(i))).toArray())));
        int patches = sweep.cases().get(0).study().patches().count();
        return Figures.mmdAgainstLambda(numbers, patches, floorScore());
    }

    @Override
    public String toString() {
        return "MMD² of " + curves.size() + " SDEs, best λ " + best()
                + String.format(Locale.ROOT, ", floor %.3g", floorScore());
    }
}
