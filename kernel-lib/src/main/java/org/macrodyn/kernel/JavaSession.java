package org.macrodyn.kernel;

import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;
import org.macrodyn.kernel.ErrorText.Origin;
import org.macrodyn.notebook.StartupImports;

/** One JShell with the start-up imports: runs whole cells or scripts, snippet after snippet. */
final class JavaSession implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String UNKNOWN_NAME = "compiler.err.cant.resolve";

    private final CellThread thread = new CellThread(PATIENCE);
    private final CellControl control = new CellControl(thread);
    private final JShell shell;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Variables variables;

    JavaSession() {
        shell = JShell.builder()
                .in(InputStream.nullInputStream())
                .executionEngine(control, Map.of())
                .build();
        variables = new Variables(shell, control);
        StartupImports.list().forEach(shell::eval);
    }

    /**
     * What became of a snippet.
     *
     * @param snippet as JShell knows it
     * @param value what it gave, if it is an expression or a variable's name
     * @param failure why it is not accepted, or what it threw; null if it went well
     * @param rejected whether it could not be compiled, so that nothing of it ran
     */
    record Outcome(Snippet snippet, @Nullable Object value, @Nullable CellFailure failure, boolean rejected) {
        boolean accepted() {
            return failure == null;
        }
    }

    /**
     * Runs all snippets of a text. To be called on a thread with much stack, as the compiler calls itself.
     *
     * @param text Java snippets
     * @param where what to call the text in errors
     * @return the value of the last snippet if it is an expression or a variable's name, otherwise null
     * @throws CellFailure before anything runs if the text is not Java; at the first snippet that cannot be compiled or
     *     throws; or after an interrupt
     */
    @Nullable
    Object run(String text, String where) throws CellFailure {
        thread.startCell();
        CellText cell = compiling(() -> CellText.of(where, text));
        return new CellRun(this, cell).run();
    }

    /**
     * Gives one snippet to JShell.
     *
     * @throws CellFailure after an interrupt, or if the compiler broke down
     */
    Outcome evaluate(String code, List<String> declares, Origin origin) throws CellFailure {
        control.declaring(declares);
        shell.variables()
                .filter(old -> declares.contains(old.name()) && control.isOld(old.name()))
                .forEach(this::drop);
        List<SnippetEvent> events = compiling(() -> shell.eval(code));
        SnippetEvent main = events.stream()
                .filter(event -> event.causeSnippet() == null)
                .reduce((first, last) -> last)
                .orElseThrow();
        Object value = null;
        for (SnippetEvent event : events) {
            Object result = control.takeValue(event.value());
            value = event == main && isExpression(event.snippet()) ? result : value;
            if (event.causeSnippet() == null) {
                origins.put(event.snippet().id(), origin);
            }
        }
        events.forEach(variables::noteFilling);
        refuseInterrupted(events);
        events.forEach(event -> variables.note(event, main.snippet()));
        for (SnippetEvent event : events) {
            CellFailure failure = event.causeSnippet() == null ? failure(event, origin) : null;
            if (failure != null) {
                return new Outcome(event.snippet(), null, failure, isRejected(event.snippet()));
            }
        }
        return new Outcome(main.snippet(), value, null, false);
    }

    private interface Compilation<T> {
        T run() throws CellFailure;
    }

    /** Whatever breaks in the compiler ends the cell, not the kernel. */
    private static <T> T compiling(Compilation<T> task) throws CellFailure {
        try {
            return task.run();
        } catch (RuntimeException | Error e) {
            throw CellFailure.of(
                    "CompilerFailure",
                    "the compiler broke down (" + e + "): split the code, it may be nested too deeply");
        }
    }

    /** To be called when a cell has ended: saves what can be saved and tells of what is lost. */
    void settleVariables() {
        variables.settle();
    }

    Status status(Snippet snippet) {
        return shell.status(snippet);
    }

    /** Forgets a declaration. */
    void drop(Snippet snippet) {
        if (shell.status(snippet).isActive()) {
            shell.drop(snippet);
        }
    }

    /**
     * A declaration with an unknown name in it is accepted, as the name may come later.
     *
     * @throws CellFailure if the name came and the declaration does not fit it
     */
    void complainIfUnresolved(DeclarationSnippet declaration) throws CellFailure {
        if (isRejected(declaration)) {
            throw rejected(declaration, origin(declaration));
        }
        missing(declaration)
                .forEach(missing -> System.err.println(name(declaration) + " cannot be used yet: " + missing
                        + " is not declared" + lineOf(declaration, missing)));
    }

    /** Whether a declaration still waits for a name. */
    boolean isWaiting() {
        return shell.snippets().anyMatch(snippet -> !missing(snippet).isEmpty());
    }

    /** The names that a snippet waits for. */
    private List<String> missing(Snippet snippet) {
        Status status = shell.status(snippet);
        boolean waits = status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED;
        return waits
                ? shell.unresolvedDependencies((DeclarationSnippet) snippet).toList()
                : List.of();
    }

    private String lineOf(DeclarationSnippet declaration, String missing) {
        String unknown = missing.substring(missing.lastIndexOf(' ') + 1).replaceFirst("\\(.*", "");
        int place = new Lexer(declaration.source()).indexOfWord(unknown);
        return place < 0 ? "" : " (line " + origin(declaration).line(place) + ")";
    }

    private Origin origin(Snippet snippet) {
        return origins.getOrDefault(snippet.id(), new Origin("snippet " + snippet.id(), snippet.source(), 0));
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
                    "the cell does not listen to interrupts and goes on in the background, using a core, until it "
                            + "prints; restart the kernel to stop it");
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

    /** What is wrong with a snippet; null where nothing is, or where it only waits for names that may come. */
    private @Nullable CellFailure failure(SnippetEvent event, Origin origin) {
        JShellException exception = event.exception();
        if (exception instanceof EvalException thrown) {
            return ErrorText.thrown(thrown, origins, variables::isUnfilled);
        }
        if (exception instanceof UnresolvedReferenceException unresolved) {
            return unresolved(unresolved.getSnippet());
        }
        return isRejected(event.snippet()) ? rejected(event.snippet(), origin) : null;
    }

    /** Also where JShell hopes for names to come, though none is missing. */
    private boolean isRejected(Snippet snippet) {
        Status status = shell.status(snippet);
        return status == Status.REJECTED
                || (status == Status.RECOVERABLE_NOT_DEFINED
                        && shell.unresolvedDependencies((DeclarationSnippet) snippet)
                                .findAny()
                                .isEmpty());
    }

    private CellFailure unresolved(DeclarationSnippet snippet) {
        String missing = String.join(", ", shell.unresolvedDependencies(snippet).toList());
        String reason = missing.isEmpty()
                ? "something that it needs was declared anew and no longer fits; run its cell again"
                : missing + " is not declared";
        return CellFailure.of("UnresolvedReference", name(snippet) + " cannot be used: " + reason);
    }

    /** Names the declaration that is waiting, if all that the snippet lacks is one: the compiler calls it unknown. */
    private CellFailure rejected(Snippet snippet, Origin origin) {
        List<Diag> diagnostics = shell.diagnostics(snippet).toList();
        boolean onlyNames = diagnostics.stream().allMatch(each -> each.getCode().startsWith(UNKNOWN_NAME));
        Lexer source = new Lexer(snippet.source());
        return shell.snippets()
                .filter(other -> onlyNames && shell.status(other) == Status.RECOVERABLE_NOT_DEFINED)
                .filter(other -> other != snippet && source.indexOfWord(name(other)) >= 0)
                .findFirst()
                .map(waiting -> unresolved((DeclarationSnippet) waiting))
                .orElseGet(() -> ErrorText.compileError(diagnostics, origin));
    }
}
