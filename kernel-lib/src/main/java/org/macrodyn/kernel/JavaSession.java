package org.macrodyn.kernel;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.macrodyn.kernel.ErrorText.Origin;
import org.macrodyn.notebook.StartupImports;

/** One JShell with the start-up imports: runs whole cells or scripts, snippet after snippet. */
final class JavaSession implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Pattern BLANKS_AND_COMMENTS = Pattern.compile("(?:\\s|//[^\n]*(?:\n|\\z)|/\\*(?s:.*?)\\*/)*+");

    private final CellThread thread = new CellThread(PATIENCE);
    private final CellControl control = new CellControl(thread);
    private final JShell shell;
    private final Map<String, Origin> origins = new HashMap<>();
    /** Declarations of the text that runs, in its order. */
    private final List<DeclarationSnippet> declared = new ArrayList<>();

    JavaSession() {
        shell = JShell.builder()
                .in(InputStream.nullInputStream())
                .executionEngine(control, Map.of())
                .build();
        StartupImports.list().forEach(shell::eval);
    }

    /**
     * Runs all snippets of a text.
     *
     * @param text Java snippets
     * @param where what to call the text in errors
     * @return the value of the last snippet if it is an expression or a variable's name, otherwise null
     * @throws CellFailure at the first snippet that cannot be compiled or throws, or after an interrupt
     */
    Object run(String text, String where) throws CellFailure {
        thread.startCell();
        refuseMagics(text);
        declared.clear();
        Object last = null;
        String rest = text;
        while (true) {
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (info.completeness() == Completeness.EMPTY) {
                break;
            }
            boolean complete = info.completeness().isComplete();
            String source = complete ? info.source() : rest;
            int lead = startOfCode(source);
            int offset = text.length() - rest.length() + lead;
            last = snippet(source.substring(lead).stripTrailing(), new Origin(where, text, offset));
            if (!complete) {
                break;
            }
            rest = info.remaining();
        }
        warnOfUnresolved();
        return last;
    }

    /** A declaration with an unknown name in it is accepted, as the name may come later; not within this text, though. */
    private void warnOfUnresolved() {
        for (DeclarationSnippet declaration : declared) {
            Snippet.Status status = shell.status(declaration);
            if (status == Snippet.Status.RECOVERABLE_DEFINED || status == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
                shell.unresolvedDependencies(declaration)
                        .forEach(missing -> System.err.println(name(declaration) + " cannot be used yet: " + missing
                                + " is not declared" + lineOf(declaration, missing)));
            }
        }
    }

    private String lineOf(DeclarationSnippet declaration, String missing) {
        String unknown = missing.substring(missing.lastIndexOf(' ') + 1).replaceFirst("\\(.*", "");
        Matcher place = Pattern.compile("\\b" + Pattern.quote(unknown) + "\\b").matcher(declaration.source());
        Origin origin = origins.get(declaration.id());
        return place.find() && origin != null ? " (line " + origin.line(place.start()) + ")" : "";
    }

    /** Runs a task on the thread of cells, where it can be interrupted. */
    <T> T call(Callable<T> task) throws Throwable {
        return thread.call(task);
    }

    void interrupt() {
        thread.interrupt();
    }

    SourceCodeAnalysis analysis() {
        return shell.sourceCodeAnalysis();
    }

    /** Java source of the classes, records and interfaces that cells have declared. */
    String declaredTypes() {
        return shell.snippets()
                .filter(snippet -> snippet instanceof TypeDeclSnippet
                        && shell.status(snippet).isActive())
                .map(Snippet::source)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        shell.close();
    }

    private static void refuseMagics(String text) throws CellFailure {
        if (text.stripLeading().startsWith("%")) {
            throw CellFailure.of(
                    "UnsupportedMagic",
                    text.strip().lines().findFirst().orElse("") + ": this kernel has no magics; write plain Java");
        }
    }

    /**
     * The index behind leading blanks and comments. JShell misreads an import with a comment before it and then empties
     * variables that it takes for dependent on it.
     */
    private static int startOfCode(String source) {
        Matcher blanks = BLANKS_AND_COMMENTS.matcher(source);
        return blanks.lookingAt() ? blanks.end() : 0;
    }

    private Object snippet(String source, Origin origin) throws CellFailure {
        List<SnippetEvent> events = shell.eval(source);
        events.forEach(event -> origins.put(event.snippet().id(), origin));
        Object value = null;
        for (SnippetEvent event : events) {
            Object result = control.takeValue(event.value());
            value = isExpression(event.snippet()) ? result : null;
        }
        refuseInterrupted(events);
        events.stream().filter(event -> event.causeSnippet() != null).forEach(JavaSession::tellIfEmptied);
        for (SnippetEvent event : events) {
            if (event.causeSnippet() == null) {
                check(event, origin);
                if (event.snippet() instanceof DeclarationSnippet declaration) {
                    declared.add(declaration);
                }
            }
        }
        return value;
    }

    private static void tellIfEmptied(SnippetEvent event) {
        if (event.snippet() instanceof VarSnippet variable
                && event.previousStatus().isDefined()
                && event.isSignatureChange()) {
            System.err.println(variable.name() + " is empty again, because " + name(event.causeSnippet())
                    + " was declared anew: run the cell that fills it");
        }
    }

    private static String name(Snippet snippet) {
        return snippet instanceof PersistentSnippet declaration ? declaration.name() : snippet.source();
    }

    private static boolean isExpression(Snippet snippet) {
        return switch (snippet.subKind()) {
            case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND -> true;
            default -> false;
        };
    }

    private void refuseInterrupted(List<SnippetEvent> events) throws CellFailure {
        boolean deaf = control.takeGivenUp();
        if (!thread.isInterrupted()) {
            return;
        }
        if (deaf) {
            throw CellFailure.of(
                    "Interrupted",
                    "the cell does not listen to interrupts and goes on in the background, using a core; "
                            + "restart the kernel to stop it");
        }
        throw CellFailure.of("Interrupted", reason(events));
    }

    private static String reason(List<SnippetEvent> events) {
        for (SnippetEvent event : events) {
            if (event.exception() instanceof EvalException thrown
                    && thrown.getExceptionClassName().endsWith("CancellationException")
                    && thrown.getMessage() != null) {
                return thrown.getMessage();
            }
        }
        return "the cell was stopped";
    }

    private void check(SnippetEvent event, Origin origin) throws CellFailure {
        JShellException exception = event.exception();
        if (exception instanceof EvalException thrown) {
            throw ErrorText.thrown(thrown, origins);
        }
        if (exception instanceof UnresolvedReferenceException unresolved) {
            throw unresolved(unresolved.getSnippet());
        }
        if (!event.status().isDefined()) {
            throw rejected(event.snippet(), origin);
        }
    }

    private CellFailure unresolved(DeclarationSnippet snippet) {
        String missing = String.join(", ", shell.unresolvedDependencies(snippet).toList());
        return CellFailure.of(
                "UnresolvedReference", name(snippet) + " cannot be used: " + missing + " is not declared");
    }

    private CellFailure rejected(Snippet snippet, Origin origin) {
        if (snippet instanceof DeclarationSnippet declaration
                && shell.unresolvedDependencies(declaration).findAny().isPresent()) {
            return unresolved(declaration);
        }
        return ErrorText.compileError(shell.diagnostics(snippet).toList(), origin);
    }
}
