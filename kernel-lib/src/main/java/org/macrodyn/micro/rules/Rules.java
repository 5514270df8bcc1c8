package org.macrodyn.micro.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.macrodyn.micro.Grid;

/**
 * A system declared by its events, in a cell and without a class:
 *
 * <pre>{@code
 * var sirs = Rules.on(Grid.square(64)).states("S", "I", "R")
 *     .change("I -> R", 1.0).change("R -> S", 0.1)     // each site
 *     .pair("S I -> I I", 0.6)                         // each bond, either order
 *     .observe("I", "R", "S|I");                       // fractions of sites, of bonds
 * var driven = Rules.on(Grid.line(1, 256)).states("o", "A")
 *     .exchange("A o", 1.0).along(1)                   // hops to the right only: (right), (down, right), …
 *     .observe("A|o");
 * }</pre>
 *
 * <p>Each call returns another value; {@link #observe} makes the model. Time is continuous: each rule happens at its rate,
 * independently at every site or bond. A rate is a number, or a function of the numbers of neighbours in each state, such as
 * {@code at -> Math.exp(-at.count("up"))}; it is asked at once for all numbers that there can be, and kept as a table.
 */
public final class Rules {
    private static final int MOST_STATES = Byte.MAX_VALUE;

    private final Lattice lattice;
    private final List<String> states;
    private final List<Reaction> reactions;

    private Rules(Lattice lattice, List<String> states, List<Reaction> reactions) {
        this.lattice = lattice;
        this.states = states;
        this.reactions = reactions;
    }

    /**
     * Begins a system, with nearest neighbours.
     *
     * @param grid its sites, periodic at the ends
     * @return a system without states
     * @throws IllegalArgumentException if the grid has several fields
     */
    public static Rules on(Grid grid) {
        return new Rules(new Lattice(grid, Neighbourhood.NEAREST), List.of(), List.of());
    }

    /**
     * Chooses other neighbours; before any rule.
     *
     * @param neighbourhood such as {@link Neighbourhood#DIAGONAL}
     * @return the changed system
     * @throws IllegalArgumentException if a site would be its own neighbour, or there are rules already
     */
    public Rules neighbours(Neighbourhood neighbourhood) {
        requireNoRules("neighbours");
        return new Rules(new Lattice(grid(), neighbourhood), states, reactions);
    }

    /**
     * Names the states of a site; before any rule.
     *
     * @param names two or more, without blanks, {@code |} and {@code ->}; state k is the byte k
     * @return the changed system
     * @throws IllegalArgumentException if a name does not do or comes twice, there are too few or many, or rules already
     */
    public Rules states(String... names) {
        requireNoRules("states");
        if (names.length < 2 || names.length > MOST_STATES) {
            throw new IllegalArgumentException(names.length + " states: must be from 2 to " + MOST_STATES
                    + ", such as states(\"S\", \"I\", \"R\")");
        }
        for (String name : names) {
            if (name == null
                    || name.isEmpty()
                    || name.contains("|")
                    || name.contains("->")
                    || name.matches(".*\\s.*")) {
                throw new IllegalArgumentException(
                        "state '" + name + "': must have letters, and no blank, no | and no -> among them");
            }
        }
        if (new HashSet<>(List.of(names)).size() < names.length) {
            throw new IllegalArgumentException("states " + String.join(", ", names) + ": each name once");
        }
        return new Rules(lattice, List.of(names), reactions);
    }

    private void requireNoRules(String what) {
        if (!reactions.isEmpty()) {
            throw new IllegalArgumentException(what + " after the rule '"
                    + reactions.get(0).text() + "': choose " + what + " before the first rule");
        }
    }

    /**
     * A site in one state changes to another.
     *
     * @param rule {@code A -> B}
     * @param rate per unit of time, at least 0
     * @return the changed system
     * @throws IllegalArgumentException if the rule cannot be read or changes nothing, or the rate is out of range
     */
    public Rules change(String rule, double rate) {
        return with(rule, Reaction.parse(rule, states, 1), RateTable.constant(rule, rate), "");
    }

    /**
     * A site changes at a rate that depends on its neighbours.
     *
     * @param rule {@code A -> B}
     * @param rate per unit of time, of the numbers of neighbours in each state; it must depend on nothing that changes
     * @return the changed system
     * @throws IllegalArgumentException as for a number; and if there are too many numbers of neighbours for a table
     */
    public Rules change(String rule, ToDoubleFunction<Surroundings> rate) {
        return change(rule, rate, "");
    }

    Rules change(String rule, ToDoubleFunction<Surroundings> rate, String law) {
        Reaction.Sides sides = Reaction.parse(rule, states, 1);
        return with(rule, sides, RateTable.of(rule, states, lattice.degree(), false, rate), law);
    }

    /**
     * The two ends of a bond change, in either order: {@code A B -> C D} is about each bond between an A and a B. Where both
     * ends are in the same state, each of them is the first one half of the time. In one direction only: {@link #along}.
     *
     * @param rule {@code A B -> C D}
     * @param rate of each such bond per unit of time, at least 0
     * @return the changed system
     * @throws IllegalArgumentException if the rule cannot be read or changes nothing, there are no bonds, or the rate is out of
     *     range
     */
    public Rules pair(String rule, double rate) {
        Reaction.Sides sides = Reaction.parse(rule, states, 2);
        requireBonds(rule);
        return with(rule, sides, RateTable.constant(rule, rate), "");
    }

