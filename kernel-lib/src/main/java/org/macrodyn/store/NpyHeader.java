package org.macrodyn.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The header of a {@code .npy} file: the text of a Python dictionary with the keys descr, fortran_order and shape, in any
 * order and spacing, as people write it by hand, too. Parsed, never executed.
 */
final class NpyHeader {
    private final String text;
    private final String source;
    private int at;

    private String descriptor = "";
    private boolean fortranOrder;
    private int[] shape = {};

    private NpyHeader(String text, String source) {
        this.text = text;
        this.source = source;
    }

    static NpyHeader parse(String text, String source) {
        NpyHeader header = new NpyHeader(text, source);
        header.dictionary();
        return header;
    }

    String descriptor() {
        return descriptor;
    }

    boolean fortranOrder() {
        return fortranOrder;
    }

    int[] shape() {
        return shape;
    }

    private void dictionary() {
        Set<String> keys = new HashSet<>();
        expect('{');
        while (!next('}')) {
            String key = string();
            if (!keys.add(key)) {
                throw notUnderstood("names " + key + " twice");
            }
            expect(':');
            value(key);
            if (!next(',') && peek() != '}') {
                throw notUnderstood("has no , or } after " + key);
            }
        }
        if (keys.size() != 3) {
            throw notUnderstood("has only " + keys);
        }
        if (peek() != 0) {
            throw notUnderstood("goes on after }");
        }
    }

    private void value(String key) {
        switch (key) {
            case "descr" -> descriptor = descriptorText();
            case "fortran_order" -> fortranOrder = truth();
            case "shape" -> shape = tuple();
            default -> throw notUnderstood("names " + key);
        }
    }

    private String descriptorText() {
        if (peek() == '[' || peek() == '(') {
            throw new IllegalArgumentException(
                    source + ": arrays of structures are not read: save each of their fields, for example a['x']");
        }
        return string();
    }

    private String string() {
        if (peek() == 'u') {
            at++;
        }
        char quote = peek();
        if (quote != '\'' && quote != '"') {
            throw notUnderstood("has no quoted text at " + at);
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw notUnderstood("ends within quotes");
        }
        String content = text.substring(at + 1, end);
        at = end + 1;
        return content;
    }

    private boolean truth() {
        for (String word : List.of("True", "False")) {
            peek();
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw notUnderstood("has a fortran_order that is neither True nor False");
    }

    private int[] tuple() {
        List<Integer> lengths = new ArrayList<>();
        boolean comma = false;
        expect('(');
        while (!next(')')) {
            lengths.add(length());
            comma = next(',');
            if (!comma && peek() != ')') {
                throw notUnderstood("has a shape that is no tuple of whole numbers");
            }
        }
        if (lengths.size() == 1 && !comma) {
            throw notUnderstood("has a shape that is a number in brackets, (n), no tuple (n,)");
        }
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }

    private int length() {
        peek();
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(from, at);
        if (digits.isEmpty()) {
            throw notUnderstood("has a shape that is no tuple of whole numbers");
        }
        // Python 2 wrote 3L for a long integer.
        next('L');
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException tooLong) {
            throw new IllegalArgumentException(
                    source + ": a length of " + digits + " in its shape: must be below 2^31", tooLong);
        }
    }

    private void expect(char wanted) {
        if (!next(wanted)) {
            throw notUnderstood("has no " + wanted + " at " + at);
        }
    }

    private boolean next(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    /** The next character that is no space, or 0 at the end. */
    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private IllegalArgumentException notUnderstood(String reason) {
        return new IllegalArgumentException(source + ": .npy header not understood, it " + reason
                + ": must name descr, fortran_order and shape as numpy.save does");
    }
}
