package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.law.Law;
import org.macrodyn.law.Terms;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.ConstantLaw;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.EnsembleForecast;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.ForecastResult;
import org.macrodyn.sde.Sde;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.TrainingResult;
import tech.tablesaw.api.Table;

/**
 * A learnt SDE with the study that it comes from. If it was trained more than once, forecasts are by all trainings, in equal
 * parts.
 *
 * @param study how it was learnt
 * @param pairs what it was learnt from
 * @param trainings the SDE and the history of its training, one or more
 * @param <S> the state array
 */
public record Learnt<S>(Study<S> study, Study.Pairs<S> pairs, List<TrainingResult> trainings) {
    /** Steps between two recorded states: hours of a forecast, and no system known that wants so many. */
    private static final int MOST_SUBSTEPS = 100_000;

    /** Runs of a forecast that is compared, so that its own chance adds little to the truth's. */
    private static final int FORECASTS = 1000;
    /** Sizes of a ladder. */
    private static final int RUNGS = 2;

    /**
     * Copies the trainings.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Learnt {
        trainings = List.copyOf(trainings);
        if (trainings.isEmpty()) {
            throw new IllegalArgumentException("no training: a learnt SDE needs at least one, see study.train(pairs)");
        }
    }

    /**
     * An SDE of one training.
     *
     * @param study how it was learnt
     * @param pairs what it was learnt from
     * @param training the SDE and the history of its training
     */
    public Learnt(Study<S> study, Study.Pairs<S> pairs, TrainingResult training) {
        this(study, pairs, List.of(training));
    }

    /**
     * The training, or the first.
     *
     * @return the SDE and the history of its training
     */
    public TrainingResult training() {
        return trainings.get(0);
    }

    /**
     * The SDE, or that of the first training, in the units of the closure's normalisation and the fit's unit of time.
     *
     * @return dz = μ(z)dt + σ(z)dW
     */
    public SdeModel model() {
        return training().model();
    }

    /** The SDE of each training alone. */
    List<Learnt<S>> each() {
        return trainings.stream()
                .map(training -> new Learnt<>(study, pairs, training))
                .toList();
    }

    /**
     * What was chosen for this study from small systems, and why.
     *
     * @return a row for each choice; none if all was given
     */
    public Table choices() {
        return new Chosen<>(study).table();
    }

    /**
     * λ of the training.
     *
     * @return λ
     */
    public double lambda() {
        return study.fitted().lambda();
    }

    /**
     * δt of the pairs.
     *
     * @return their mean time, in the model's unit
     */
    public double step() {
        return pairs.pairs().value().meanTime();
    }

    /**
     * Forecasts from the study's start, at the study's times.
     *
     * @param runs number of runs
     * @return z of the large system, in its own units; runs that left the finite numbers are left out
     * @throws IllegalStateException if all of them did
     */
    public Trajectories forecast(int runs) {
        double[] times = study.times();
        return forecast(study.start(), runs, times[1], times.length, substeps(times[1]))
                .finite();
    }

    /**
     * The same law from the starts of a system of another size, for forecasts alone: a mean over sites hardly knows how many
     * there are.
     */
    Learnt<S> on(Grid grid) {
        Kept<ClosureModel<S>> closure =
                pairs.closure().then(pairs.closure().value().on(grid), "-on-" + grid);
        return new Learnt<>(
                study.large(study.large().on(grid)),
                new Study.Pairs<>(pairs.pairs(), closure, pairs.configurations()),
                trainings);
    }

    /** The same, each from where the run of its number of {@link Study#truth} starts, with those that left the finite numbers. */
    ForecastResult besideTruth(int runs) {
        double[] times = study.times();
        double[][] z0 = encoded(Study.TRUTH, study.start(), runs);
        return forecast(z0, times[1], times.length, substeps(times[1]));
    }

    /**
     * The law of the same pairs: what the system does, in a line.
     *
     * @return the law, see {@link Study#law(Study.Pairs)}
     */
    public Law law() {
        return study.law(pairs);
    }

    /**
     * The law of the same pairs from a library of one's own.
     *
     * @param terms the library
     * @return the law, in the system's own units
     * @throws IllegalArgumentException as {@link Law#of(MacroPairs, double, Terms)}
     */
    public Law law(Terms terms) {
        return study.law(pairs, terms);
    }

    /**
     * The law of the same pairs from libraries of one's own, of the degree that the data ask for.
     *
     * @param library of each degree, such as polynomials with a symmetry
     * @return the law, in the system's own units
     * @throws IllegalArgumentException as {@link Law#of(MacroPairs, double, IntFunction)}
     */
    public Law law(IntFunction<Terms> library) {
        return Law.of(Study.inOwnUnits(pairs), lambda(), library);
    }

