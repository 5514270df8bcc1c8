package org.macrodyn.kernel;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.channels.ShellHandler;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import io.github.spencerpark.jupyter.messages.request.HistoryRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.macrodyn.notebook.MissingFonts;
import org.macrodyn.notebook.Notebook;

/**
 * Macrodyn's Jupyter kernel: JShell on jupyter-jvm-basekernel, with the library on the JVM's own class path.
 *
 * <p>Started by Jupyter as {@code java -cp ... org.macrodyn.kernel.JavaKernel {connection_file}} with
 * {@code "interrupt_mode": "message"}. The system property {@code macrodyn.sources} names the sources jar from which
 * Shift-TAB takes its documentation.
 */
public final class JavaKernel extends BaseKernel {
    private static final long MILLIS_TO_LEAVE = 2000;

    private static volatile @Nullable JavaKernel instance;

    private final CompletableFuture<JavaSession> starting = new CompletableFuture<>();
    private final KernelConnection connection;
    private final CellHistory history = new CellHistory();
    private volatile boolean running;
    private volatile @Nullable ExecuteRequest request;
    private boolean abortingQueue;

    private JavaKernel(KernelConnection connection) {
        this.connection = connection;
        setShouldReplaceStdStreams(false);
    }

    /**
     * Runs the kernel until Jupyter shuts it down or dies.
     *
     * @param args the path of the connection file
     * @throws IOException if the connection file cannot be read
     * @throws GeneralSecurityException if its signature scheme is unknown
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        SerialFilter.refuseAll();
        if (args.length != 1) {
            System.err.println(
                    args.length + " arguments: the kernel wants one, the connection file that Jupyter writes");
            System.exit(2);
        }
        JupyterSocket.JUPYTER_LOGGER.setLevel(Level.OFF);
        String file = Files.readString(Path.of(args[0]));
        KernelConnection connection = new KernelConnection(KernelConnectionProperties.parse(file), System.err);
        JavaKernel kernel = new JavaKernel(connection);
        instance = kernel;
        kernel.start();
        connection.waitUntilClose();
        Lifeline.exitWithin(MILLIS_TO_LEAVE);
    }

    /**
     * The kernel of this JVM, under the name by which IJava's is found.
     *
     * @return the kernel, or null where none runs
     */
    public static @Nullable BaseKernel getKernelInstance() {
        return instance;
    }

    private void start() {
        Lifeline.watchParent(System.getenv("JPY_PARENT_PID"));
        System.setIn(new NoInput());
        System.setOut(connection.output().stream(false));
        System.setErr(connection.output().stream(true));
        DeepThread.of("kernel-start", this::startSession).start();
        becomeHandlerForConnection(connection);
        connection.connect();
    }

    private void startSession() {
        try {
            Notebook.install();
            starting.complete(new JavaSession());
        } catch (RuntimeException | Error e) {
            starting.completeExceptionally(e);
        }
    }

    private JavaSession session() {
        return starting.join();
    }

    @Override
    public void becomeHandlerForConnection(JupyterConnection jupyter) {
        super.becomeHandlerForConnection(jupyter);
        ShellHandler<ExecuteRequest> execute = jupyter.getHandler(ExecuteRequest.MESSAGE_TYPE);
        jupyter.setHandler(
                ExecuteRequest.MESSAGE_TYPE, (environment, message) -> executeOrAbort(execute, environment, message));
        jupyter.setHandler(HistoryRequest.MESSAGE_TYPE, (environment, message) -> {
            environment.setBusyDeferIdle();
            environment.reply(history.answer(message.getContent()));
        });
    }

    /** After an error, the cells that already wait do not run: "run all" stops there. */
    private void executeOrAbort(
            ShellHandler<ExecuteRequest> execute, ShellReplyEnvironment environment, Message<ExecuteRequest> message) {
        if (abortingQueue) {
            environment.setBusyDeferIdle();
            environment.reply(CellReply.aborted());
            abortingQueue = connection.hasWaitingRequests();
            return;
        }
        ExecuteRequest asked = message.getContent();
        request = asked;
        int number = executionCount.get();
        connection.startCell(message);
        execute.handle(environment, message);
        boolean failed = connection.endCell();
        if (isNumbered(asked)) {
            history.add(number, request.getCode());
        } else {
            executionCount.set(number);
        }
        abortingQueue = failed && asked.shouldStopOnError() && connection.hasWaitingRequests();
    }

