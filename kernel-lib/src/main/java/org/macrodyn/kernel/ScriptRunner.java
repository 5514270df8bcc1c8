package org.macrodyn.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a JShell script with the kernel's engine and imports: {@code java -cp ... org.macrodyn.kernel.ScriptRunner
 * script.jsh args...}.
 *
 * <p>The arguments are in the variable {@code String[] args}. {@code /exit [code]} ends the script. The exit code is 1
 * after an error, which is printed with its line, and where a declaration still waits for a name that never came.
 */
public final class ScriptRunner {
    private static final Pattern COMMAND = Pattern.compile("(?m)^/([a-z!?]\\w*)[ \\t]*(.*)$");
    private static final String LOAD_ARGUMENTS = "String[] args = org.macrodyn.kernel.ScriptRunner.arguments();";

    private static volatile String[] arguments = {};

    private final String name;
    private final String text;

    private ScriptRunner(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * Runs a script and exits.
     *
     * @param args the script's path, then its own arguments
     */
    public static void main(String[] args) {
        SerialFilter.refuseAll();
        System.exit(run(args));
    }

    /**
     * The arguments of the script that runs.
     *
     * @return a copy
     */
    public static String[] arguments() {
        return arguments.clone();
    }

    static int run(String... args) {
        if (args.length == 0) {
            System.err.println("no script: give the path of a JShell script, then its arguments");
            return 2;
        }
        arguments = Arrays.copyOfRange(args, 1, args.length);
        FutureTask<Integer> status = new FutureTask<>(() -> runFile(args[0]));
        DeepThread.of("script", status).start();
        try {
            return status.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static int runFile(String path) {
        try {
            return new ScriptRunner(path, Files.readString(Path.of(path))).run();
        } catch (IOException e) {
            System.err.println(path + ": cannot be read (" + e + ")");
            return 2;
        } catch (CellFailure failure) {
            failure.lines().forEach(line -> System.err.println(Ansi.strip(line)));
            return 1;
        }
    }

    private int run() throws CellFailure {
        try (JavaSession session = new JavaSession()) {
            session.run(LOAD_ARGUMENTS, "arguments");
            int done = 0;
            Matcher command = COMMAND.matcher(text);
            while (command.find()) {
                runPart(session, done, command.start());
                done = command.end();
                if (!"exit".startsWith(command.group(1))) {
                    throw CellFailure.of(
                            "UnsupportedCommand",
                            command.group().strip() + ": of JShell's commands, scripts know only /exit");
                }
                return orWaiting(session, exitCode(session, command.group(2).strip()));
            }
            runPart(session, done, text.length());
            return orWaiting(session, 0);
        }
    }

    /** What the session told of names that never came must be seen by who calls the script, too. */
    private static int orWaiting(JavaSession session, int code) {
        return code == 0 && session.isWaiting() ? 1 : code;
    }

    /** With the lines before it left empty, so that errors name the script's own lines. */
    private void runPart(JavaSession session, int from, int to) throws CellFailure {
        String before = text.substring(0, from).replaceAll("[^\n]", "");
        String part = text.substring(from, to);
        session.run(before + (part.startsWith("#!") ? "//" + part : part), name);
    }

    private int exitCode(JavaSession session, String expression) throws CellFailure {
        if (expression.isEmpty()) {
            return 0;
        }
        Object code = session.run(expression, "/exit");
        if (code instanceof Integer number) {
            return number;
        }
        throw CellFailure.of("ExitCode", "/exit " + expression + ": an int is wanted");
    }
}
