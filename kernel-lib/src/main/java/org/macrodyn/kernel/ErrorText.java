package org.macrodyn.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import org.jspecify.annotations.Nullable;
import org.macrodyn.notebook.MissingFonts;

/** Errors as a reader wants them: what, why, and which line of the cell. */
final class ErrorText {
    private static final int MAX_FRAMES = 12;
    private static final int MAX_DIAGNOSTICS = 5;
    private static final List<String> PLUMBING = List.of("java.", "jdk.", "javax.", "sun.", "com.sun.");
    private static final String LIBRARY = "org.macrodyn.";
    /** What says all that is to be said of an argument or a state, in its message. */
    private static final Set<String> REFUSALS =
            Set.of(IllegalArgumentException.class.getName(), IllegalStateException.class.getName());

    /** The class in which JShell wraps a snippet, before the name of what the snippet declares. */
    private static final String WRAPPER = "REPL\\.\\$JShell\\$\\w+";

    private static final Pattern IN_WRAPPER = Pattern.compile(WRAPPER + "[.$]");
    private static final Pattern NULL_VARIABLE = Pattern.compile("because \"" + WRAPPER + "\\.(\\w+)\" is null\\z");

    private ErrorText() {}

    /**
     * A snippet's place in what the user typed.
     *
     * @param where what to call the text: {@code cell [3]}, a script's name
     * @param text the whole cell or script
     * @param offset index of the snippet's first character in it
     * @param typed from an index in what JShell was given to one in the snippet as typed
     */
    record Origin(String where, String text, int offset, IntUnaryOperator typed) {
        Origin(String where, String text, int offset) {
            this(where, text, offset, IntUnaryOperator.identity());
        }

        private int place(int position) {
            return Math.min(text.length(), offset + typed.applyAsInt(position));
        }

        int line(int position) {
            return 1
                    + (int) text.substring(0, place(position))
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
        }

        int column(int position) {
            int end = place(position);
            return end - (text.lastIndexOf('\n', end - 1) + 1);
        }

        String source(int line) {
            return text.lines().skip(line - 1L).findFirst().orElse("");
        }
    }

    /** A compiler's complaints, each with the source line and a caret. */
    static CellFailure compileError(List<Diag> diagnostics, Origin origin) {
        List<Diag> errors = diagnostics.stream().filter(Diag::isError).toList();
        if (errors.isEmpty()) {
            return CellFailure.of(
                    "CompileError", "not valid Java (" + origin.where() + ", line " + origin.line(0) + ")");
        }
        List<String> lines = new ArrayList<>();
        for (Diag error : errors.subList(0, Math.min(MAX_DIAGNOSTICS, errors.size()))) {
            addDiagnostic(lines, Complaint.of(error), origin);
        }
        return new CellFailure("CompileError", Complaint.of(errors.get(0)).summary(origin), lines);
    }

    /** Why a text is no sequence of snippets. */
    static CellFailure syntaxError(Pieces.Problem problem, Origin origin) {
        Complaint complaint = new Complaint(problem.message(), problem.start(), problem.end());
        List<String> lines = new ArrayList<>();
        addDiagnostic(lines, complaint, origin);
        return new CellFailure("CompileError", complaint.summary(origin), lines);
    }

    private record Complaint(String message, int start, int end) {
        static Complaint of(Diag error) {
            int start = (int) Math.max(0, error.getPosition());
            int end = (int) Math.max(start + 1L, error.getEndPosition());
            return new Complaint(error.getMessage(Locale.ROOT), start, end);
        }

        String firstLine() {
            return message.lines().findFirst().orElse("");
        }

        String place(Origin origin) {
            return origin.where() + ", line " + origin.line(start);
        }

        String summary(Origin origin) {
            return firstLine() + " (" + place(origin) + ")";
        }
    }

    private static void addDiagnostic(List<String> lines, Complaint error, Origin origin) {
        lines.add(Ansi.red("Cannot compile: " + error.firstLine()));
        error.message()
                .lines()
                .skip(1)
                .filter(line -> !line.strip().matches("location: class\\s*"))
                .forEach(lines::add);
        String source = origin.source(origin.line(error.start()));
        int column = Math.min(origin.column(error.start()), source.length());
        int width = Math.max(1, Math.min(error.end() - error.start(), source.length() - column));
        lines.add(Ansi.cyan("  " + error.place(origin) + ":"));
        lines.add("    " + source.replace('\t', ' '));
        lines.add("    " + " ".repeat(column) + Ansi.red("^".repeat(width)));
    }

