package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** In a class loader of its own, since the classes of the tests' loader may be loaded long before. */
class TablesawNamesTest {
    /** Tablesaw looks for its readers in every archive: these are enough. */
    private static final Pattern LIBRARIES = Pattern.compile(
            "classes$|tablesaw|univocity|guava-33|failureaccess|classgraph|fastutil|slf4j|xchart|jupyter|commons-math3|RoaringBitmap");

    private static List<?> namesRead() throws Exception {
        URL[] everything = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> LIBRARIES.matcher(entry).find())
                .map(entry -> url(Path.of(entry)))
                .toArray(URL[]::new);
        try (URLClassLoader fresh = new URLClassLoader(everything, ClassLoader.getPlatformClassLoader())) {
            // As the first value that is shown does.
            Class.forName("org.macrodyn.notebook.Renderers", true, fresh);
            Object reader =
                    fresh.loadClass("tech.tablesaw.api.Table").getMethod("read").invoke(null);
            Object table = reader.getClass()
                    .getMethod("csv", String.class, String.class)
                    .invoke(reader, "T,t,m\n1,2,3\n", "case");
            return (List<?>) table.getClass().getMethod("columnNames").invoke(table);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void columnsThatDifferOnlyInCaseAreReadAndNumbered() throws Exception {
        assertThat(namesRead()).isEqualTo(List.of("T", "t-2", "m"));
    }
}
