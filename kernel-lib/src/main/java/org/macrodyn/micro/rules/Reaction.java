package org.macrodyn.micro.rules;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A rule, read: one site or the two ends of a bond, before and after.
 *
 * @param text the rule as it was written, blanks aside
 * @param before {@code [1 or 2]} numbers of states
 * @param after {@code [1 or 2]} numbers of states
 * @param rate how often, for each site or bond
 * @param law what the rate is called, empty if it has no name
 * @param direction which of the first site's neighbours the second one has to be, or {@link #EITHER_WAY}
 */
record Reaction(String text, int[] before, int[] after, RateTable rate, String law, int direction) {
    static final int EITHER_WAY = -1;

    private static final Pattern ARROW = Pattern.compile("->");
    private static final Pattern BLANK = Pattern.compile("\\s+");

    /** Both sides of a rule. */
    record Sides(int[] before, int[] after) {}

    /** Reads {@code A -> B}, or {@code A B -> C D}. */
    static Sides parse(String text, List<String> states, int sites) {
        String[] sides = text == null ? new String[0] : ARROW.split(text, -1);
        if (sides.length != 2) {
            throw syntax(text, sites);
        }
        Sides read = new Sides(side(text, sides[0], states, sites), side(text, sides[1], states, sites));
        if (Arrays.equals(read.before, read.after)) {
            throw new IllegalArgumentException("rule '" + text + "' changes nothing: the states must differ");
        }
        return read;
    }

    /** {@code A B} as {@code A B -> B A}. */
    static String exchange(String text) {
        String[] names = text == null ? new String[0] : BLANK.split(text.strip(), -1);
        if (names.length != 2) {
            throw syntax(text, 2);
        }
        return names[0] + " " + names[1] + " -> " + names[1] + " " + names[0];
    }

    private static int[] side(String text, String side, List<String> states, int sites) {
        String[] names = BLANK.split(side.strip(), -1);
        if (names.length != sites || names[0].isEmpty()) {
            throw syntax(text, sites);
        }
        return Arrays.stream(names).mapToInt(name -> state(text, name, states)).toArray();
    }

    private static int state(String text, String name, List<String> states) {
        if (states.isEmpty()) {
            throw new IllegalArgumentException(
                    "rule '" + text + "' before any state: call states(\"A\", \"B\", …) first");
        }
        int found = states.indexOf(name);
        if (found < 0) {
            throw new IllegalArgumentException(
                    "rule '" + text + "' has the state '" + name + "': must be one of " + String.join(", ", states));
        }
        return found;
    }

    private static IllegalArgumentException syntax(String text, int sites) {
        return new IllegalArgumentException(
                sites == 1
                        ? "rule '" + text + "': must read 'A -> B', one state on each side (two: pair)"
                        : "rule '" + text
                                + "': must read 'A B -> C D' (pair) or 'A B' (exchange), blanks between states");
    }

    /** The same for those bonds only that lead from the first site in one direction. */
    Reaction along(int[] offset, Lattice lattice) {
        if (!isPair() || isDirected()) {
            throw new IllegalArgumentException("along " + tuple(offset) + " after the rule '" + text + "': "
                    + (isPair()
                            ? "it has a direction already"
                            : "it is about one site, must be a pair or an exchange"));
        }
        int found = lattice.direction(offset);
        if (found == EITHER_WAY) {
            throw new IllegalArgumentException("rule '" + text + "' along " + tuple(offset)
                    + ": must lead to a neighbour, as (right), (down, right) or (layers, down, right), one of "
                    + lattice.directions().stream().map(Reaction::tuple).collect(Collectors.joining(", "))
                    + "; others by neighbours(Neighbourhood.of(…))");
        }
        String named = text + " along " + tuple(lattice.directions().get(found));
        return new Reaction(named, before, after, rate, law, found);
    }

    private static String tuple(int[] offset) {
        return Arrays.toString(offset).replace('[', '(').replace(']', ')');
    }

    boolean isDirected() {
        return direction != EITHER_WAY;
    }

    boolean isPair() {
        return before.length == 2;
    }

    /** Whether both ends of the bond change. */
    boolean changesBoth() {
        return isPair() && before[0] != after[0] && before[1] != after[1];
    }

    Rule row() {
        String how = rate.toString();
        return new Rule(text, isPair() ? "each bond" : "each site", law.isEmpty() ? how : law + ": " + how);
    }
}
