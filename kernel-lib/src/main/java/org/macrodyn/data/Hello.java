package org.macrodyn.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.StateType;

/**
 * What a simulator says of itself when it starts.
 *
 * @param name the system with all its parameters, and the program's version
 * @param type what a state is made of
 * @param grid the sites that it is meant for
 * @param reach how far rates and shares of observables look, or {@link #EVERYWHERE}
 * @param spill how far beyond a region an event may change sites
 * @param observables names of z*
 */
record Hello(String name, StateType<?> type, Grid grid, int reach, int spill, List<String> observables) {
    static final int EVERYWHERE = -1;

    private static final String FIRST_LINE = "macrodyn-simulator 1";
    private static final List<String> KEYS = List.of("name", "type", "grid", "reach", "spill");
    private static final int MOST_OBSERVABLES = 1000;
    private static final int LONGEST_NAME = 200;

    /** Text of lines {@code key value}. */
    static Hello parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(FIRST_LINE)) {
            throw broken(
                    "starts with '" + (lines.isEmpty() ? "" : Line.of(lines.get(0), 60)) + "'",
                    "the first line must be '" + FIRST_LINE + "'");
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<String> observables = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            String key = space < 0 ? line : line.substring(0, space);
            String value = space < 0 ? "" : line.substring(space + 1).strip();
            if (key.equals("observable") && !value.isEmpty()) {
                observables.add(value);
            } else if (!KEYS.contains(key) || value.isEmpty() || values.put(key, value) != null) {
                throw broken(
                        "has the line '" + Line.of(line, 60) + "'",
                        "each of " + KEYS + " once, with a value, and 'observable' once for each name");
            }
        }
        return of(values, observables);
    }

    private static Hello of(Map<String, String> values, List<String> observables) {
        if (observables.isEmpty()
                || observables.size() > MOST_OBSERVABLES
                || new HashSet<>(observables).size() < observables.size()) {
            throw broken(
                    "has " + observables.size() + " observables",
                    "must be 1 to " + MOST_OBSERVABLES + ", each name once");
        }
        String name = value(values, "name");
        if (name.length() > LONGEST_NAME) {
            throw broken("has a name of " + name.length() + " characters", "at most " + LONGEST_NAME);
        }
        String reach = value(values, "reach");
        return new Hello(
                name,
                type(value(values, "type")),
                grid(value(values, "grid")),
                reach.equals("all") ? EVERYWHERE : number("reach", reach),
                number("spill", values.getOrDefault("spill", "0")),
                List.copyOf(observables));
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw broken("lacks the line '" + key + "'", "must be there");
        }
        return value;
    }

    private static StateType<?> type(String name) {
        return List.of(StateType.SPINS, StateType.BYTES, StateType.FLOATS).stream()
                .filter(type -> type.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> broken("has the type '" + name + "'", "must be spins, bytes or floats"));
    }

    private static Grid grid(String text) {
        String[] extents = text.split(" +", -1);
        if (extents.length != 4) {
            throw broken("has the grid '" + text + "'", "must be fields, layers, rows and columns");
        }
        int[] n = new int[4];
        for (int i = 0; i < 4; i++) {
            n[i] = number("grid", extents[i]);
        }
        return new Grid(n[0], n[1], n[2], n[3]);
    }

    private static int number(String key, String text) {
        if (!text.matches("\\d{1,9}")) {
            throw broken("has " + key + " '" + text + "'", "must be a whole number of at least 0");
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException broken(String what, String allowed) {
        return new IllegalArgumentException("its hello " + what + ": " + allowed + " (kernel-lib/EXTERNAL.md)");
    }
}
