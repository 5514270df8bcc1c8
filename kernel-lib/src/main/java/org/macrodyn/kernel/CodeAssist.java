package org.macrodyn.kernel;

import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.jspecify.annotations.Nullable;

/** TAB, Shift-TAB and "is this complete?" for a cell that has not run yet. Jupyter counts in code points, Java in chars. */
final class CodeAssist {
    private static final int MAX_OVERLOADS = 8;
    private static final String INDENT = "    ";

    /** A constructor call that is being typed. */
    private static final Pattern NEW = Pattern.compile("\\bnew\\s+([\\w.]+)\\s*(?:<[^()]*>)?\\s*\\(\\z");

    /** A name with those that it is selected from. */
    private static final Pattern NAME = Pattern.compile("[\\w.]+\\z");

    private static final Pattern REFERENCE = Pattern.compile("\\s*::\\s*(\\w*\\(?)\\z");

    private final SourceCodeAnalysis analysis;
    private final String declared;

    /**
     * Help in one session.
     *
     * @param analysis of the session
     * @param declared Java source of the types that it has declared
     */
    CodeAssist(SourceCodeAnalysis analysis, String declared) {
        this.analysis = analysis;
        this.declared = declared;
    }

    /**
     * Text up to the cursor that JShell can analyse.
     *
     * @param text the end of the cell's text before the cursor, with declarations before it
     * @param shift index in the cell minus index in the text
     */
    private record Part(String text, int shift) {}

    @Nullable
    ReplacementOptions complete(String code, int cursor) {
        int end = code.offsetByCodePoints(0, cursor);
        if (new Lexer(code.substring(0, end)).openLiteral() >= 0) {
            return null;
        }
        Set<String> found = new LinkedHashSet<>();
        int start = end;
        for (Part part : parts(code, end)) {
            int[] anchor = new int[1];
            List<String> more = analysis
                    .completionSuggestions(part.text(), part.text().length(), anchor)
                    .stream()
                    .sorted(Comparator.comparing((Suggestion s) -> !s.matchesType()))
                    .map(Suggestion::continuation)
                    .toList();
            int place = Math.max(0, anchor[0] + part.shift());
            if (!more.isEmpty() && (found.isEmpty() || place == start)) {
                start = place;
                found.addAll(more);
            }
        }
        return found.isEmpty()
                ? null
                : new ReplacementOptions(List.copyOf(found), code.codePointCount(0, start), cursor);
    }

    /** Of the name at the cursor or right before it, in its call, if any, else as a call; else of the call that is typed. */
    @Nullable
    DisplayData inspect(String code, int cursor) {
        int place = code.offsetByCodePoints(0, cursor);
        for (int end : ends(code, place)) {
            List<Documentation> found = documentation(code, end);
            if (!found.isEmpty()) {
                return show(found);
            }
        }
        return null;
    }

    /** Where what may be meant ends, the likeliest first. */
    private static List<Integer> ends(String code, int place) {
        List<Integer> call = endOfCall(code.substring(0, place));
        if (!call.isEmpty() && isBetweenNames(code, place)) {
            return call;
        }
        List<Integer> ends = new ArrayList<>(List.of(endOfName(code, place)));
        int before = endOfNameBefore(code, place);
        if (before >= 0) {
            ends.add(before);
        }
        ends.addAll(call);
        return ends;
    }

    /** Whether an argument is to begin at the cursor, or its string is being typed: no name there is meant. */
    private static boolean isBetweenNames(String code, int place) {
        String before = code.substring(0, place);
        int literal = new Lexer(before).openLiteral();
        if (literal >= 0) {
            return code.charAt(literal) == '"';
        }
        return (before.stripTrailing().endsWith("(") || before.stripTrailing().endsWith(","))
                && new Lexer(code).wordEnd(place) == place;
    }

    /** The index behind the parenthesis of the innermost call whose arguments are being typed at the text's end. */
    private static List<Integer> endOfCall(String before) {
        return new Lexer(before)
                .openParentheses().stream()
                        .filter(open -> isCalled(before, open))
                        .limit(1)
                        .map(open -> open + 1)
                        .toList();
    }

