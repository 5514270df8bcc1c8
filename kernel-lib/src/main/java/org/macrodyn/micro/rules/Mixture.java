package org.macrodyn.micro.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Random mixtures of states: given fractions at random places, or, if none is given, fractions drawn evenly from all that there
 * are.
 */
final class Mixture {
    private static final double ROUNDING = 1e-9;

    private final List<String> states;
    /** {@code [states]} −1 where not given. */
    private final double[] given;

    private Mixture(List<String> states, double[] given) {
        this.states = states;
        this.given = given;
    }

    static Mixture any(List<String> states) {
        double[] given = new double[states.size()];
        Arrays.fill(given, -1);
        return new Mixture(states, given);
    }

    Mixture with(String state, double fraction) {
        int s = states.indexOf(state);
        if (s < 0) {
            throw new IllegalArgumentException(
                    "start with the state '" + state + "': must be one of " + String.join(", ", states));
        }
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("start with " + fraction + " of " + state + ": must be from 0 to 1");
        }
        double[] changed = given.clone();
        changed[s] = fraction;
        double sum = Arrays.stream(changed).filter(part -> part > 0).sum();
        boolean all = Arrays.stream(changed).allMatch(part -> part >= 0);
        if (sum > 1 + ROUNDING || (all && sum < 1 - ROUNDING)) {
            throw new IllegalArgumentException("start with " + fraction + " of " + state
                    + ": fractions must be together 1 (less, if a state is left for the rest), here " + sum);
        }
        return new Mixture(states, changed);
    }

    /**
     * Fills a state of any length; numbers of sites are n · fraction, rounded up or down at random so that their means are right.
     */
    void draw(byte[] state, RandomGenerator random) {
        int[] left = numbers(fractions(random), state.length, random);
        for (int i = 0; i < state.length; i++) {
            int drawn = random.nextInt(state.length - i);
            int s = 0;
            while (drawn >= left[s]) {
                drawn -= left[s];
                s++;
            }
            left[s]--;
            state[i] = (byte) s;
        }
    }

    private double[] fractions(RandomGenerator random) {
        double[] fractions = given.clone();
        if (Arrays.stream(given).allMatch(part -> part < 0)) {
            // Exponential variables, normalised, are even on the simplex.
            Arrays.setAll(fractions, s -> random.nextExponential());
            double sum = Arrays.stream(fractions).sum();
            Arrays.setAll(fractions, s -> fractions[s] / sum);
            return fractions;
        }
        double rest = 1 - Arrays.stream(given).filter(part -> part > 0).sum();
        for (int s = 0; s < fractions.length; s++) {
            if (fractions[s] < 0) {
                fractions[s] = Math.max(0, rest);
                rest = 0;
            }
        }
        return fractions;
    }

    /** One random shift for all borders between states: numbers add up, and each has the right mean. */
    private static int[] numbers(double[] fractions, int sites, RandomGenerator random) {
        double shift = random.nextDouble();
        int[] numbers = new int[fractions.length];
        double border = 0;
        int taken = 0;
        for (int s = 0; s < numbers.length - 1; s++) {
            border += fractions[s] * sites;
            int upTo = Math.min(sites, (int) Math.floor(border + shift));
            numbers[s] = upTo - taken;
            taken = upTo;
        }
        numbers[numbers.length - 1] = sites - taken;
        return numbers;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int s = 0; s < given.length; s++) {
            if (given[s] >= 0) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(String.format(Locale.ROOT, "%s %s", states.get(s), given[s]));
            }
        }
        return text.length() == 0 ? "any mixture" : text.toString();
    }
}
