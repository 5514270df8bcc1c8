package org.macrodyn.micro.rules;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * An energy H = Σ_bonds ε(s_i, s_j) + Σ_sites f(s_i), and the dynamics that have exp(−H/T) as their equilibrium (k_B = 1).
 *
 * <p>Made by {@link Rules#energy}; each dynamics adds its rules to the system.
 */
public final class Energy {
    private final Rules rules;
    private final List<String> states;
    private final double[][] bonds;
    private final double[] field;

    Energy(Rules rules, List<String> states, double[][] bonds, double[] field) {
        this.rules = rules;
        this.states = states;
        this.bonds = copy(bonds, states.size());
        this.field = field.length == 0 ? new double[states.size()] : field.clone();
        if (this.field.length != states.size()) {
            throw new IllegalArgumentException(
                    "energies of " + field.length + " states: must be one for each of " + String.join(", ", states));
        }
        for (double value : this.field) {
            requireFinite(value);
        }
    }

    private static double[][] copy(double[][] bonds, int states) {
        double[][] copy = new double[states][];
        for (int a = 0; a < states; a++) {
            if (bonds.length != states || bonds[a].length != states) {
                throw new IllegalArgumentException(
                        "energies of bonds: must be a matrix of " + states + " × " + states + ", a row for each state");
            }
            copy[a] = bonds[a].clone();
            for (int b = 0; b < states; b++) {
                requireFinite(bonds[a][b]);
                if (bonds[a][b] != bonds[b][a]) {
                    throw new IllegalArgumentException("energy of a bond is " + bonds[a][b] + " one way and "
                            + bonds[b][a] + " the other: the matrix must be symmetric");
                }
            }
        }
        return copy;
    }

    private static void requireFinite(double energy) {
        if (!Double.isFinite(energy)) {
            throw new IllegalArgumentException("energy " + energy + ": must be finite");
        }
    }

    /**
     * A site changes to each other state at the rate 1/(1 + exp(ΔH/T)).
     *
     * @param temperature T, in the unit of the energies, above 0
     * @return the system with these rules
     * @throws IllegalArgumentException if T is out of range
     */
    public Rules glauber(double temperature) {
        return changes(
                "Glauber",
                temperature,
                (before, after) -> at -> 1 / (1 + Math.exp(difference(before, after, at) / temperature)));
    }

    /**
     * A site draws a new state at rate 1, each with a probability ∝ exp(−H/T): it changes to b at the rate
     * 1/Σ_c exp((H_b − H_c)/T). The same as {@link #glauber} for two states.
     *
     * @param temperature T, in the unit of the energies, above 0
     * @return the system with these rules
     * @throws IllegalArgumentException if T is out of range
     */
    public Rules heatBath(double temperature) {
        return changes("heat bath", temperature, (before, after) -> at -> {
            double sum = 0;
            for (int c = 0; c < states.size(); c++) {
                sum += Math.exp(difference(c, after, at) / temperature);
            }
            return 1 / sum;
        });
    }

    /**
     * A site changes to each other state at the rate min(1, exp(−ΔH/T)).
     *
     * @param temperature T, in the unit of the energies, above 0
     * @return the system with these rules
     * @throws IllegalArgumentException if T is out of range
     */
    public Rules metropolis(double temperature) {
        return changes(
                "Metropolis",
                temperature,
                (before, after) -> at -> Math.min(1, Math.exp(-difference(before, after, at) / temperature)));
    }

    /**
     * Unlike neighbours change places at the rate 1/(1 + exp(ΔH/T)), so that the number of sites in each state is kept.
     *
     * @param temperature T, in the unit of the energies, above 0
     * @return the system with these rules
     * @throws IllegalArgumentException if T is out of range
     */
    public Rules kawasaki(double temperature) {
        requireTemperature(temperature);
        Rules changed = rules;
        for (int a = 0; a < states.size(); a++) {
            for (int b = a + 1; b < states.size(); b++) {
                int first = a;
                int second = b;
                changed = changed.pair(
                        Reaction.exchange(states.get(a) + " " + states.get(b)),
                        at -> 1 / (1 + Math.exp(ofExchange(first, second, at) / temperature)),
                        law("Kawasaki", temperature));
            }
        }
        return changed;
    }

    /** The rate function of one change. */
    private interface Dynamics {
        ToDoubleFunction<Surroundings> rate(int before, int after);
    }

    private Rules changes(String name, double temperature, Dynamics dynamics) {
        requireTemperature(temperature);
        Rules changed = rules;
        for (int a = 0; a < states.size(); a++) {
            for (int b = 0; b < states.size(); b++) {
                if (a != b) {
                    String rule = states.get(a) + " -> " + states.get(b);
                    changed = changed.change(rule, dynamics.rate(a, b), law(name, temperature));
                }
            }
        }
        return changed;
    }

    private static String law(String name, double temperature) {
        return String.format(Locale.ROOT, "%s, T = %s", name, temperature);
    }

    private static void requireTemperature(double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("T = " + temperature + ": must be finite and above 0");
        }
    }

    /** ΔH when a site changes; neighbours are counted only where their state makes a difference. */
    private double difference(int before, int after, Surroundings at) {
        double base = bonds[after][0] - bonds[before][0];
        double sum = field[after] - field[before] + at.neighbours() * base;
        for (int s = 1; s < states.size(); s++) {
            double more = bonds[after][s] - bonds[before][s] - base;
            sum += more == 0 ? 0 : more * at.count(states.get(s));
        }
        return sum;
    }

    /** ΔH when two neighbours change places: what the one gains with its neighbours, less the same for the other. */
    private double ofExchange(int first, int second, Surroundings at) {
        double base = bonds[second][0] - bonds[first][0];
        double sum = 0;
        for (int s = 1; s < states.size(); s++) {
            double more = bonds[second][s] - bonds[first][s] - base;
            String state = states.get(s);
            sum += more == 0 ? 0 : more * (at.count(state) - at.partnerCount(state));
        }
        return sum;
    }
}