    /**
     * The two ends of a bond change at a rate that depends on the neighbours of both.
     *
     * @param rule {@code A B -> C D}
     * @param rate of each such bond per unit of time: {@code at.count} is over the other neighbours of A, {@code
     *     at.partnerCount} over those of B
     * @return the changed system
     * @throws IllegalArgumentException as for a number; and if there are too many numbers of neighbours for a table. On a grid
     *     where two bonds join the same two sites there is no such model
     */
    public Rules pair(String rule, ToDoubleFunction<Surroundings> rate) {
        return pair(rule, rate, "");
    }

    Rules pair(String rule, ToDoubleFunction<Surroundings> rate, String law) {
        Reaction.Sides sides = Reaction.parse(rule, states, 2);
        requireBonds(rule);
        return with(rule, sides, RateTable.of(rule, states, lattice.degree() - 1, true, rate), law);
    }

    /**
     * The two ends of a bond change places; the number of sites in each state is kept.
     *
     * @param rule {@code A B}
     * @param rate of each bond between an A and a B per unit of time, at least 0
     * @return the changed system
     * @throws IllegalArgumentException as {@link #pair(String, double)}
     */
    public Rules exchange(String rule, double rate) {
        return pair(Reaction.exchange(rule), rate);
    }

    /**
     * The two ends of a bond change places at a rate that depends on the neighbours of both.
     *
     * @param rule {@code A B}
     * @param rate of each bond between an A and a B, as in {@link #pair(String, ToDoubleFunction)}
     * @return the changed system
     * @throws IllegalArgumentException as {@link #pair(String, ToDoubleFunction)}
     */
    public Rules exchange(String rule, ToDoubleFunction<Surroundings> rate) {
        return pair(Reaction.exchange(rule), rate, "");
    }

    /**
     * Gives the latest rule a direction, for systems that are driven: {@code A B -> C D} is then about each site in A whose
     * neighbour so far away is in B, and not the other way round. A particle that hops to the right at 1 and to the left at 0.2:
     *
     * <pre>{@code .exchange("A o", 1.0).along(0, 1).exchange("A o", 0.2).along(0, -1)}</pre>
     *
     * @param offset where the second site is, seen from the first: (right), (down, right) or (layers, down, right), one of the
     *     neighbours
     * @return the changed system
     * @throws IllegalArgumentException if there is no rule, the latest is about one site or has a direction, or no neighbour is
     *     there
     */
    public Rules along(int... offset) {
        if (reactions.isEmpty()) {
            throw new IllegalArgumentException("along before any rule: call it after the pair or exchange it is about");
        }
        List<Reaction> changed = new ArrayList<>(reactions);
        Reaction latest = changed.remove(changed.size() - 1);
        changed.add(latest.along(offset, lattice));
        return new Rules(lattice, states, List.copyOf(changed));
    }

    private void requireBonds(String rule) {
        if (lattice.degree() == 0) {
            throw new IllegalArgumentException(
                    "rule '" + rule + "' is about a bond: the grid " + grid() + " has none, take a larger one");
        }
    }

    private Rules with(String rule, Reaction.Sides sides, RateTable rate, String law) {
        List<Reaction> more = new ArrayList<>(reactions);
        String text = rule.strip().replaceAll("\\s+", " ");
        more.add(new Reaction(text, sides.before(), sides.after(), rate, law, Reaction.EITHER_WAY));
        return new Rules(lattice, states, List.copyOf(more));
    }

    /**
     * The short way to rates that have an equilibrium exp(−H/T): H = Σ_bonds ε(s_i, s_j) + Σ_sites f(s_i). The Ising model is
     *
     * <pre>{@code .states("down", "up").energy(new double[][] {{-1, 1}, {1, -1}}, h, -h).glauber(T)}</pre>
     *
     * @param bonds {@code [states][states]} ε, symmetric
     * @param field {@code [states]} f, or none
     * @return the energy; its methods add the rules of a dynamics
     * @throws IllegalArgumentException if sizes are wrong, or a value is not finite
     */
    public Energy energy(double[][] bonds, double... field) {
        return new Energy(this, states, bonds, field);
    }

    /**
     * Names what is measured, which makes the model.
     *
     * @param observables {@code A}: fraction of sites in that state; {@code A|B}: fraction of the n z/2 bonds that have an A at
     *     one end and a B at the other ({@code A|A}: at both)
     * @return the model
     * @throws IllegalArgumentException if there are none, no rules, or no site or bond can show one
     */
    public RuleModel observe(String... observables) {
        if (reactions.isEmpty()) {
            throw new IllegalArgumentException(
                    "no rule: add change(\"A -> B\", rate), pair or exchange before observe");
        }
        if (observables.length == 0 || Arrays.asList(observables).contains(null)) {
            throw new IllegalArgumentException("no observable: name a state, as observe(\"" + states.get(0)
                    + "\"), or a bond, as \"" + states.get(0) + "|" + states.get(1) + "\"");
        }
        return new RuleModel(lattice, states, reactions, List.of(observables));
    }

    Grid grid() {
        return lattice.grid;
    }

    @Override
    public String toString() {
        return describe(lattice, states, reactions) + " (not a model before observe)";
    }

    static String describe(Lattice lattice, List<String> states, List<Reaction> reactions) {
        StringBuilder text = new StringBuilder("rules on " + lattice + ", states " + String.join(" ", states));
        for (Reaction reaction : reactions) {
            text.append("; ").append(reaction.row());
        }
        return text.toString();
    }
}
