package org.macrodyn.micro.rules;

import java.util.ArrayList;
import java.util.List;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;

/** The events of a system by rules, one by one and as slowly as can be: what a rule means. */
final class Reference {
    /** A rate by the numbers of neighbours of both sites, the second empty for one site. */
    interface Rate {
        double of(int[] first, int[] second);
    }

    /** On all bonds either way round, or on those to the site so far down and right of the first. */
    private record Written(int[] before, int[] after, Rate rate, int[] direction) {}

    private final Grid grid;
    private final int[][] bonds;
    private final int states;
    private final List<Written> rules = new ArrayList<>();

    /** Bonds as down, right; each once. */
    Reference(Grid grid, int[][] bonds, int states) {
        this.grid = grid;
        this.bonds = bonds;
        this.states = states;
    }

    Reference change(int before, int after, Rate rate) {
        rules.add(new Written(new int[] {before}, new int[] {after}, rate, new int[0]));
        return this;
    }

    Reference pair(int a, int b, int c, int d, Rate rate) {
        rules.add(new Written(new int[] {a, b}, new int[] {c, d}, rate, new int[0]));
        return this;
    }

    /** The latest rule in one direction. */
    Reference along(int down, int right) {
        Written rule = rules.remove(rules.size() - 1);
        rules.add(new Written(rule.before, rule.after, rule.rate, new int[] {down, right}));
        return this;
    }

    /** Each event at its rate times the share of its changed sites inside the region. */
    void events(byte[] state, Region region, MasterEquation.Flow flow) {
        for (Written rule : rules) {
            for (int i = 0; i < state.length; i++) {
                if (rule.before.length == 1) {
                    one(rule, state, region, i, flow);
                    continue;
                }
                if (rule.direction.length > 0) {
                    two(rule, state, region, i, grid.shift(i, rule.direction[0], rule.direction[1]), 1, flow);
                    continue;
                }
                double order = rule.before[0] == rule.before[1] ? 0.5 : 1;
                for (int[] bond : bonds) {
                    int j = grid.shift(i, bond[0], bond[1]);
                    two(rule, state, region, i, j, order, flow);
                    two(rule, state, region, j, i, order, flow);
                }
            }
        }
    }

    private void one(Written rule, byte[] state, Region region, int i, MasterEquation.Flow flow) {
        if (state[i] == rule.before[0] && region.contains(i)) {
            double rate = rule.rate.of(counts(state, i), new int[0]);
            byte[] after = state.clone();
            after[i] = (byte) rule.after[0];
            flow.to(after, rate);
        }
    }

    private void two(Written rule, byte[] state, Region region, int i, int j, double order, MasterEquation.Flow flow) {
        if (state[i] != rule.before[0] || state[j] != rule.before[1]) {
            return;
        }
        int[] first = counts(state, i);
        int[] second = counts(state, j);
        first[state[j]]--;
        second[state[i]]--;
        byte[] after = state.clone();
        after[i] = (byte) rule.after[0];
        after[j] = (byte) rule.after[1];
        double changed = (after[i] != state[i] ? 1 : 0) + (after[j] != state[j] ? 1 : 0);
        double inside = (after[i] != state[i] && region.contains(i) ? 1 : 0)
                + (after[j] != state[j] && region.contains(j) ? 1 : 0);
        double rate = rule.rate.of(first, second) * order * inside / changed;
        if (rate > 0) {
            flow.to(after, rate);
        }
    }

    private int[] counts(byte[] state, int i) {
        int[] counts = new int[states];
        for (int[] bond : bonds) {
            counts[state[grid.shift(i, bond[0], bond[1])]]++;
            counts[state[grid.shift(i, -bond[0], -bond[1])]]++;
        }
        return counts;
    }
}
