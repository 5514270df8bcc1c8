package org.macrodyn.kernel;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
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

    private static volatile JavaKernel instance;

    private final CompletableFuture<JavaSession> starting = new CompletableFuture<>();
    private final KernelConnection connection;
    private volatile boolean running;
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
        if (args.length != 1) {
            System.err.println(
                    args.length + " arguments: the kernel wants one, the connection file that Jupyter writes");
            System.exit(2);
        }
        JupyterSocket.JUPYTER_LOGGER.setLevel(Level.OFF);
        String file = Files.readString(Path.of(args[0]));
        KernelConnection connection = new KernelConnection(KernelConnectionProperties.parse(file));
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
    public static BaseKernel getKernelInstance() {
        return instance;
    }

    private void start() {
        Lifeline.watchParent(System.getenv("JPY_PARENT_PID"));
        System.setIn(new NoInput());
        System.setOut(connection.output().stream(false));
        System.setErr(connection.output().stream(true));
        Thread starter = new Thread(this::startSession, "kernel-start");
        starter.setDaemon(true);
        starter.start();
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
                ExecuteRequest.MESSAGE_TYPE, (environment, request) -> executeOrAbort(execute, environment, request));
    }

    /** After an error, the cells that already wait do not run: "run all" stops there. */
    private void executeOrAbort(
            ShellHandler<ExecuteRequest> execute, ShellReplyEnvironment environment, Message<ExecuteRequest> request) {
        if (abortingQueue) {
            environment.setBusyDeferIdle();
            environment.reply(new AbortedReply());
            abortingQueue = connection.hasWaitingRequests();
            return;
        }
        connection.startCell(request);
        execute.handle(environment, request);
        boolean failed = connection.endCell();
        abortingQueue = failed && request.getContent().shouldStopOnError() && connection.hasWaitingRequests();
    }

    @Override
    public DisplayData eval(String code) throws Exception {
        int cell = executionCount.get() - 1;
        running = true;
        try {
            return rendered(session().run(code, "cell [" + cell + "]"));
        } catch (CellFailure failure) {
            connection.cellFailed(failure, cell);
            throw failure;
        } finally {
            running = false;
            connection.output().flush();
        }
    }

    private DisplayData rendered(Object value) throws CellFailure {
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
            throw CellFailure.of(e.getClass().getName(), e.getMessage() + " (while showing the cell's value)");
        }
    }

    @Override
    public List<String> formatError(Exception e) {
        return e instanceof CellFailure failure ? failure.lines() : List.of(Ansi.red(e.toString()));
    }

    @Override
    public ReplacementOptions complete(String code, int cursor) {
        return assist().complete(code, cursor);
    }

    @Override
    public DisplayData inspect(String code, int cursor, boolean extraDetail) {
        return assist().inspect(code, cursor);
    }

    @Override
    public String isComplete(String code) {
        return assist().isComplete(code);
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