    /**
     * An exception of the user's code with its causes and the frames that matter.
     *
     * @param thrown by a snippet
     * @param origins of all snippets, by their ids
     * @param unfilled whether a variable is null because no cell has filled it
     */
    static CellFailure thrown(EvalException thrown, Map<String, Origin> origins, Predicate<String> unfilled) {
        List<EvalException> links = Stream.<Throwable>iterate(
                        thrown, EvalException.class::isInstance, Throwable::getCause)
                .map(EvalException.class::cast)
                .toList();
        if (links.stream().anyMatch(ErrorText::isMissingFonts)) {
            return missingFonts();
        }
        List<String> lines = new ArrayList<>();
        String prefix = "";
        for (EvalException link : links) {
            lines.add(Ansi.red(prefix + headline(link, unfilled)));
            addFrames(lines, link.getStackTrace(), origins, isRefusal(link));
            prefix = "Caused by: ";
        }
        if (links.stream().anyMatch(link -> isA(OutOfMemoryError.class, link))) {
            lines.add(heapAdvice());
        }
        return new CellFailure(asTyped(thrown.getExceptionClassName()), message(thrown, unfilled), lines);
    }

    /** One line, whatever stack of errors Java's font machinery threw. */
    static CellFailure missingFonts() {
        return CellFailure.of("MissingFonts", MissingFonts.advice());
    }

    private static boolean isMissingFonts(EvalException thrown) {
        return isA(MissingFonts.class, thrown) || MissingFonts.isSign(rawMessage(thrown), thrown.getStackTrace());
    }

    private static boolean isA(Class<?> type, EvalException thrown) {
        return thrown.getExceptionClassName().equals(type.getName());
    }

    static String heapAdvice() {
        return String.format(
                Locale.ROOT,
                "The heap of this kernel ends at %.1f GB (-Xmx%dm): give a larger -Xmx in its kernel.json "
                        + "(environment/doctor prints where), or ask for less; then restart the kernel.",
                Runtime.getRuntime().maxMemory() / 1e9,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static String headline(EvalException thrown, Predicate<String> unfilled) {
        String message = message(thrown, unfilled);
        String type = asTyped(thrown.getExceptionClassName());
        return message.isEmpty() ? type : type + ": " + message;
    }

    private static String message(EvalException thrown, Predicate<String> unfilled) {
        String message = rawMessage(thrown);
        Matcher variable = NULL_VARIABLE.matcher(message);
        String advice = variable.find() && unfilled.test(variable.group(1)) ? ": run the cell that fills it" : "";
        return asTyped(message) + advice;
    }

    /** With the names that the user gave: what cells declare stands in classes of JShell's. */
    private static String asTyped(String text) {
        return IN_WRAPPER.matcher(text).replaceAll("");
    }

    private static String rawMessage(EvalException thrown) {
        String message = thrown.getMessage();
        return message == null || message.equals("null") ? "" : message;
    }

    /** Whether the library refuses something in a message of its own: where in the library it does helps nobody. */
    private static boolean isRefusal(EvalException thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        return REFUSALS.contains(thrown.getExceptionClassName()) && frames.length > 0 && isLibrary(frames[0]);
    }

    private static void addFrames(
            List<String> lines, StackTraceElement[] frames, Map<String, Origin> origins, boolean refusal) {
        int end = frames.length;
        while (end > 0 && origin(frames[end - 1], origins) == null) {
            end--;
        }
        int last = end == 0 ? frames.length : end;
        int shown = 0;
        int hidden = 0;
        for (int i = 0; i < last; i++) {
            Origin origin = origin(frames[i], origins);
            boolean hides = isPlumbing(frames[i]) && (i > 0 || isOwn(frames[i]));
            boolean matters = origin != null || !(hides || (refusal && isLibrary(frames[i])));
            if (!matters || (shown == MAX_FRAMES && i < last - 1)) {
                hidden++;
                continue;
            }
            String line = "    at " + (origin == null ? frames[i].toString() : cellFrame(frames[i], origin));
            if (line.equals(lines.get(lines.size() - 1))) {
                hidden++;
                continue;
            }
            lines.add(line);
            shown++;
        }
        if (hidden > 0 && !refusal) {
            lines.add("    (" + hidden + " frames left out)");
        }
    }

    private static @Nullable Origin origin(StackTraceElement frame, Map<String, Origin> origins) {
        String file = frame.getFileName();
        return file != null && file.startsWith("#") ? origins.get(file.substring(1)) : null;
    }

    private static String cellFrame(StackTraceElement frame, Origin origin) {
        int line = origin.line(0) + Math.max(1, frame.getLineNumber()) - 1;
        String name = frame.getMethodName().startsWith("lambda$") ? "lambda" : frame.getMethodName();
        String method = name.isEmpty() ? "" : name + ", ";
        String source = origin.source(line).strip();
        return Ansi.cyan(method + origin.where() + ", line " + line + ":") + " " + source;
    }

    private static boolean isPlumbing(StackTraceElement frame) {
        return isOwn(frame) || PLUMBING.stream().anyMatch(frame.getClassName()::startsWith);
    }

    private static boolean isLibrary(StackTraceElement frame) {
        return frame.getClassName().startsWith(LIBRARY);
    }

    private static boolean isOwn(StackTraceElement frame) {
        return frame.getClassName().startsWith(ErrorText.class.getPackageName() + ".");
    }
}
