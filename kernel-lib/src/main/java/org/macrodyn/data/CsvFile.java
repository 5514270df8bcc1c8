package org.macrodyn.data;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.macrodyn.data.Recordings.Run;
import org.macrodyn.run.Memory;
import org.macrodyn.store.NpyArray;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * Tables of numbers as text. Columns are separated by what stands between the numbers of the first line: comma, semicolon,
 * tab or blank; lines that start with # are comments. Decimals have a point.
 */
final class CsvFile {
    private static final String UNNAMED = "column ";
    /** Separators, in the order in which they are looked for. */
    private static final List<Character> SEPARATORS = List.of(';', '\t', ',', ' ');

    private static final String MARK = "\ufeff";
    /** Bytes of memory for a byte of text: cells are texts before they are numbers. */
    private static final long MEMORY = 12;

    private CsvFile() {}

    /** What the column at an index is called that has no name. */
    static String unnamed(int index) {
        return UNNAMED + index;
    }

    /** Whether a name is one of those. */
    static boolean isUnnamed(String name) {
        return name.startsWith(UNNAMED);
    }

    /**
     * Reads a table.
     *
     * @param file the file
     * @return columns by name, or by {@link #unnamed} if the first line holds numbers or no name for it; NaN where a cell is
     *     empty
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if lines differ in length, two columns have one name, memory does not suffice, or, when
     *     a column is asked for, a cell in it is no number
     */
    static Map<String, Supplier<NpyArray>> read(Path file) throws IOException {
        Memory.require(MEMORY * Files.size(file), file.toString());
        String text = text(file);
        String first = firstLine(file, text);
        char separator = SEPARATORS.stream()
                .filter(one -> first.indexOf(one) >= 0)
                .findFirst()
                .orElse(',');
        boolean named = Arrays.stream(first.split(Pattern.quote("" + separator)))
                .noneMatch(cell -> !cell.isBlank() && number(cell).isPresent());
        Table table = table(file, separator == ' ' ? singleBlanks(text) : text, separator);
        Map<String, Supplier<NpyArray>> columns = new LinkedHashMap<>();
        for (int c = 0; c < table.columnCount(); c++) {
            StringColumn cells = table.stringColumn(c);
            String header = named ? cells.get(0).strip() : "";
            String name = header.isEmpty() ? unnamed(c) : header;
            if (columns.put(name, () -> NpyArray.of(numbers(file, name, cells, named ? 1 : 0))) != null) {
                throw new IllegalArgumentException(
                        file + ": has two columns " + name + ": each must have a name of its own");
            }
        }
        return columns;
    }

    /** Without the mark of byte order that some programs write first. */
    private static String text(Path file) throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith(MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException other) {
            throw new IllegalArgumentException(file + ": is no text in UTF-8: save it as such, or as .npy", other);
        }
    }

    /** Columns of numbers are lined up by as many blanks as it takes. */
    private static String singleBlanks(String text) {
        return text.lines().map(line -> line.strip().replaceAll(" +", " ")).collect(Collectors.joining("\n"));
    }

    private static String firstLine(Path file, String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + ": has no line of numbers"));
    }

    /** With the names as its first row: Tablesaw takes t and T for one name. */
    private static Table table(Path file, String text, char separator) {
        try {
            return Table.read()
                    .usingOptions(CsvReadOptions.builder(new StringReader(text))
                            .separator(separator)
                            .header(false)
                            .commentPrefix('#')
                            .columnTypes(name -> ColumnType.STRING));
        } catch (RuntimeException odd) {
            throw new IllegalArgumentException(
                    file + ": not a table of numbers (" + ArrayFile.reason(odd)
                            + "): every line must have as many cells",
                    odd);
        }
    }

    private static double[] numbers(Path file, String name, StringColumn cells, int from) {
        return IntStream.range(from, cells.size())
                .mapToDouble(row -> number(cells.get(row))
                        .orElseThrow(() -> new IllegalArgumentException(
                                file + ": row " + (row + 1 - from) + ", " + name + ": '" + cells.get(row)
                                        + "' is no number: must be one with a decimal point, or empty")))
                .toArray();
    }

    private static Optional<Double> number(String cell) {
        String text = cell.strip();
        if (text.isEmpty() || text.equalsIgnoreCase("nan")) {
            return Optional.of(Double.NaN);
        }
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    /**
     * Writes a line {@code run, t, z₁, …, z_d} for each state.
     *
     * @param file where to
     * @param recordings the runs
     * @throws IOException if it cannot be written
     */
    static void write(Path file, Recordings recordings) throws IOException {
        List<Run> runs = recordings.runs();
        int[] number = IntStream.range(0, runs.size())
                .flatMap(i -> IntStream.generate(() -> i).limit(runs.get(i).times().length))
                .toArray();
        List<Column<?>> columns = new ArrayList<>();
        columns.add(IntColumn.create("run", number));
        columns.add(DoubleColumn.create("t", runs.stream().flatMapToDouble(run -> Arrays.stream(run.times()))));
        for (int c = 0; c < recordings.names().size(); c++) {
            int component = c;
            columns.add(DoubleColumn.create(
                    recordings.names().get(c), runs.stream().flatMapToDouble(run -> Arrays.stream(run.values())
                            .mapToDouble(z -> z[component]))));
        }
        Table.create("recordings", columns).write().csv(file.toFile());
    }
}
