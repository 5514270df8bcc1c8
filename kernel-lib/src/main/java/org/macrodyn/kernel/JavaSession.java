package org.macrodyn.kernel;

import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import org.macrodyn.kernel.ErrorText.Origin;
import org.macrodyn.notebook.StartupImports;

/** One JShell with the start-up imports: runs whole cells or scripts, snippet after snippet. */
final class JavaSession implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final CellThread thread = new CellThread(PATIENCE);
    private final CellControl control = new CellControl(thread);
    private final JShell shell;
    private final Map<String, Origin> origins = new HashMap<>();

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
        Object last = null;
        String rest = text;
        while (true) {
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (info.completeness() == Completeness.EMPTY) {
                return last;
            }
            boolean complete = info.completeness().isComplete();
            String source = complete ? info.source() : rest;
            int lead = source.length() - source.stripLeading().length();
            int offset = text.length() - rest.length() + lead;
            last = snippet(source.strip(), new Origin(where, text, offset));
            if (!complete) {
                return last;
            }
            rest = info.remaining();
        }
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

    private Object snippet(String source, Origin origin) throws CellFailure {
        List<SnippetEvent> events = shell.eval(source);
        events.forEach(event -> origins.put(event.snippet().id(), origin));
        Object value = null;
        for (SnippetEvent event : events) {
            Object result = control.takeValue(event.value());
            value = isExpression(event.snippet()) ? result : null;
        }
        refuseInterrupted(events);
        for (SnippetEvent event : events) {
            if (event.causeSnippet() == null) {
                check(event, origin);
            }
        }
        return value;
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
        String name = snippet instanceof MethodSnippet method ? method.name() : snippet.source();
        return CellFailure.of("UnresolvedReference", name + " cannot be used: " + missing + " is not declared");
    }

    private CellFailure rejected(Snippet snippet, Origin origin) {
        if (snippet instanceof DeclarationSnippet declaration
                && shell.unresolvedDependencies(declaration).findAny().isPresent()) {
            return unresolved(declaration);
        }
        return ErrorText.compileError(shell.diagnostics(snippet).toList(), origin);
    }
}
