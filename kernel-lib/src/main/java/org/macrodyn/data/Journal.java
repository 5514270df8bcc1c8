package org.macrodyn.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines on what happened to processes. */
final class Journal {
    private static final int MOST_LINES = 200;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        lines.addLast(line);
        if (lines.size() > MOST_LINES) {
            lines.removeFirst();
        }
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
