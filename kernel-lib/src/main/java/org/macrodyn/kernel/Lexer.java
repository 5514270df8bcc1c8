package org.macrodyn.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Walks over Java source, token by token, as far as brackets, semicolons and words go. */
final class Lexer {
    /** A character that closes and begins nothing. */
    private static final char ANY = 'x';

    private final String text;

    Lexer(String text) {
        this.text = text;
    }

    /** The index behind blanks and comments that begin at this index. */
    int skipBlanks(int from) {
        int at = from;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (isComment(at)) {
                at = next(at);
            } else {
                break;
            }
        }
        return at;
    }

    /** The index behind the comment, literal, word or character that begins at this index. */
    int next(int at) {
        char first = text.charAt(at);
        if (text.startsWith("//", at)) {
            return lineEnd(at);
        }
        if (text.startsWith("/*", at)) {
            return behind("*/", at + 2);
        }
        if (text.startsWith("\"\"\"", at)) {
            return literal("\"\"\"", at + 3, text.length());
        }
        if (first == '"' || first == '\'') {
            return literal(String.valueOf(first), at + 1, lineEnd(at));
        }
        return Character.isJavaIdentifierStart(first) ? wordEnd(at) : at + 1;
    }

    /** The index behind the identifier characters that begin at this index. */
    int wordEnd(int from) {
        int end = from;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Where a word occurs first outside of comments and strings, or −1. */
    int indexOfWord(String word) {
        for (int at = 0; at < text.length(); at = next(at)) {
            if (text.startsWith(word, at) && wordEnd(at) == at + word.length()) {
                return at;
            }
        }
        return -1;
    }

    /** Where the comment or literal begins that the text ends in, as it is not closed; or −1. */
    int openLiteral() {
        Lexer longer = new Lexer(text + ANY);
        for (int at = 0; at < text.length(); ) {
            int next = longer.next(at);
            if (next > text.length()) {
                return isComment(at) || "\"'".indexOf(text.charAt(at)) >= 0 ? at : -1;
            }
            at = next;
        }
        return -1;
    }

    /** Where the parentheses begin that are open at the text's end and stand in no inner block, the innermost first. */
    List<Integer> openParentheses() {
        Deque<Integer> open = new ArrayDeque<>();
        for (int at = 0; at < text.length(); at = next(at)) {
            char c = text.charAt(at);
            if (c == '(' || c == '{') {
                open.push(at);
            } else if (c == ')' || c == '}') {
                open.poll();
            }
        }
        return open.stream().takeWhile(at -> text.charAt(at) == '(').toList();
    }

    private boolean isComment(int at) {
        return text.startsWith("//", at) || text.startsWith("/*", at);
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private int behind(String end, int from) {
        int found = text.indexOf(end, from);
        return found < 0 ? text.length() : found + end.length();
    }

    private int literal(String end, int from, int limit) {
        int at = from;
        while (at < limit) {
            if (text.startsWith(end, at)) {
                return at + end.length();
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, limit);
    }
}
