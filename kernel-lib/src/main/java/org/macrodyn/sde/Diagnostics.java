package org.macrodyn.sde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Verdict.Aspect;
import org.macrodyn.sde.Verdict.Level;

/**
 * How well a learnt SDE explains its pairs: the whitened residuals u = (λδtΣ)^{−1/2}(Δz − μδt), which have mean 0 and
 * covariance I if μ, Σ and λ are right, and the calibration of its forecasts. u does not depend on the units of z and t.
 *
 * <p>At most 1 000 000 pairs are looked at, in evenly spaced blocks of neighbours. A statistic counts as wrong if it is both off
 * by more than four standard errors and large enough to matter: drift 5 % of its size, variance 0.08, correlation 0.1, neighbours
 * 0.05, excess kurtosis 0.5. It is good if it is not large enough to matter and would have been seen if it were: for the drift an
 * error of 5 % of its largest values, for the noise of 10 %, for the rest half of what it should be (1 for a kurtosis). Otherwise
 * it cannot be judged, and the verdict says how many pairs would do.
 *
 * <p>A component that is conserved, in the pairs and in the model, has residuals 0 and is not judged.
 *
 * <p>Condensed pairs ({@link MacroPairs#condensed}) have the mean and the covariance of those they stand for, but neither
 * their law nor their order: independence and normality are then not judged.
 *
 * @param names names of the d components
 * @param lambda λ of the pairs: K for ours by the theory, whatever the model was trained with
 * @param mean {@code [d]} mean of u, should be 0
 * @param covariance {@code [d][d]} covariance of u, should be I
 * @param driftChecks {@code [d]} whether the mean of u depends on z, and what of it would have been seen
 * @param driftSize {@code [d]} root mean square of (λδtΣ)^{−1/2}μδt: the drift's share of one pair, in the unit of u
 * @param autocorrelation {@code [d]} correlation of u between neighbouring pairs, should be 0
 * @param excessKurtosis {@code [d]} ⟨u⁴⟩/⟨u²⟩² − 3 about the mean; 0 for a normal law, about 1/k for steps of k jumps
 * @param residuals {@code [d][count]} u
 * @param states {@code [d][count]} z of the same pairs
 * @param group of the pairs: above 1 if they are condensed
 * @param diffusion form of the model's Σ
 * @param calibration coverage of the forecast bands, if true runs were given
 */
