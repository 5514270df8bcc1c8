package org.macrodyn.study;

import java.util.List;
import java.util.stream.LongStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingSettings;

/**
 * How the SDE is fitted to pairs.
 *
 * @param network its shape
 * @param training how it is trained; its λ is set by the rule
 * @param lambda how λ is chosen
 * @param timeUnit what the networks see as one unit of time, in the model's unit: 1, unless networks that do not scale
 *     their inputs need times of order 1
 * @param trainings how many there are, each with a seed of its own: forecasts are by all of them, in equal parts, so that
 *     what the optimiser leaves open moves their mean by 1/√trainings as much
 */
public record Fit(SdeSettings network, TrainingSettings training, LambdaRule lambda, double timeUnit, int trainings) {
    /** Seeds of trainings that belong together lie so far apart that those of neighbouring seeds share none. */
    private static final long APART = 1000;

    /**
     * Checks unit and number.
     *
     * @throws IllegalArgumentException if the unit is not finite and above 0, or there is no training
     */
    public Fit {
        if (trainings < 1) {
            throw new IllegalArgumentException("trainings = " + trainings + ": must be at least 1");
        }
        if (!(timeUnit > 0) || Double.isInfinite(timeUnit)) {
            throw new IllegalArgumentException("time unit = " + timeUnit + ": must be finite and above 0");
        }
    }

    /**
     * A fit with λ = K and the model's unit of time.
     *
     * @param network shape of the SDE
     * @param training how it is trained
     */
    public Fit(SdeSettings network, TrainingSettings training) {
        this(network, training, LambdaRule.theory(), 1, 1);
    }

    /**
     * The same with another λ.
     *
     * @param rule how λ is chosen
     * @return the changed fit
     */
    public Fit with(LambdaRule rule) {
        return new Fit(network, training, rule, timeUnit, trainings);
    }

    /**
     * The same with another network.
     *
     * @param other its shape
     * @return the changed fit
     */
    public Fit with(SdeSettings other) {
        return new Fit(other, training, lambda, timeUnit, trainings);
    }

    /**
     * The same with another training.
     *
     * @param other how it is trained
     * @return the changed fit
     */
    public Fit with(TrainingSettings other) {
        return new Fit(network, other, lambda, timeUnit, trainings);
    }

    /**
     * The same by another number of trainings.
     *
     * @param count at least 1
     * @return the changed fit
     * @throws IllegalArgumentException if there is none
     */
    public Fit trainings(int count) {
        return new Fit(network, training, lambda, timeUnit, count);
    }

    /**
     * The same with another unit of time of the networks.
     *
     * @param unit in the model's unit, finite and above 0
     * @return the changed fit
     * @throws IllegalArgumentException if it is not
     */
    public Fit timeUnit(double unit) {
        return new Fit(network, training, lambda, unit, trainings);
    }

    /** How long and how often. */
    String words() {
        return (trainings > 1 ? trainings + " trainings of " : "trained for ")
                + training.descent().epochs() + " epochs";
    }

    /** Each training of its own. */
    List<Fit> each() {
        return LongStream.range(0, trainings)
                .mapToObj(i -> trainings(1).with(training.withSeed(training.seed() + i * APART)))
                .toList();
    }

    /** Pairs whose δt are in the fit's unit of time. */
    Kept<MacroPairs> inItsUnit(Kept<MacroPairs> pairs) {
        if (timeUnit == 1) {
            return pairs;
        }
        MacroPairs made = pairs.value();
        float[] dt = made.dt().clone();
        for (int i = 0; i < dt.length; i++) {
            dt[i] /= (float) timeUnit;
        }
        return pairs.then(new MacroPairs(made.names(), made.z0(), made.dz(), dt, made.group()), "/" + timeUnit);
    }
}
