package org.macrodyn.micro.rules;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.RandomStreams;

/** Rule sets with events of all kinds, their rates drawn from a seed. */
final class RandomRules {
    private RandomRules() {}

    /**
     * A rule set of each kind, with numbers from the seed: one-site, catalysed, two-site, by surroundings of one or both; those
     * of every fourth seed are driven.
     */
    static RuleModel rules(int seed, Grid grid, Neighbourhood neighbourhood) {
        RandomGenerator random = RandomStreams.stream(seed, "random rules", 0);
        double[] rate = random.doubles(8).toArray();
        Rules rules = Rules.on(grid)
                .neighbours(neighbourhood)
                .states("0", "A", "B")
                .change("0 -> A", rate[0])
                .change("A -> B", at -> rate[1] + rate[2] * at.count("B"))
                .pair("A B -> B B", rate[3]);
        if (seed % 2 == 1) {
            rules = rules.pair("A A -> 0 0", rate[4])
                    .pair("B B -> 0 B", rate[5])
                    .exchange("0 B", at -> rate[6] + rate[7] * at.count("A") * at.partnerCount("B"));
        }
        if (isDriven(seed)) {
            rules = rules.exchange("A 0", rate[6])
                    .along(0, 1)
                    .pair("B B -> B 0", rate[7])
                    .along(0, -1)
                    .pair("A B -> A A", at -> rate[4] + rate[5] * at.count("A") * at.partnerCount("B"))
                    .along(0, 1)
                    .pair("A A -> B 0", at -> rate[3] * at.count("0"))
                    .along(0, -1);
        }
        return rules.observe("A", "B", "A|B", "0|0");
    }

    private static boolean isDriven(int seed) {
        return seed % 4 == 3;
    }

    static byte[] state(RuleModel model, int seed) {
        byte[] state = new byte[model.grid().sites()];
        model.initialise(state, RandomStreams.stream(seed, "random state", 0));
        return state;
    }

    /** The same rules, spelled out. */
    static Reference reference(int seed, Grid grid, int[][] bonds) {
        double[] rate = RandomStreams.stream(seed, "random rules", 0).doubles(8).toArray();
        Reference rules = new Reference(grid, bonds, 3)
                .change(0, 1, (at, none) -> rate[0])
                .change(1, 2, (at, none) -> rate[1] + rate[2] * at[2])
                .pair(1, 2, 2, 2, (at, other) -> rate[3]);
        if (seed % 2 == 1) {
            rules.pair(1, 1, 0, 0, (at, other) -> rate[4])
                    .pair(2, 2, 0, 2, (at, other) -> rate[5])
                    .pair(0, 2, 2, 0, (at, other) -> rate[6] + rate[7] * at[1] * other[2]);
        }
        if (isDriven(seed)) {
            rules.pair(1, 0, 0, 1, (at, other) -> rate[6]).along(0, 1);
            rules.pair(2, 2, 2, 0, (at, other) -> rate[7]).along(0, -1);
            rules.pair(1, 2, 1, 1, (at, other) -> rate[4] + rate[5] * at[1] * other[2])
                    .along(0, 1);
            rules.pair(1, 1, 2, 0, (at, other) -> rate[3] * at[0]).along(0, -1);
        }
        return rules;
    }
}
