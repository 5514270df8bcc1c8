package org.macrodyn.kernel;

import java.util.List;

/** Why a cell or script stopped: a name, a message, and the lines that a reader sees (with ANSI colours). */
final class CellFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final transient List<String> lines;

    CellFailure(String name, String message, List<String> lines) {
        super(message, null, false, false);
        this.name = name;
        this.lines = List.copyOf(lines);
    }

    /** One line, in the colour of errors. */
    static CellFailure of(String name, String message) {
        return new CellFailure(name, message, List.of(Ansi.red(name + ": " + message)));
    }

    String name() {
        return name;
    }

    List<String> lines() {
        return lines;
    }
}