public record Diagnostics(
        List<String> names,
        double lambda,
        double[] mean,
        double[][] covariance,
        DriftCheck[] driftChecks,
        double[] driftSize,
        double[] autocorrelation,
        double[] excessKurtosis,
        double[][] residuals,
        double[][] states,
        int group,
        Diffusion diffusion,
        Optional<Calibration> calibration) {
    private static final double STANDARD_ERRORS = 4;
    private static final double DRIFT_TOLERANCE = 0.05;
    /** A Σ that is 10 % too large leaves a variance of 1/1.1 = 0.91. */
    private static final double NOISE_TOLERANCE = 0.08;

    private static final double LARGEST_UNSEEN_NOISE = 0.1;
    private static final double CORRELATION_TOLERANCE = 0.1;
    private static final double NEIGHBOUR_TOLERANCE = 0.05;
    /** Largest error that may stay unseen for a judgement to be worth the name. */
    private static final double LARGEST_UNSEEN = 0.5;

    private static final double KURTOSIS_NOTICE = 0.5;
    private static final double LARGEST_UNSEEN_KURTOSIS = 1;
    private static final int FEWEST = 100;

    /**
     * Looks at the residuals.
     *
     * @param model the learnt SDE
     * @param pairs the pairs that it was trained on, or better, others
     * @param lambda λ of the pairs, above 0: K by the theory, {@code patches.count()}
     * @return the statistics and their verdicts
     * @throws IllegalArgumentException if the pairs have other components than the model, are fewer than 100, or λ is not
     *     above 0
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static Diagnostics of(Sde model, MacroPairs pairs, double lambda) {
        return of(model, pairs, lambda, 0);
    }

    /**
     * Looks at the residuals of a model that was trained with ε: u = (λδtΣ + εI)^{−1/2}(Δz − μδt). With too small a one,
     * states where the noise nearly vanishes, as where all spins agree, rule the moments; a millionth of the typical noise is
     * always added.
     *
     * @param model the learnt SDE
     * @param pairs the pairs that it was trained on, or better, others
     * @param lambda λ of the pairs, above 0: K by the theory, {@code patches.count()}
     * @param epsilon ε of the training, at least 0, in squared units of z
     * @return the statistics and their verdicts
     * @throws IllegalArgumentException if the pairs have other components than the model, are fewer than 100, λ is not above
     *     0 or ε is below 0
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static Diagnostics of(Sde model, MacroPairs pairs, double lambda, double epsilon) {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("ε = " + epsilon + ": must be finite and at least 0");
        }
        if (!(lambda > 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("λ = " + lambda + ": must be finite and above 0");
        }
        if (!pairs.names().equals(model.names()) || pairs.size() < FEWEST) {
            throw new IllegalArgumentException(pairs.size() + " pairs of " + pairs.names() + ": must be " + FEWEST
                    + " or more, of the model's components " + model.names());
        }
        Residuals residuals = new Residuals(model, pairs, lambda, epsilon);
        double[][] u = residuals.u;
        int d = u.length;
        double[] mean = new double[d];
        double[][] covariance = new double[d][d];
        double[] driftSize = new double[d];
        DriftCheck[] driftChecks = new DriftCheck[d];
        double[][] regressions = DriftCheck.regressions(u, residuals.z);
        double[] autocorrelation = new double[d];
        double[] kurtosis = new double[d];
        for (int a = 0; a < d; a++) {
            mean[a] = Arrays.stream(u[a]).average().orElseThrow();
            autocorrelation[a] = Moments.neighbourCorrelation(u[a]);
            for (int b = 0; b < d; b++) {
                covariance[a][b] = Moments.covariance(u[a], u[b]);
            }
            driftSize[a] = Math.sqrt(
                    Arrays.stream(residuals.drift[a]).map(x -> x * x).average().orElseThrow());
            boolean still = covariance[a][a] == 0 && driftSize[a] == 0;
            kurtosis[a] = still ? 0 : Moments.excessKurtosis(u[a]);
            driftChecks[a] = still
                    ? DriftCheck.NONE
                    : DriftCheck.of(model.names(), u[a], residuals.z, residuals.drift[a], regressions[a]);
        }
        return new Diagnostics(
                model.names(),
                lambda,
                mean,
                covariance,
                driftChecks,
                driftSize,
                autocorrelation,
                kurtosis,
                u,
                residuals.z,
                pairs.group(),
                model instanceof SdeModel networks ? networks.settings().diffusion() : Diffusion.FULL,
                Optional.empty());
    }

    /**
     * The same with the calibration of the model's forecasts, see
     * {@link Calibration#of(SdeModel, Trajectories, int, long, int, ProgressListener)} for one that tells how far it is.
     *
     * @param model the learnt SDE that these diagnostics are of
     * @param truth true runs of the large system, at common, evenly spaced times
     * @param substeps Euler–Maruyama steps between two times, at least 1
     * @param seed seed of the forecasts
     * @param threads threads to use, at least 1
     * @return diagnostics with {@link #calibration}
     * @throws IllegalArgumentException if the truth has other components, or its times are not as they must be
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public Diagnostics with(SdeModel model, Trajectories truth, int substeps, long seed, int threads) {
        return with(Calibration.of(model, truth, substeps, seed, threads));
    }

    /**
     * The same with a calibration of forecasts, for example of a {@link ModelEnsemble}.
     *
     * @param bands coverage of the forecast bands
     * @return diagnostics with {@link #calibration}
     * @throws IllegalArgumentException if it is of other components
     */
    public Diagnostics with(Calibration bands) {
        if (!bands.names().equals(names)) {
            throw new IllegalArgumentException("calibration of " + bands.names() + ": must be of " + names);
        }
        return new Diagnostics(
                names,
                lambda,
                mean,
                covariance,
                driftChecks,
                driftSize,
                autocorrelation,
                excessKurtosis,
                residuals,
                states,
                group,
                diffusion,
                Optional.of(bands));
    }

    /**
     * The number of residuals looked at.
     *
     * @return count
     */
    public int count() {
        return residuals[0].length;
    }

    /**
     * All judgements, component by component.
     *
     * @return verdicts, good ones included
     */
    public List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        int lost = notFinite();
        if (lost > 0) {
            verdicts.add(verdict(
                    Level.BAD,
                    Aspect.DRIFT,
                    "μ or Σ of %s is not a number in %d of %d pairs, nothing else can be judged: train again with a lower"
                            + " learning rate",
                    names,
                    lost,
                    count()));
        }
        int[] judged = IntStream.range(0, lost == 0 ? names.size() : 0)
                .filter(c -> !driftChecks[c].equals(DriftCheck.NONE))
                .toArray();
        for (int c : judged) {
            verdicts.add(drift(c));
            verdicts.add(noise(c));
            for (int other : judged) {
                if (other < c) {
                    verdicts.add(noiseCorrelation(other, c));
                }
            }
            verdicts.add(independence(c));
            verdicts.add(normality(c));
        }
        calibration.ifPresent(bands -> verdicts.addAll(bands.verdicts()));
        return verdicts;
    }

    /**
     * Whether nothing contradicts the model.
     *
     * @return true if no verdict is BAD
     */
    public boolean passes() {
        return verdicts().stream().noneMatch(verdict -> verdict.level() == Level.BAD);
    }

    private int notFinite() {
        return (int) IntStream.range(0, count())
                .filter(i -> !Arrays.stream(residuals).allMatch(u -> Double.isFinite(u[i])))
                .count();
    }

    private Verdict drift(int c) {
        DriftCheck check = driftChecks[c];
        String name = names.get(c);
        if (!(check.largest() > 0)) {
            return noDrift(check, name);
        }
        double share = check.error() / driftSize[c];
        double unseen = check.resolution() / check.largest();
        if (check.certain() && share > DRIFT_TOLERANCE) {
            return verdict(
                    Level.BAD,
                    Aspect.DRIFT,
                    "the drift of %s is off %s, by %.0f %% of its size: train longer, or on more pairs",
                    name,
                    check.where(),
                    100 * share);
        }
        if (unseen <= DRIFT_TOLERANCE && Double.isFinite(share)) {
            return verdict(
                    Level.GOOD,
                    Aspect.DRIFT,
                    "no error of the drift of %s above %.1f %% of its largest values is seen",
                    name,
                    100 * unseen);
        }
        return verdict(
                Level.UNCLEAR,
                Aspect.DRIFT,
                "errors of the drift of %s below %.2g %% of its largest values would not be seen; %s",
                name,
                100 * unseen,
                wouldTell(unseen / DRIFT_TOLERANCE));
    }

    private static Verdict noDrift(DriftCheck check, String name) {
        return verdict(
                check.certain() ? Level.BAD : Level.UNCLEAR,
                Aspect.DRIFT,
                check.certain()
                        ? "the drift of %s is 0 in all pairs, but they drift %s: train longer, or on more pairs"
                        : "the drift of %s is 0 in all pairs, and none %s is seen: it cannot be judged",
                name,
                check.where());
    }

    /** The number of pairs with which a statistic is known so many times better. */
    private String wouldTell(double times) {
        return condensed() ? morePairs() : String.format(Locale.ROOT, "%.2g pairs would tell", count() * times * times);
    }

    private Verdict noise(int c) {
        double variance = covariance[c][c];
        double resolution = STANDARD_ERRORS * variance * Math.sqrt(Math.max(0, excessKurtosis[c] + 2) / count());
        Level level = Verdict.level(Math.abs(variance - 1), NOISE_TOLERANCE, resolution, LARGEST_UNSEEN_NOISE);
        if (level == Level.BAD) {
            boolean small = variance > 1;
            return verdict(
                    level,
                    Aspect.NOISE,
                    "Σ of %s is %.3g times too %s at λ = %.4g: this Σ would need λ = %.3g; train with λ = K",
                    names.get(c),
                    small ? variance : 1 / variance,
                    small ? "small" : "large",
                    lambda,
                    lambda * variance);
        }
        return verdict(
                level,
                Aspect.NOISE,
                level == Level.GOOD
                        ? "λΣ of %s has the size of the noise: variance %.3f, should be 1"
                        : "λΣ of %s cannot be judged: variance %.3g, should be 1, known to ±%.2g only: %s;"
                                + " if a few residuals rule it, look at the states where Σ nearly vanishes, or give ε",
                names.get(c),
                variance,
                resolution,
                wouldTell(resolution / LARGEST_UNSEEN_NOISE));
    }

    private Verdict noiseCorrelation(int a, int b) {
        double correlation = covariance[a][b] / Math.sqrt(covariance[a][a] * covariance[b][b]);
        double resolution = STANDARD_ERRORS / Math.sqrt(count());
        Level level = Verdict.level(Math.abs(correlation), CORRELATION_TOLERANCE, resolution, LARGEST_UNSEEN);
        String found =
                switch (level) {
                    case BAD ->
                        "noises of %s and %s are correlated by %.2f beyond Σ: "
                                + (diffusion == Diffusion.FULL
                                        ? "train longer, or on more pairs"
                                        : "use Diffusion.FULL");
                    case GOOD -> "noises of %s and %s are correlated as Σ says, but for %.3f";
                    default ->
                        "whether noises of %s and %s are correlated as Σ says cannot be judged: %.2f beyond it,"
                                + " known to ±%.2f only, " + morePairs();
                };
        return verdict(level, Aspect.NOISE_CORRELATION, found, names.get(a), names.get(b), correlation, resolution);
    }

    private boolean condensed() {
        return group > 1;
    }

    private String morePairs() {
        return condensed() ? "give single pairs instead of condensed ones" : "give more pairs";
    }

    private Verdict notOnCondensed(Aspect aspect, String what, int c) {
        return verdict(
                Level.UNCLEAR,
                aspect,
                "%s of the residuals of %s cannot be judged on condensed pairs: give single pairs",
                what,
                names.get(c));
    }

    private Verdict independence(int c) {
        if (condensed()) {
            return notOnCondensed(Aspect.INDEPENDENCE, "independence", c);
        }
        double resolution = STANDARD_ERRORS / Math.sqrt(count());
        Level level = Verdict.level(Math.abs(autocorrelation[c]), NEIGHBOUR_TOLERANCE, resolution, LARGEST_UNSEEN);
        String found =
                switch (level) {
                    case BAD ->
                        "neighbouring residuals of %s are correlated by %.2f: configurations know more than z does,"
                                + " add a closure variable or mend the drift";
                    case GOOD -> "neighbouring residuals of %s are independent: correlation %.3f";
                    default ->
                        "whether neighbouring residuals of %s are independent cannot be judged: correlation %.2f,"
                                + " known to ±%.2f only, " + morePairs();
                };
        return verdict(level, Aspect.INDEPENDENCE, found, names.get(c), autocorrelation[c], resolution);
    }

    private Verdict normality(int c) {
        if (condensed()) {
            return notOnCondensed(Aspect.NORMALITY, "normality", c);
        }
        double resolution = STANDARD_ERRORS * Math.sqrt(24.0 / count());
        Level level = Verdict.level(Math.abs(excessKurtosis[c]), KURTOSIS_NOTICE, resolution, LARGEST_UNSEEN_KURTOSIS);
        String found =
                switch (level) {
                    case BAD ->
                        "residuals of %s have excess kurtosis %.2f: few jumps in a step, or Σ varies with something"
                                + " that z does not hold; mean and covariance are fitted all the same";
                    case GOOD -> "residuals of %s look normal: excess kurtosis %.2f";
                    default ->
                        "whether residuals of %s are normal cannot be judged: excess kurtosis %.2f, known to ±%.1f"
                                + " only, " + morePairs();
                };
        Level told = level == Level.BAD ? Level.NOTICE : level;
        return verdict(told, Aspect.NORMALITY, found, names.get(c), excessKurtosis[c], resolution);
    }

    private static Verdict verdict(Level level, Aspect aspect, String format, Object... values) {
        return new Verdict(level, aspect, String.format(Locale.ROOT, format, values));
    }

    /** {@link #verdicts} in words, a line each. */
    @Override
    public String toString() {
        return verdicts().stream()
                .map(verdict -> "\n" + verdict)
                .collect(Collectors.joining("", String.format(Locale.ROOT, "%,d residuals of %s", count(), names), ""));
    }
}
