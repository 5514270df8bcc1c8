package org.macrodyn.study;

import org.macrodyn.run.Trajectories;

/** Whether a truth is one of the forecast's: it has more than one run, and starts where the forecast does. */
final class SameStart {
    /** Standard errors: of some observables at one time the largest difference is never so large by chance. */
    private static final double SURE = 6;
    /** Of a mean: forecasts start at numbers of single precision. */
    private static final double SINGLE = 1e-5;

    private SameStart() {}

    static void require(Trajectories forecast, Trajectories truth) {
        if (truth.runs() < 2) {
            throw new IllegalArgumentException(
                    "truth of 1 run: must be 2 or more, so that its chance is known; study.truth(100)");
        }
        for (String name : forecast.names()) {
            if (truth.names().contains(name)) {
                require(name, forecast, truth);
            }
        }
    }

    private static void require(String name, Trajectories forecast, Trajectories truth) {
        int ours = forecast.names().indexOf(name);
        int theirs = truth.names().indexOf(name);
        double one = forecast.mean(ours)[0];
        double other = truth.mean(theirs)[0];
        // Of few true runs all may start alike by chance, where a fraction of sites is rounded.
        double scatter = Math.max(forecast.standardDeviation(ours)[0], truth.standardDeviation(theirs)[0]);
        double chance = scatter * Math.sqrt(1.0 / forecast.runs() + 1 / (truth.runs() - 1.0));
        if (Math.abs(one - other) > SURE * chance + SINGLE * Math.max(Math.abs(one), Math.abs(other))) {
            throw new IllegalArgumentException("truth starts at " + name + " = " + Words.plain(other, 4)
                    + ", the forecast at " + Words.plain(one, 4)
                    + ": must be of the same system and start, see study.truth(runs)");
        }
    }
}