    /** The others leave no trace in the history, and the next cell has the number that they would have had. */
    private static boolean isNumbered(ExecuteRequest request) {
        return request.shouldStoreHistory() && !request.isSilent();
    }

    @Override
    public @Nullable DisplayData eval(String code) throws Exception {
        int cell = executionCount.get() - 1;
        ExecuteRequest asked = Objects.requireNonNull(request, "code comes with a request");
        running = true;
        try {
            String name = isNumbered(asked) ? "cell [" + cell + "]" : "a cell without number";
            DisplayData shown = rendered(session().run(code, name));
            connection.expressionsEvaluated(userExpressions(asked));
            return shown;
        } catch (CellFailure failure) {
            connection.cellFailed(failure, cell);
            throw failure;
        } finally {
            running = false;
            connection.output().flush();
        }
    }

    private Map<String, JsonObject> userExpressions(ExecuteRequest asked) {
        Map<String, JsonObject> values = new LinkedHashMap<>();
        if (asked.getUserExpr() != null) {
            asked.getUserExpr().forEach((name, code) -> values.put(name, userExpression(name, code)));
        }
        return values;
    }

    private JsonObject userExpression(String name, String code) {
        try {
            Object value = session().run(code, "user expression " + name);
            DisplayData shown = value == null ? new DisplayData("null") : rendered(value);
            JsonObject written = new Gson().toJsonTree(shown).getAsJsonObject();
            written.addProperty("status", "ok");
            return written;
        } catch (CellFailure failure) {
            JsonObject written = new JsonObject();
            written.addProperty("status", "error");
            written.addProperty("ename", failure.name());
            written.addProperty("evalue", failure.getMessage());
            written.add("traceback", new Gson().toJsonTree(failure.lines()));
            return written;
        }
    }

    private @Nullable DisplayData rendered(@Nullable Object value) throws CellFailure {
        if (value == null || value instanceof DisplayData) {
            return (DisplayData) value;
        }
        try {
            return session().call(() -> getRenderer().render(value));
        } catch (OutOfMemoryError e) {
            throw new CellFailure(
                    "OutOfMemoryError",
                    String.valueOf(e.getMessage()),
                    List.of(Ansi.red(e.toString()), ErrorText.heapAdvice()));
        } catch (Throwable e) {
            if (MissingFonts.isBehind(e)) {
                throw ErrorText.missingFonts();
            }
            throw CellFailure.of(e.getClass().getName(), e.getMessage() + " (while showing the cell's value)");
        }
    }

    @Override
    public List<String> formatError(Exception e) {
        return e instanceof CellFailure failure ? failure.lines() : List.of(Ansi.red(e.toString()));
    }

    @Override
    public @Nullable ReplacementOptions complete(String code, int cursor) {
        return help(() -> assist().complete(code, cursor)).orElse(null);
    }

    @Override
    public @Nullable DisplayData inspect(String code, int cursor, boolean extraDetail) {
        return help(() -> assist().inspect(code, cursor)).orElse(null);
    }

    @Override
    public String isComplete(String code) {
        return help(() -> assist().isComplete(code)).orElse(IS_COMPLETE_MAYBE);
    }

    /** Code that breaks the compiler cannot be helped with. */
    private static <T> Optional<T> help(Supplier<@Nullable T> help) {
        try {
            return Optional.ofNullable(help.get());
        } catch (RuntimeException | Error brokenCompiler) {
            return Optional.empty();
        }
    }

    private CodeAssist assist() {
        return new CodeAssist(session().analysis(), session().declaredTypes());
    }

    @Override
    public LanguageInfo getLanguageInfo() {
        return new LanguageInfo.Builder("Java")
                .version(Runtime.version().toString())
                .mimetype("text/x-java-source")
                .fileExtension(".jshell")
                .pygments("java")
                .codemirror("java")
                .build();
    }

    @Override
    public String getBanner() {
        return "Macrodyn's Java kernel, JDK " + Runtime.version();
    }

    @Override
    public void interrupt() {
        if (running) {
            session().interrupt();
        }
    }

    @Override
    public void onShutdown(boolean isRestarting) {
        interrupt();
        connection.output().flush();
        Lifeline.exitAfter(MILLIS_TO_LEAVE / 4, MILLIS_TO_LEAVE);
    }
}
