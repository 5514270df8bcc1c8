package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.notebook.Renderers;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.run.Trajectories;
import org.macrodyn.study.Ensembles;
import org.macrodyn.study.Keeping;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** What the library writes and reads does not depend on the user's language: some have digits of their own. */
class LocaleTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern SUSPECTS =
            Pattern.compile("[fF]ormat|printf|Case\\(|Scanner|ofLocalized|ofPattern|Collator");
    /** What the root locale gives, made once. */
    private static Map<String, String> expected;

    /** Every format and change of case names its locale. */
    @Test
    void everyFormatNamesItsLocale() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(LocaleTest::mayFormat)
                    .toList();
        }
        assertThat(sources).hasSizeGreaterThan(20);
        assertThat(withoutLocale(sources)).isEmpty();
    }

    /** To parse all would take seconds. */
    private static boolean mayFormat(Path file) {
        try {
            return SUSPECTS.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The check itself finds each kind. */
    @Test
    void formatsWithoutALocaleAreFound(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("A.java");
        Files.writeString(
                file,
                """
                class A {
                    String a = "%d".formatted(1);
                    String b = String.format("%d", 1);
                    String c = String.format(Locale.ROOT, "%d", 1);
                    String d = "A".toLowerCase();
                    String e = "A".toUpperCase(Locale.ROOT);
                    Object f = new DecimalFormat("0");
                    Object g = DateTimeFormatter.ofPattern("y");
                    Object h = NumberFormat.getInstance(Locale.ROOT);
                    void i() { System.out.printf("%d", 1); }
                }
                """);
        assertThat(withoutLocale(List.of(file)))
                .containsExactly("A.java:2", "A.java:3", "A.java:5", "A.java:7", "A.java:8", "A.java:10");
    }

    private static List<String> withoutLocale(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> found = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                new Check(unit, Trees.instance(task), found).scan(unit, null);
            }
        }
        return found;
    }

    private static final class Check extends TreePathScanner<Void, Void> {
        /** Each has an overload that takes a locale. */
        private static final Set<String> METHODS = Set.of(
                "formatted",
                "printf",
                "toLowerCase",
                "toUpperCase",
                "ofPattern",
                "ofLocalizedDate",
                "ofLocalizedTime",
                "ofLocalizedDateTime");

        private static final Set<String> FACTORIES =
                Set.of("NumberFormat", "DecimalFormat", "DateFormat", "MessageFormat", "Collator", "BreakIterator");
        private static final Set<String> CLASSES =
                Set.of("DecimalFormat", "SimpleDateFormat", "MessageFormat", "Formatter", "Scanner");

        private final CompilationUnitTree unit;
        private final Trees trees;
        private final List<String> found;

        Check(CompilationUnitTree unit, Trees trees, List<String> found) {
            this.unit = unit;
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
            if (call.getMethodSelect() instanceof MemberSelectTree method) {
                String name = method.getIdentifier().toString();
                String owner = method.getExpression().toString();
                boolean formats = METHODS.contains(name)
                        || (name.equals("format") && (owner.equals("String") || owner.endsWith(".out")))
                        || (FACTORIES.contains(owner) && name.startsWith("get"));
                check(call, formats, call.getArguments());
            }
            return super.visitMethodInvocation(call, null);
        }

        @Override
        public Void visitNewClass(NewClassTree made, Void unused) {
            boolean formats = made.getIdentifier() instanceof IdentifierTree type
                    && CLASSES.contains(type.getName().toString());
            check(made, formats, made.getArguments());
            return super.visitNewClass(made, null);
        }

        private void check(Tree where, boolean formats, List<? extends ExpressionTree> arguments) {
            if (formats
                    && arguments.stream()
                            .noneMatch(argument -> argument.toString().contains("Locale."))) {
                long start = trees.getSourcePositions().getStartPosition(unit, where);
                found.add(Path.of(unit.getSourceFile().getName()).getFileName() + ":"
                        + unit.getLineMap().getLineNumber(start));
            }
        }
    }

    /** An ensemble in parts, its files, a table, published numbers and a figure, in languages with digits of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa", "mr", "bn", "th-TH-u-nu-thai", "tr"})
    void nothingDependsOnTheLanguage(String language, @TempDir Path directory) throws IOException {
        if (expected == null) {
            expected = inLanguage(Locale.ROOT, directory.resolve("root"));
        }
        Map<String, String> found = inLanguage(Locale.forLanguageTag(language), directory.resolve("own"));
        assertThat(String.format(Locale.forLanguageTag("ar-EG-u-nu-arab"), "%d", 1))
                .isEqualTo("١");
        assertThat(found).isEqualTo(expected);
        assertThat(found.get("table")).contains("123457", "1e-05");
        assertThat(found.get("published")).isEqualTo("0.0010638589");
    }

    private static Map<String, String> inLanguage(Locale language, Path directory) throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(language);
        try {
            return shown(directory);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Map<String, String> shown(Path directory) throws IOException {
        CurieWeiss model = new CurieWeiss(Grid.square(4), 1.1, 0.1);
        Simulation<byte[]> runs = new Simulation<>(model, model::initialise, 4, 3, Span.time(1), "locale test", 1);
        Keeping keeping = Keeping.in(directory, "locale", ProgressReporter.NONE);
        Ensembles.snapshots(keeping, runs);
        Trajectories all = Ensembles.observed(keeping, runs).value();
        Table numbers = Table.create("t", DoubleColumn.create("x", 123456.789, 1e-5));
        ResultTable results = ResultTable.of(ResultTable.Row.of("a", 1.2345e-7), ResultTable.Row.of("b", 12.345));
        Figure figure = Curves.titled("t")
                .xDecades()
                .line("m", Palette.OURS, new double[] {1, 10, 1000}, all.mean(0))
                .figure();
        return Map.of(
                "files", files(directory),
                "table", Renderers.render(numbers).plain(),
                "results", Renderers.render(results).plain() + results.toJson(Map.of()),
                "published",
                        Published.number("curie_weiss_relmse", "relmse", Map.of("side", 16, "method", "ours"))
                                .orElseThrow()
                                .toString(),
                "figure", String.valueOf(ink(figure.image())));
    }

    private static String files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return String.join(
                    "\n",
                    files.filter(Files::isRegularFile)
                            .map(file -> directory.relativize(file).toString())
                            .sorted()
                            .toList());
        }
    }

    /** Where all pixels that are not white are, in one number. */
    private static long ink(BufferedImage image) {
        long sum = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                sum = 31 * sum + (image.getRGB(x, y) == Color.WHITE.getRGB() ? 0 : image.getRGB(x, y));
            }
        }
        return sum;
    }
}
