package org.macrodyn.micro.rules;

import java.util.List;

/** Neighbours by state, as a rate function asks for them; remembers what it asked for. */
final class Counts implements Surroundings {
    private final String rule;
    private final List<String> states;
    private final boolean[] asked;
    private int[] first = {};
    /** Nothing for an event of one site. */
    private int[] second = {};

    private final int neighbours;

    Counts(String rule, List<String> states, int neighbours) {
        this.rule = rule;
        this.states = states;
        this.neighbours = neighbours;
        asked = new boolean[states.size()];
    }

    void set(int[] ofFirst, int[] ofSecond) {
        first = ofFirst;
        second = ofSecond;
    }

    /** The states that any call asked for, in ascending order. */
    int[] asked() {
        return java.util.stream.IntStream.range(0, asked.length)
                .filter(s -> asked[s])
                .toArray();
    }

    @Override
    public int neighbours() {
        return neighbours;
    }

    @Override
    public int count(String state) {
        return first[ask(state)];
    }

    @Override
    public int partnerCount(String state) {
        if (second.length == 0) {
            throw new IllegalArgumentException("rule '" + rule
                    + "' changes one site: use at.count, partnerCount is for the second site of a pair");
        }
        return second[ask(state)];
    }

    private int ask(String state) {
        int s = states.indexOf(state);
        if (s < 0) {
            throw new IllegalArgumentException("rule '" + rule + "' counts neighbours in the state '" + state
                    + "': must be one of " + String.join(", ", states));
        }
        asked[s] = true;
        return s;
    }

    @Override
    public String toString() {
        return of(first) + (second.length == 0 ? "" : " beside " + of(second));
    }

    private String of(int[] counts) {
        StringBuilder text = new StringBuilder();
        for (int s = 0; s < counts.length; s++) {
            text.append(s == 0 ? "" : ", ").append(counts[s]).append(' ').append(states.get(s));
        }
        return text.toString();
    }
}
