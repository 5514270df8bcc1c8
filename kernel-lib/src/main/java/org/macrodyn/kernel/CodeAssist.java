package org.macrodyn.kernel;

import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** TAB, Shift-TAB and "is this complete?" for a cell that has not run yet. Jupyter counts in code points, Java in chars. */
final class CodeAssist {
    private static final int MAX_OVERLOADS = 8;
    private static final String INDENT = "    ";

    /** A constructor call that is being typed. */
    private static final Pattern NEW = Pattern.compile("\\bnew\\s+([\\w.]+)\\s*(?:<[^()]*>)?\\s*\\(\\z");

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

    /** Part of a cell that JShell can analyse: its text begins {@code shift} chars after the cell's begin. */
    private record Part(String text, int shift) {}

    ReplacementOptions complete(String code, int cursor) {
        int end = code.offsetByCodePoints(0, cursor);
        for (Part part : parts(code, end)) {
            int[] anchor = new int[1];
            List<String> found = analysis.completionSuggestions(part.text(), end - part.shift(), anchor).stream()
                    .sorted(Comparator.comparing((Suggestion s) -> !s.matchesType()))
                    .map(Suggestion::continuation)
                    .distinct()
                    .toList();
            if (!found.isEmpty()) {
                int start = code.codePointCount(0, Math.max(0, anchor[0] + part.shift()));
                return new ReplacementOptions(found, start, cursor);
            }
        }
        return null;
    }

    DisplayData inspect(String code, int cursor) {
        int end = endOfName(code, code.offsetByCodePoints(0, cursor));
        for (Part part : parts(code, end)) {
            List<Documentation> found = analysis.documentation(part.text(), end - part.shift(), true);
            if (!found.isEmpty()) {
                return show(found);
            }
        }
        return inspectType(code.substring(0, end));
    }

    /** Of a constructor that cannot be called, its type tells how else to come by one. */
    private DisplayData inspectType(String code) {
        Matcher call = NEW.matcher(code);
        if (!call.find()) {
            return null;
        }
        String type = call.group(1);
        List<Documentation> found = analysis.documentation(type, type.length(), true);
        return found.isEmpty() ? null : show(found);
    }

    /** "complete", "invalid", or the indentation of the next line. */
    String isComplete(String code) {
        String rest = code;
        while (true) {
            CompletionInfo info = analysis.analyzeCompletion(rest);
            Completeness state = info.completeness();
            if (state == Completeness.EMPTY) {
                return "complete";
            }
            if (state == Completeness.UNKNOWN) {
                return "invalid";
            }
            if (!state.isComplete()) {
                return indentation(code);
            }
            rest = info.remaining();
        }
    }

    private static String indentation(String code) {
        String line = code.substring(code.lastIndexOf('\n') + 1);
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        return line.stripTrailing().endsWith("{") ? indent + INDENT : indent;
    }

    /** The snippet under the cursor alone; then, as names of this cell may be unknown yet, the cell as one block. */
    private List<Part> parts(String code, int end) {
        int start = startOfSnippet(code, end);
        Part alone = new Part(code.substring(start, end), start);
        return start == 0 ? List.of(alone) : List.of(alone, new Part("{" + code.substring(0, end), -1));
    }

    private int startOfSnippet(String code, int end) {
        String rest = code.substring(0, end);
        while (true) {
            CompletionInfo info = analysis.analyzeCompletion(rest);
            boolean another =
                    info.completeness().isComplete() && !info.remaining().isBlank();
            if (!another) {
                return end - rest.length();
            }
            rest = info.remaining();
        }
    }

    /** The end of the name under the cursor, with the parenthesis of a call. */
    private static int endOfName(String code, int cursor) {
        int end = cursor;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        int next = end;
        while (next < code.length() && Character.isWhitespace(code.charAt(next))) {
            next++;
        }
        return next < code.length() && code.charAt(next) == '(' ? next + 1 : end;
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
