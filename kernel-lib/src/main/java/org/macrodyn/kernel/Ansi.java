package org.macrodyn.kernel;

import java.util.regex.Pattern;

/** The few colours that can be read on light and on dark ground. */
final class Ansi {
    private static final String RESET = "\u001b[0m";
    private static final Pattern CODES = Pattern.compile("\u001b\\[[0-9;]*m");

    private Ansi() {}

    static String red(String text) {
        return "\u001b[31m" + text + RESET;
    }

    static String cyan(String text) {
        return "\u001b[36m" + text + RESET;
    }

    static String strip(String text) {
        return CODES.matcher(text).replaceAll("");
    }
}
