package org.macrodyn.micro.alloy;

import java.util.random.RandomGenerator;

/** How long a configuration lasts before the next jump, given the total rate R of its jumps. */
public enum WaitingTime {
    /** Drawn from the exponential distribution of mean 1 / R: the true dynamics. */
    DRAWN {
        @Override
        double sample(double totalRate, RandomGenerator random) {
            return -Math.log1p(-random.nextDouble()) / totalRate;
        }
    },
    /** The mean 1 / R itself, as the published partial evolution takes it. */
    MEAN {
        @Override
        double sample(double totalRate, RandomGenerator random) {
            return 1 / totalRate;
        }
    };

    abstract double sample(double totalRate, RandomGenerator random);
}