    /** Whether a parenthesis opens a call's arguments: others only group, or belong to a statement. */
    private static boolean isCalled(String code, int open) {
        int end = open;
        while (end > 0 && Character.isWhitespace(code.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
            start--;
        }
        return start < end
                ? !SourceVersion.isKeyword(code.substring(start, end))
                : code.startsWith(">", end - 1)
                        && NEW.matcher(code.substring(0, open + 1)).find();
    }

    private List<Documentation> documentation(String code, int end) {
        List<Part> parts = parts(code, end);
        Matcher name = NAME.matcher(code.substring(0, end));
        if (name.find()) {
            parts.add(part(name.group(), end));
        }
        for (Part part : parts) {
            for (String call : List.of("", "(")) {
                String text = withoutReference(part.text()) + call;
                List<Documentation> found = analysis.documentation(text, text.length(), true);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return ofType(code.substring(0, end));
    }

    /** A method reference, as the call that JShell documents. */
    private static String withoutReference(String text) {
        return REFERENCE.matcher(text).replaceFirst(".$1");
    }

    /** Of a constructor that cannot be called, its type tells how else to come by one. */
    private List<Documentation> ofType(String code) {
        Matcher call = NEW.matcher(code);
        if (!call.find()) {
            return List.of();
        }
        String type = call.group(1);
        return analysis.documentation(type, type.length(), true);
    }

    /** "complete", "invalid", or the indentation of the next line. */
    String isComplete(String code) {
        Pieces.Problem problem = Pieces.of(code).problem();
        if (problem == null) {
            return "complete";
        }
        return problem.atEnd() ? indentation(code) : "invalid";
    }

    private static String indentation(String code) {
        String line = code.substring(code.lastIndexOf('\n') + 1);
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        return line.stripTrailing().endsWith("{") ? indent + INDENT : indent;
    }

    /**
     * The snippet under the cursor alone; and, as names of this cell may be unknown yet, behind what the cell declares
     * before it: as a statement, as a declaration, and with all of the cell as one block.
     */
    private static List<Part> parts(String code, int end) {
        String before = code.substring(0, end);
        Pieces pieces = Pieces.of(before);
        List<Piece> whole = pieces.found();
        int start = pieces.rest();
        if (start >= before.length()
                && !whole.isEmpty()
                && !before.stripTrailing().endsWith(";")) {
            start = whole.get(whole.size() - 1).offset();
            whole = whole.subList(0, whole.size() - 1);
        }
        String snippet = before.substring(Math.min(start, end));
        List<Part> parts = new ArrayList<>(List.of(part(snippet, end)));
        if (!whole.isEmpty()) {
            String members = code(whole, Set.of(Piece.Kind.TYPE, Piece.Kind.METHOD));
            String variables = code(whole, Set.of(Piece.Kind.VARIABLE));
            String value = NAME.matcher(snippet).matches() ? "Object $value = " : "";
            String method = "void $cell() throws Throwable {" + variables + value;
            parts.add(part("class $Cell { " + members + method + snippet, end));
            parts.add(part("class $Cell { " + members + variables + snippet, end));
            parts.add(part("{" + before, end));
        }
        return parts;
    }

    private static Part part(String text, int end) {
        return new Part(text, end - text.length());
    }

    private static String code(List<Piece> pieces, Set<Piece.Kind> kinds) {
        return pieces.stream()
                .filter(piece -> kinds.contains(piece.kind()))
                .map(piece -> piece.code() + "\n")
                .collect(Collectors.joining());
    }

    /** The end of the name under the cursor, with the parenthesis of a call. */
    private static int endOfName(String code, int cursor) {
        Lexer lexer = new Lexer(code);
        int end = lexer.wordEnd(cursor);
        int next = lexer.skipBlanks(end);
        return next < code.length() && code.charAt(next) == '(' ? next + 1 : end;
    }

    /** The end of the name before the cursor, which other frontends leave some blanks or a bracket behind; or −1. */
    private static int endOfNameBefore(String code, int cursor) {
        int end = cursor;
        while (end > 0 && " \t\n();,".indexOf(code.charAt(end - 1)) >= 0) {
            end--;
        }
        return end > 0 && end < cursor && Character.isJavaIdentifierPart(code.charAt(end - 1)) ? end : -1;
    }

    private DisplayData show(List<Documentation> found) {
        StringBuilder text = new StringBuilder();
        StringBuilder html = new StringBuilder();
        for (Documentation entry : found.subList(0, Math.min(MAX_OVERLOADS, found.size()))) {
            String doc = SourceDocs.shared().html(entry.signature(), entry.javadoc(), declared);
            text.append(entry.signature()).append("\n");
            html.append("<p><code>").append(DocText.escape(entry.signature())).append("</code></p>");
            if (!doc.isEmpty()) {
                text.append(DocText.plain(doc).indent(INDENT.length())).append("\n");
                html.append("<div style=\"margin-left:2em\">").append(doc).append("</div>");
            }
        }
        if (found.size() > MAX_OVERLOADS) {
            String more = (found.size() - MAX_OVERLOADS) + " more overloads";
            text.append(more);
            html.append("<p>").append(more).append("</p>");
        }
        DisplayData shown = new DisplayData(text.toString().stripTrailing());
        shown.putHTML(html.toString());
        return shown;
    }
}
