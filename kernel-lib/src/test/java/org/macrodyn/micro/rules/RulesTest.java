package org.macrodyn.micro.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.macrodyn.micro.Grid;

/** What can be declared, how it is named, and what is refused in one line with the rule in it. */
class RulesTest {
    private static final double[][] ALIKE = {{-1, 1}, {1, -1}};

    private static Rules sirs() {
        return Rules.on(Grid.square(8)).states("S", "I", "R");
    }

    private static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(r -> r.change("S -> Q", 1), "rule 'S -> Q' has the state 'Q': must be one of S, I, R"),
                mistake(r -> r.pair("S Q -> I I", 1), "rule 'S Q -> I I' has the state 'Q': must be one of S, I, R"),
                mistake(
                        r -> r.change("S - I", 1),
                        "rule 'S - I': must read 'A -> B', one state on each side (two: pair)"),
                mistake(r -> r.change("S -> I -> R", 1), "rule 'S -> I -> R': must read 'A -> B'"),
                mistake(
                        r -> r.change("S I -> I I", 1),
                        "rule 'S I -> I I': must read 'A -> B', one state on each side"),
                mistake(r -> r.change("-> I", 1), "rule '-> I': must read 'A -> B'"),
                mistake(r -> r.pair("S -> I", 1), "rule 'S -> I': must read 'A B -> C D' (pair) or 'A B' (exchange)"),
                mistake(r -> r.exchange("S", 1), "rule 'S': must read 'A B -> C D' (pair) or 'A B' (exchange)"),
                mistake(r -> r.change("S -> S", 1), "rule 'S -> S' changes nothing: the states must differ"),
                mistake(r -> r.pair("S I -> S I", 1), "rule 'S I -> S I' changes nothing"),
                mistake(r -> r.exchange("S S", 1), "rule 'S S -> S S' changes nothing"),
                mistake(r -> r.change("S -> I", -1), "rule 'S -> I' has the rate -1.0: must be finite and at least 0"),
                mistake(r -> r.pair("S I -> I I", Double.NaN), "rule 'S I -> I I' has the rate NaN: must be finite"),
                mistake(r -> r.change("S -> I", 1 / 0.0), "rule 'S -> I' has the rate Infinity: must be finite"),
                mistake(
                        r -> r.change("S -> I", at -> 2 - at.count("I")),
                        "rule 'S -> I' has the rate -1.0 with neighbours 0 S, 3 I, 1 R: must be finite and at least 0"),
                mistake(
                        r -> r.exchange("S I", at -> 1.0 / at.partnerCount("R")),
                        "rule 'S I -> I S' has the rate Infinity with neighbours 0 S, 0 I, 3 R beside 0 S, 3 I, 0 R: must be"),
                mistake(
                        r -> r.change("S -> I", at -> at.count("Q")),
                        "rule 'S -> I' counts neighbours in the state 'Q': must be one of S, I, R"),
                mistake(
                        r -> r.change("S -> I", at -> at.partnerCount("I")),
                        "rule 'S -> I' changes one site: use at.count, partnerCount is for the second site of a pair"),
                mistake(
                        r -> r.change("S -> I", new Function<Surroundings, Double>() {
                            private double next;

                            @Override
                            public Double apply(Surroundings at) {
                                return next++;
                            }
                        }::apply),
                        "rule 'S -> I': its rate gave 0.0 and 1.0 for the same neighbours; it must depend on at.count"),
                mistake(
                        r -> r.change("S -> I", 1).neighbours(Neighbourhood.DIAGONAL),
                        "neighbours after the rule 'S -> I': choose neighbours before the first rule"),
                mistake(r -> r.change("S -> I", 1).states("A", "B"), "states after the rule 'S -> I'"),
                mistake(r -> r.states("S"), "1 states: must be from 2 to 127"),
                mistake(r -> r.states("A", "A"), "states A, A: each name once"),
                mistake(
                        r -> r.states("A", "B|C"),
                        "state 'B|C': must have letters, and no blank, no | and no -> among them"),
                mistake(r -> r.observe("S"), "no rule: add change(\"A -> B\", rate), pair or exchange before observe"),
                mistake(r -> r.change("S -> I", 1).observe(), "no observable: name a state, as observe(\"S\")"),
                mistake(
                        r -> r.change("S -> I", 1).observe("Q"),
                        "observable 'Q': no site shows 'Q', must be one of S, I, R, or a bond such as S|I"),
                mistake(r -> r.change("S -> I", 1).observe("S|Q"), "observable 'S|Q': no site shows 'Q'"),
                mistake(
                        r -> r.change("S -> I", 1).observe("S|I|R"),
                        "observable 'S|I|R': must be a state, or two joined"),
                mistake(r -> r.change("S -> I", 1).observe("I", "I"), "observable 'I' twice: name each once"),
                mistake(
                        r -> r.change("S -> I", 1).observe("S|I", "I|S"),
                        "observable 'I|S' is 'S|I', a bond has no first end: name each once"),
                mistake(r -> r.change("S -> I", 1).observe("I", null), "no observable: name a state"),
                mistake(r -> r.states("S", null), "state 'null': must have letters"),
                mistake(r -> r.change(null, 1), "rule 'null': must read 'A -> B'"),
                mistake(r -> r.exchange(null, 1), "rule 'null': must read 'A B -> C D' (pair) or 'A B' (exchange)"),
                mistake(
                        r -> r.change("S -> I", null),
                        "rule 'S -> I': its rate is null, must be a number or a function, as at -> at.count("),
                mistake(
                        r -> Rules.on(Grid.square(1)).states("A", "B").pair("A B -> B B", 1),
                        "rule 'A B -> B B' is about a bond: the grid 1 has none, take a larger one"),
                mistake(
                        r -> r.neighbours(Neighbourhood.of(new int[] {8, 0})),
                        "neighbours [[0, 8, 0]] on the grid 8×8: the site (0, 8, 0) away is the site itself"),
                mistake(r -> r.neighbours(Neighbourhood.of(new int[] {0, 0})), "offset [0, 0]: must be (right), (down"),
                mistake(r -> Rules.on(Grid.line(2, 8)), "rules on the grid 2 fields of 8: must have one field"),
                mistake(
                        r -> r.change("S -> I", 1).observe("I").on(Grid.line(1, 8)),
                        "nearest neighbours on the grid 8: the site (0, 1, 0) away is the site itself; take a larger grid"),
                mistake(
                        r -> r.neighbours(Neighbourhood.DIAGONAL)
                                .states("A", "B", "C", "D", "E", "F", "G", "H")
                                .exchange("A B", at -> at.count("C")),
                        "rule 'A B -> B A': its rate is a table of 1.18e+07 numbers of neighbours, at most 1048576"),
                mistake(
                        r -> r.neighbours(Neighbourhood.DIAGONAL)
                                .states("A", "B", "C", "D", "E", "F", "G", "H", "I")
                                .change("A -> B", at -> at.count("C") + at.count("D") + at.count("E"))
                                .change("A -> C", at -> at.count("F") + at.count("G") + at.count("H"))
                                .observe("A"),
                        "rates depend on 6 of 9 states among 8 neighbours, a table of 4.78e+06: at most 1048576; use fewer"),
                mistake(
                        r -> r.change("S -> I", 1e308).change("S -> R", 1e308).observe("I"),
                        "rates of a site add up to infinity: choose a longer unit of time"),
                mistake(r -> r.along(1), "along before any rule: call it after the pair or exchange it is about"),
                mistake(
                        r -> r.change("S -> I", 1).along(0, 1),
                        "along (0, 1) after the rule 'S -> I': it is about one site, must be a pair or an exchange"),
                mistake(
                        r -> r.exchange("S I", 1).along(0, 1).along(1, 0),
                        "along (1, 0) after the rule 'S I -> I S along (0, 1)': it has a direction already"),
                mistake(
                        r -> r.exchange("S I", 1).along(1, 1),
                        "rule 'S I -> I S' along (1, 1): must lead to a neighbour, as (right), (down, right) or (layers,"
                                + " down, right), one of (0, 1), (1, 0), (0, -1), (-1, 0); others by neighbours("),
                mistake(r -> r.exchange("S I", 1).along(), "rule 'S I -> I S' along (): must lead to a neighbour"),
                mistake(
                        r -> r.exchange("S I", 1).along(0, 0, 1, 0),
                        "rule 'S I -> I S' along (0, 0, 1, 0): must lead to a neighbour"),
                mistake(
                        r -> Rules.on(Grid.line(1, 4))
                                .states("o", "A")
                                .exchange("A o", 1)
                                .along(2),
                        "rule 'A o -> o A' along (2): must lead to a neighbour, as (right), (down, right) or (layers, down,"
                                + " right), one of (1), (-1); others by"),
                mistake(r -> r.energy(ALIKE), "energies of bonds: must be a matrix of 3 × 3, a row for each state"),
                mistake(
                        r -> r.states("A", "B").energy(new double[][] {{0, 1}, {2, 0}}),
                        "energy of a bond is 1.0 one way and 2.0 the other: the matrix must be symmetric"),
                mistake(r -> r.states("A", "B").energy(ALIKE, 1), "energies of 1 states: must be one for each of A, B"),
                mistake(r -> r.states("A", "B").energy(ALIKE).glauber(0), "T = 0.0: must be finite and above 0"),
                mistake(
                        r -> r.states("A", "B")
                                .energy(ALIKE)
                                .kawasaki(1)
                                .observe("A")
                                .on(new Grid(1, 1, 5, 2)),
                        "rates by the neighbours of both ends of a bond on the grid 5×2: two bonds join the same sites"),
                mistake(
                        r -> r.change("S -> I", 1).observe("I").start("Q", 0.1),
                        "start with the state 'Q': must be one of"),
                mistake(
                        r -> r.change("S -> I", 1).observe("I").start("I", 0.6).start("R", 0.6),
                        "start with 0.6 of R: fractions must be together 1 (less, if a state is left for the rest), here 1.2"),
                mistake(
                        r -> r.change("S -> I", 1).observe("I").start("I", -0.2),
                        "start with -0.2 of I: must be from 0 to 1"),
                mistake(
                        r -> r.change("S -> I", 1).observe("I").start("I", Double.NaN),
                        "start with NaN of I: must be from 0 to 1"));
    }

    private static Arguments mistake(Function<Rules, Object> made, String message) {
        return Arguments.of(message, made);
    }

    @Test
    void statesComeBeforeRules() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.on(Grid.square(8)).change("A -> B", 1))
                .withMessage("rule 'A -> B' before any state: call states(\"A\", \"B\", …) first");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void refusesInOneLine(String message, Function<Rules, Object> made) {
        assertThatThrownBy(() -> made.apply(sirs()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void nameAndTableListTheRules() {
        RuleModel model = sirs().change("I -> R", 1.0)
                .change("R -> S", at -> 0.1 * at.count("S"))
                .pair("S I -> I I", 0.6)
                .observe("I", "S|I")
                .start("I", 0.01);
        assertThat(model)
                .containsExactly(
                        new Rule("I -> R", "each site", "1.0"),
                        new Rule("R -> S", "each site", "0 to 0.4 (table 9f309a4f)"),
                        new Rule("S I -> I I", "each bond", "0.6"));
        assertThat(model)
                .hasToString("rules on 8×8, nearest neighbours, states S I R; I -> R at 1.0; R -> S at 0 to 0.4"
                        + " (table 9f309a4f); S I -> I I at 0.6; observed I, S|I; start I 0.01");
    }

    /** By its direction, however that is written: on a square lattice (1) is (0, 1). */
    @Test
    void aDirectionIsPartOfTheName() {
        Rules right = sirs().exchange("I S", 2).along(1);
        assertThat(right.observe("I")).containsExactly(new Rule("I S -> S I along (0, 1)", "each bond", "2.0"));
        assertThat(sirs().exchange("I S", 2).along(0, 1)).hasToString(right.toString());
        assertThat(sirs().exchange("I S", 2).along(0, -1).toString())
                .isNotEqualTo(right.toString())
                .contains("; I S -> S I along (0, -1) at 2.0");
        assertThat(right.exchange("I S", 2).observe("I"))
                .extracting(Rule::rule)
                .containsExactly("I S -> S I along (0, 1)", "I S -> S I");
    }

    /** Functions have no names: their values do. */
    @Test
    void anotherRateFunctionIsAnotherName() {
        assertThat(named(at -> 0.1 * at.count("S"))).isEqualTo(named(at -> at.count("S") * 0.1));
        assertThat(named(at -> 0.1 * at.count("S"))).isNotEqualTo(named(at -> 0.1001 * at.count("S")));
        assertThat(named(at -> 0.1 * at.count("S"))).isNotEqualTo(named(at -> 0.1 * at.count("R")));
        assertThat(named(at -> 0.1))
                .isEqualTo(sirs().change("S -> I", 0.1).observe("I").toString());
    }

    private static String named(java.util.function.ToDoubleFunction<Surroundings> rate) {
        return sirs().change("S -> I", rate).observe("I").toString();
    }

    @Test
    void neighboursOnEachLattice() {
        assertThat(degree(Grid.line(1, 5), Neighbourhood.NEAREST)).isEqualTo(2);
        assertThat(degree(Grid.square(5), Neighbourhood.NEAREST)).isEqualTo(4);
        assertThat(degree(new Grid(1, 5, 5, 5), Neighbourhood.NEAREST)).isEqualTo(6);
        assertThat(degree(Grid.line(1, 5), Neighbourhood.DIAGONAL)).isEqualTo(2);
        assertThat(degree(Grid.square(5), Neighbourhood.DIAGONAL)).isEqualTo(8);
        assertThat(degree(new Grid(1, 5, 5, 5), Neighbourhood.DIAGONAL)).isEqualTo(26);
        assertThat(degree(Grid.square(5), Neighbourhood.TRIANGULAR)).isEqualTo(6);
        assertThat(degree(Grid.square(5), Neighbourhood.of(new int[] {0, 2}, new int[] {0, -2}, new int[] {1})))
                .isEqualTo(4);
    }

    private static int degree(Grid grid, Neighbourhood neighbourhood) {
        return new Lattice(grid, neighbourhood).degree();
    }

    /** Rows and columns of a grid of three layers, by hand. */
    @Test
    void neighboursAreThePeriodicOnes() {
        Grid grid = new Grid(1, 3, 4, 5);
        int[] table = new Lattice(grid, Neighbourhood.NEAREST).neighbours();
        int corner = 0;
        assertThat(List.of(table[0], table[1], table[2], table[3], table[4], table[5]))
                .containsExactly(corner + 1, 5, 20, 4, 15, 40);
        int[] far = new Lattice(grid, Neighbourhood.of(new int[] {1, -1, 2})).neighbours();
        int site = 2 * 20 + 5 + 4;
        assertThat(far[2 * site]).isEqualTo(1);
        assertThat(far[2]).isEqualTo(20 + 15 + 3);
    }
}
