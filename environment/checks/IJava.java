package io.github.spencerpark.ijava;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Stands in for IJava 1.3.0, whose jar is on no Maven repository: JShell on the same base kernel, found by the same
 * name, silencing the same logger only, with IJava's start-up script and the two magics that README.md asks for.
 */
public final class IJava extends BaseKernel {
    private static final Set<Snippet.SubKind> WITH_VALUE = Set.of(
            Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND,
            Snippet.SubKind.VAR_VALUE_SUBKIND,
            Snippet.SubKind.OTHER_EXPRESSION_SUBKIND);

    private static IJava kernel;

    private final Engine engine = new Engine();
    private final JShell shell;

    /** Keeps the value of the last snippet, which JShell itself only prints. */
    private static final class Engine extends DirectExecutionControl implements ExecutionControlProvider {
        private Object value;

        @Override
        protected String invoke(Method snippet) throws Exception {
            value = snippet.invoke(null);
            return valueString(value);
        }

        @Override
        public String name() {
            return "direct";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
            return this;
        }
    }

    private IJava() throws Exception {
        shell = JShell.builder()
                .executionEngine(engine, Map.of())
                .out(System.out)
                .err(System.err)
                .build();
        String script = System.getenv("IJAVA_STARTUP_SCRIPT");
        if (script != null) {
            run(script);
        }
    }

    /** The kernel that runs, or null before its start-up script has ended. */
    public static IJava getKernelInstance() {
        return kernel;
    }

    public static void main(String[] args) throws Exception {
        JupyterSocket.JUPYTER_LOGGER.setLevel(Level.WARNING);
        var connection = new JupyterConnection(KernelConnectionProperties.parse(Files.readString(Path.of(args[0]))));
        kernel = new IJava();
        kernel.becomeHandlerForConnection(connection);
        connection.connect();
        connection.waitUntilClose();
        System.exit(0);
    }

    @Override
    public DisplayData eval(String code) throws Exception {
        StringBuilder java = new StringBuilder();
        for (String line : code.split("\n")) {
            if (line.startsWith("%jars ")) {
                addJars(line.substring(6).strip());
            } else if (line.startsWith("%load ")) {
                run(Files.readString(Path.of(line.substring(6).strip())));
            } else {
                java.append(line).append('\n');
            }
        }
        Object value = run(java.toString());
        return value == null ? null : getRenderer().render(value);
    }

    private void addJars(String glob) throws IOException {
        File pattern = new File(glob);
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(pattern.getParentFile().toPath(), pattern.getName())) {
            jars.forEach(jar -> shell.addToClasspath(jar.toString()));
        }
    }

    private Object run(String code) throws Exception {
        Object value = null;
        String rest = code;
        while (!rest.isBlank()) {
            var next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            value = null;
            for (SnippetEvent event : shell.eval(next.source())) {
                value = valueOf(event);
            }
            rest = next.remaining();
        }
        return value;
    }

    private Object valueOf(SnippetEvent event) throws Exception {
        if (event.exception() != null) {
            throw event.exception();
        }
        if (event.status() == Snippet.Status.REJECTED) {
            throw new IllegalArgumentException(shell.diagnostics(event.snippet())
                    .map(diagnostic -> diagnostic.getMessage(null))
                    .toList()
                    .toString());
        }
        return WITH_VALUE.contains(event.snippet().subKind()) ? engine.value : null;
    }

    @Override
    public LanguageInfo getLanguageInfo() {
        return new LanguageInfo.Builder("Java").fileExtension(".jshell").build();
    }
}
