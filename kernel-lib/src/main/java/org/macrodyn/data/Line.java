package org.macrodyn.data;

/** What another program said, as one line that is safe to show. */
final class Line {
    private Line() {}

    /** The end of a text, its lines joined by bars, without control characters. */
    static String tail(String text, int most) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " | ").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= most ? line : "…" + line.substring(line.length() - most);
    }

    /** The start of a text, alike. */
    static String of(String text, int most) {
        String line = tail(text, Integer.MAX_VALUE);
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }
}
