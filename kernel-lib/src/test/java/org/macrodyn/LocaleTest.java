package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Collator;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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
    /** What the root locale gives, made once. */
    private static Map<String, String> expected;

    /** They have no overload that takes a locale; their numbers, words or order are the user's all the same. */
    private static final Set<String> NEVER = Set.of(
            "String.formatted",
            "Scanner.<init>",
            "DateTimeFormatter.ofLocalizedDate",
            "DateTimeFormatter.ofLocalizedTime",
            "DateTimeFormatter.ofLocalizedDateTime");
    /** Either names it. */
    private static final Set<Class<?>> LOCALES = Set.of(Locale.class, DecimalFormatSymbols.class);

    /** Every format and change of case names its locale. */
    @Test
    void everyFormatNamesItsLocale() {
        assertThat(HouseTest.LIBRARY).hasSizeGreaterThan(200);
        assertThat(withoutLocale(HouseTest.LIBRARY)).isEmpty();
    }

    /** The check itself finds each kind. */
    @Test
    void formatsWithoutALocaleAreFound() {
        assertThat(withoutLocale(new ClassFileImporter().importClasses(Careless.class)))
                .extracting(LocaleTest::name)
                .containsExactlyInAnyOrder(
                        "String.formatted",
                        "String.format",
                        "String.toLowerCase",
                        "String.toUpperCase",
                        "DecimalFormat.<init>",
                        "DateTimeFormatter.ofPattern",
                        "PrintStream.printf",
                        "Scanner.<init>",
                        "Collator.getInstance");
    }

    /** What must not be; the last three are right. */
    @SuppressWarnings("StringCaseLocaleUsage")
    static final class Careless {
        private Careless() {}

        static List<Object> all() {
            Function<String, String> upper = String::toUpperCase;
            return List.of(
                    "%d".formatted(1),
                    String.format("%d", 1),
                    "A".toLowerCase(),
                    upper,
                    new DecimalFormat("0"),
                    DateTimeFormatter.ofPattern("y"),
                    System.out.printf("%d", 1),
                    new Scanner("1"),
                    Collator.getInstance(),
                    String.format(Locale.ROOT, "%d", 1),
                    new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT)),
                    NumberFormat.getInstance(Locale.ROOT));
        }
    }

    /** Calls and references of the JDK's methods that take no locale, though the same with a locale is there. */
    private static List<JavaCodeUnitAccess<?>> withoutLocale(JavaClasses types) {
        List<JavaCodeUnitAccess<?>> found = new ArrayList<>();
        for (JavaClass type : types) {
            Stream.concat(type.getCodeUnitCallsFromSelf().stream(), type.getCodeUnitReferencesFromSelf().stream())
                    .filter(access -> access.getTargetOwner().getPackageName().startsWith("java."))
                    .filter(access -> NEVER.contains(name(access)) || leavesLocaleOut(access.getTarget()))
                    .forEach(found::add);
        }
        return found;
    }

    private static String name(JavaCodeUnitAccess<?> access) {
        return access.getTargetOwner().getSimpleName() + "."
                + access.getTarget().getName();
    }

    private static boolean leavesLocaleOut(AccessTarget.CodeUnitAccessTarget target) {
        List<? extends Class<?>> parameters =
                target.getRawParameterTypes().stream().map(JavaClass::reflect).toList();
        Class<?> owner = target.getOwner().reflect();
        Stream<? extends Executable> same = target.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)
                ? Arrays.stream(owner.getConstructors())
                : Arrays.stream(owner.getMethods())
                        .filter(method -> method.getName().equals(target.getName()));
        return same.map(overload -> List.of(overload.getParameterTypes()))
                .filter(overload -> overload.stream().anyMatch(LOCALES::contains))
                .anyMatch(overload -> parameters.equals(overload.stream()
                        .filter(parameter -> !LOCALES.contains(parameter))
                        .toList()));
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