    private Normalisation normalisation() {
        return pairs.closure().value().normalisation();
    }

    /**
     * Forecasts of another SDE in the system's own units, such as {@link #law()}, from the same starts and by the same noise as
     * {@link #forecast(int)}.
     *
     * @param sde of the same z
     * @param runs number of runs
     * @return z of the large system, in its own units; runs that left the finite numbers are left out
     * @throws IllegalStateException if all of them did
     */
    public Trajectories forecast(Sde sde, int runs) {
        double[] times = study.times();
        double[][] z0 = starts(study.start(), runs);
        Arrays.stream(z0).forEach(normalisation()::invert);
        return Forecast.run(
                        sde,
                        z0,
                        times(times[1], times.length, substeps(times[1])),
                        study.seed(),
                        study.keeping().threads(),
                        study.keeping().late("forecast"))
                .finite();
    }

    /**
     * Steps between two states of a forecast, as the recipe's pairs ask for.
     *
     * @param time between recorded states, in the model's unit
     * @return at least 1
     * @throws IllegalArgumentException if there are more than {@value #MOST_SUBSTEPS}
     */
    public int substeps(double time) {
        int steps = study.recipe().pairs().substeps(time, step());
        if (steps > MOST_SUBSTEPS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "forecast by %d steps to each recorded time, of pairs of δt = %.3g: at most %d; the system moves by much within such a δt,"
                            + " or the dz of its events are no changes of means, see ModelCheck",
                    steps,
                    step(),
                    MOST_SUBSTEPS));
        }
        return steps;
    }

    /** By the scheme of the recipe's pairs. */
    private Forecast.Times times(double step, int steps, int substeps) {
        return new Forecast.Times(step, steps, substeps, study.recipe().pairs().scheme());
    }

    /**
     * Forecasts from any start.
     *
     * @param start where they start: states of the large system, which are drawn and encoded but not evolved
     * @param runs number of runs
     * @param step time between recorded states, in the model's unit
     * @param steps recorded states, the initial one included
     * @param substeps steps between recorded states, at least 1
     * @return z of the large system, in its own units
     */
    public ForecastResult forecast(Start<S> start, int runs, double step, int steps, int substeps) {
        return forecast(starts(start, runs), step, steps, substeps);
    }

    private double[][] starts(Start<S> start, int runs) {
        return EncodedStarts.repeated(encoded("forecast-start", start, EncodedStarts.enough(study, runs)), runs);
    }

    /**
     * Forecasts from latent states.
     *
     * @param z0 {@code [runs][d]} in the closure's units
     * @param step time between recorded states, in the model's unit
     * @param steps recorded states, the initial one included
     * @param substeps steps between recorded states, at least 1
     * @return z of the large system, in its own units
     */
    public ForecastResult forecast(double[][] z0, double step, int steps, int substeps) {
        ForecastResult latent = latent(z0, step, steps, substeps, study.seed());
        return new ForecastResult(normalisation().invert(latent.trajectories()), latent.lost());
    }

    /**
     * Forecasts in latent space.
     *
     * @param z0 {@code [runs][d]} in the closure's units
     * @param step time between recorded states, in the model's unit
     * @param steps recorded states, the initial one included
     * @param substeps steps between recorded states, at least 1
     * @param seed of the noise
     * @return z in the closure's units, at times in the model's unit
     */
    public ForecastResult latent(double[][] z0, double step, int steps, int substeps, long seed) {
        double unit = study.recipe().fit().timeUnit();
        ForecastResult raw = Forecast.run(
                trainings.stream().map(TrainingResult::model).toList(),
                z0,
                times(step / unit, steps, substeps),
                seed,
                study.keeping().threads(),
                study.keeping().late("forecast"));
        double[] times = new double[steps];
        Arrays.setAll(times, k -> k * step);
        double[][] all = new double[z0.length][];
        Arrays.fill(all, times);
        Trajectories z = raw.trajectories();
        return new ForecastResult(new Trajectories(z.names(), all, z.values()), raw.lost());
    }

    /**
     * Latent states of a start.
     *
     * @param stream name of the random streams that draw them
     * @param start draws states of the large system
     * @param runs number of states
     * @return {@code [runs][d]} z = φ(x), in the closure's units
     */
    public double[][] encoded(String stream, Start<S> start, int runs) {
        if (runs < 1) {
            throw new IllegalArgumentException("runs = " + runs + ": must be at least 1");
        }
        return EncodedStarts.of(study, pairs, stream, start, runs);
    }

    /**
     * Forecasts of another SDE in the system's own units, such as {@link #law()}, against direct simulations.
     *
     * @param sde of the same z
     * @param truth runs, as {@link Study#truth} makes them
     * @return the errors
     * @throws IllegalArgumentException if the truth has another start, other times or observables, or one run alone
     */
    public Comparison compare(Sde sde, Trajectories truth) {
        return compared(forecast(sde, Math.max(FORECASTS, 2 * truth.runs())), truth);
    }

    /**
     * Forecasts against direct simulations of the same system from the same start.
     *
     * @param truth runs, as {@link Study#truth} makes them
     * @return the errors
     * @throws IllegalArgumentException if the truth has another start, other times or observables, or one run alone
     */
    public Comparison compare(Trajectories truth) {
        return compared(forecast(Math.max(FORECASTS, 2 * truth.runs())), truth);
    }

    private static Comparison compared(Trajectories forecast, Trajectories truth) {
        SameStart.require(forecast, truth);
        return Comparison.of(forecast, truth);
    }

    /**
     * What the mean of the system will be and how wrong the forecast is, from systems of 1, 2 and 4 patches a side, which are
     * simulated themselves as often as it takes and the budget allows. An SDE of one training gets another beside it. Of the
     * large system nothing is used but a moment of copies of a patch side by side, see {@link Certificate}.
     *
     * @return the certificate
     */
    public Certificate certify() {
        return certify(Ladder.of(study, RUNGS));
    }

    /**
     * The same by a ladder that is there already.
     *
     * @param ladder of the same study
     * @return the certificate
     * @throws IllegalArgumentException if the ladder is one of another system or horizon
     */
    public Certificate certify(Ladder<S> ladder) {
        ladder.requireOf(study);
        return Certificate.of(two(), FORECASTS, ladder);
    }

    /** Two trainings at least, of which the first are those that are there. */
    Learnt<S> two() {
        if (trainings.size() > 1) {
            return this;
        }
        Study<S> twice = study.twice();
        TrainingResult second = twice.each().get(1).train(pairs).training();
        return new Learnt<>(twice, pairs, List.of(training(), second));
    }

    /** Forecasts of every training from the same starts, at the study's times, in the closure's units. */
    EnsembleForecast ensemble(int runs) {
        double[] times = study.times();
        double[][] z0 = starts(study.start(), runs);
        int substeps = substeps(times[1]);
        List<Learnt<S>> models = each();
        return EnsembleForecast.of(IntStream.range(0, models.size())
                .mapToObj(i -> models.get(i).latent(z0, times[1], times.length, substeps, study.seed() + i))
                .toList());
    }

    /** The same in the system's units, observables only. */
    EnsembleForecast observed(EnsembleForecast latent) {
        Normalisation normalisation = normalisation();
        return new EnsembleForecast(
                latent.byModel().stream()
                        .map(one -> normalisation.invert(one).only(study.large().observables()))
                        .toList(),
                latent.lost());
    }

    /**
     * Residuals of the SDE on pairs that it was not trained on, made one by one from the same configurations.
     *
     * @return the diagnostics
     */
    public Diagnostics diagnose() {
        return diagnose(lambda());
    }

    /**
     * The same by another λ than that of the training: λ = K tells whether an SDE that was learnt with another has the noise
     * of the system.
     *
     * @param lambda ratio of the covariance of pairs to that of the system, above 0
     * @return the diagnostics
     */
    public Diagnostics diagnose(double lambda) {
        return Diagnostics.of(
                model(), FreshPairs.of(this), lambda, study.fitted().floor().epsilon());
    }

    /** By the worst of the trainings. */
    private String failure() {
        MacroPairs made = study.recipe().fit().inItsUnit(pairs.pairs()).value();
        double worst = trainings.stream()
                .mapToDouble(one -> one.losses()[one.losses().length - 1])
                .max()
                .orElseThrow();
        return Words.failure(
                worst,
                ConstantLaw.loss(
                        made,
                        model().settings().diffusion(),
                        study.fitted().floor().epsilon()));
    }

    @Override
    public String toString() {
        String times = trainings.size() > 1 ? ", " + trainings.size() + " trainings" : "";
        return "SDE of " + model().names() + ", λ = " + lambda() + times + ", "
                + training().ending()
                + failure()
                + "; learnt from " + pairs
                + Words.conserved(model().conserved());
    }
}
