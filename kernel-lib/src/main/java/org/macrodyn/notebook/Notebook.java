package org.macrodyn.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.run.Scale;
import org.macrodyn.store.Durable;
import org.macrodyn.store.Versions;
import tech.tablesaw.api.Table;
import tech.tablesaw.table.Relation;

/**
 * What cells call, alike in every kernel and in plain Java: {@code import static org.macrodyn.notebook.Notebook.*}.
 *
 * <p>Everything that shows is {@code void}, because a kernel also prints the value of a cell's last statement.
 */
public final class Notebook {
    private static final long STARTED = System.nanoTime();
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private static volatile @Nullable KernelHost host;

    private Notebook() {}

    /**
     * Finds the running kernel and gives it the renderers. Called by the kernel at start-up; any other call is harmless.
     *
     * <p>A start-up script may run before its kernel exists: while none is found, each call looks again, and so does
     * everything that shows.
     */
    public static synchronized void install() {
        if (host == null || host instanceof PlainHost) {
            RunningHost.find().ifPresentOrElse(Notebook::use, Notebook::usePlainHost);
        }
    }

    /**
     * Shows a value as its registered type appears: chart, list of charts, table, image, or its text.
     *
     * @param value any value
     */
    public static void show(Object value) {
        host().display(newId(), Renderers.render(value));
    }

    /**
     * Shows a Tablesaw table.
     *
     * @param table the table
     */
    public static void table(Relation table) {
        show(table);
    }

    /**
     * Shows records as a table, one column for each component: a list of them, or whatever goes through records, such as
     * a model its rules.
     *
     * @param rows records of one type
     * @throws IllegalArgumentException if there are no rows, or rows of several types
     */
    public static void table(Iterable<? extends Record> rows) {
        show(RecordTable.of(rows));
    }

    /**
     * Shows records as a table, one column for each component.
     *
     * @param rows records of one type
     * @throws IllegalArgumentException if there are no rows, or rows of several types
     */
    public static void table(Record... rows) {
        table(List.of(rows));
    }

    /**
     * A progress bar for one stage, redrawn in place.
     *
     * @param label what is going on, a word or two
     * @return the bar; close it when the stage ends
     */
    public static Progress progress(String label) {
        return new Progress(host(), label);
    }

    /**
     * Runs a task and prints one line with the time that it took.
     *
     * @param label the task's name
     * @param task what to run
     * @param <T> type of the result
     * @return the task's result
     * @throws Exception what the task throws
     */
    public static <T> T timed(String label, Callable<T> task) throws Exception {
        long start = System.nanoTime();
        T result = task.call();
        printTime(label, start);
        return result;
    }

    /**
     * Runs a task and prints one line with the time that it took.
     *
     * @param label the task's name
     * @param task what to run
     */
    public static void timed(String label, Runnable task) {
        long start = System.nanoTime();
        task.run();
        printTime(label, start);
    }

    /**
     * Shows a paragraph of Markdown.
     *
     * @param markdown the text
     */
    public static void note(String markdown) {
        host().display(newId(), Bundle.text(markdown).with(Bundle.MARKDOWN, markdown));
    }

    /**
     * Shows what a reader needs to repeat the notebook: seed, versions, machine, and the time since its first cell.
     *
     * @param seed the seed of the notebook's random streams
     */
    public static void footer(long seed) {
        Map<String, String> versions = Versions.built();
        StringBuilder line = new StringBuilder("seed " + seed);
        for (String part : List.of("macrodyn", "nd4j", "tablesaw", "xchart")) {
            line.append(" · ").append(part).append(' ').append(versions.getOrDefault(part, "?"));
        }
        line.append(" · JDK ").append(Runtime.version());
        line.append(" · ").append(Runtime.getRuntime().availableProcessors()).append(" cores");
        line.append(String.format(
                Locale.ROOT, " · heap %.1f GB", Runtime.getRuntime().maxMemory() / 1e9));
        line.append(" · ").append(Durations.of(seconds()));
        show(Bundle.text(line.toString()).html("<small>" + TableRenderer.escape(line.toString()) + "</small>"));
    }

    /**
     * Shows a notebook's final table and, where the environment variable {@code MACRODYN_RESULTS} names a directory,
     * writes the same numbers to {@code <notebook>.<scale>.json} there, whole or not at all.
     *
     * @param notebook the notebook's name without ending, such as {@code 02-curie-weiss}
     * @param table the table to show
     * @param json the numbers as a JSON object
     * @throws IllegalArgumentException if the name is no plain file name, or {@code MACRODYN_SCALE} no scale
     */
    public static void publish(String notebook, Table table, String json) {
        publish(notebook, table, json, System.getenv());
    }

    /**
     * Shows a notebook's final table, and writes its numbers with wall time, seed and versions where {@code
     * MACRODYN_RESULTS} says.
     *
     * @param notebook the notebook's name without ending, such as {@code 02-curie-weiss}
     * @param results the final table
     * @param seed the seed of the notebook's random streams
     */
    public static void publish(String notebook, ResultTable results, long seed) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("wall_seconds", seconds());
        context.put("seed", seed);
        Map<String, String> versions = Versions.built();
        versions.put("jdk", Runtime.version().toString());
        context.put("versions", versions);
        publish(notebook, results.toTable(), results.toJson(context));
    }

    private static double seconds() {
        return (System.nanoTime() - STARTED) / 1e9;
    }

    static void publish(String notebook, Table table, String json, Map<String, String> environment) {
        Scale scale = Scale.in(environment);
        requireFileName("notebook", notebook);
        show(table);
        String directory = environment.getOrDefault("MACRODYN_RESULTS", "");
        if (!directory.isBlank()) {
            writeWhole(Path.of(directory), notebook + "." + scale + ".json", json);
        }
    }

    /** The host that is in use, without looking for one. */
    static Optional<KernelHost> installedHost() {
        return Optional.ofNullable(host);
    }

    static synchronized void use(KernelHost chosen) {
        Renderers.installIn(chosen);
        host = chosen;
    }

    private static KernelHost host() {
        install();
        return installedHost().orElseThrow();
    }

    private static void usePlainHost() {
        if (host == null) {
            use(new PlainHost(PlainHost.pictures(System.getenv()), System.out));
        }
    }

    private static void requireFileName(String what, String name) {
        if (!FILE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " = \"" + name
                    + "\": letters, digits, '.', '_' and '-' are allowed; give a plain file name");
        }
    }

    private static void writeWhole(Path directory, String name, String content) {
        try {
            Durable.replace(directory.resolve(name), temporary -> Files.writeString(temporary, content));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write " + name + " to MACRODYN_RESULTS = " + directory
                            + ": give a directory that can be written",
                    e);
        }
    }

    private static void printTime(String label, long start) {
        System.out.println(label + ": " + Durations.of((System.nanoTime() - start) / 1e9));
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
