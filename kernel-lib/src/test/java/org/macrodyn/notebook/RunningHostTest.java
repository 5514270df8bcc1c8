package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kernel is found, whatever else is on the class path, and however late it starts. */
class RunningHostTest {
    private static final String NOTEBOOK = "org.macrodyn.notebook.Notebook";
    private static final String JJAVA = "org.dflib.jjava.jupyter.kernel.BaseKernel";
    private static final String IJAVA = "io.github.spencerpark.ijava.IJava";
    private static final String WORKING_IJAVA =
            """
            import io.github.spencerpark.jupyter.kernel.display.DisplayData;
            import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
            public class IJava extends io.github.spencerpark.jupyter.kernel.BaseKernel {
                public static final java.util.List<String> log = new java.util.ArrayList<>();
                private static final IJava kernel = new IJava();
                public static IJava getKernelInstance() { return kernel; }
                public void display(DisplayData data) {
                    log.add("display " + data.getData(MIMEType.parse("text/plain")));
                }
                public DisplayData eval(String code) { return null; }
                public io.github.spencerpark.jupyter.kernel.LanguageInfo getLanguageInfo() { return null; }
            }
            """;
    private static final String BROKEN = " { static { if (true) throw new IllegalStateException(\"broken\"); } %s }";

    @TempDir
    private Path directory;

    private ForeignKernel library(Map<String, String> sources) throws IOException {
        return ForeignKernel.beside(directory, sources, entry -> true);
    }

    private static String hostOf(ForeignKernel library) throws ReflectiveOperationException {
        Object host = ((Optional<?>) library.call(NOTEBOOK, "installedHost")).orElseThrow();
        return host.getClass().getSimpleName();
    }

    @Test
    void aPresentDayJJavaShowsUpdatesAndRenders() throws Exception {
        try (ForeignKernel library = library(ForeignKernel.jjava())) {
            library.call(JJAVA, "start");
            library.call(NOTEBOOK, "install");
            assertThat(hostOf(library)).isEqualTo("JJavaHost");
            library.call(NOTEBOOK, "show", "hello");
            Object progress = library.call(NOTEBOOK, "progress", "stage");
            progress.getClass().getMethod("close").invoke(progress);
            assertThat((List<?>) library.field(JJAVA, "log"))
                    .map(Object::toString)
                    .satisfiesExactly(
                            shown -> assertThat(shown).isEqualTo("display hello"),
                            shown -> assertThat(shown).startsWith("display stage"),
                            shown -> assertThat(shown).startsWith("update stage"));
            assertThat(rendered(library).toString()).contains("text/html=", "text/plain=");
        }
    }

    /** A table as the last expression of a cell. */
    private static Object rendered(ForeignKernel library) throws ReflectiveOperationException {
        Object kernel = library.field(JJAVA, "running");
        Object renderer = library.type(JJAVA).getMethod("getRenderer").invoke(kernel);
        Class<?> column = library.type("tech.tablesaw.columns.Column");
        Object empty = java.lang.reflect.Array.newInstance(column, 0);
        Object table = library.type("tech.tablesaw.api.Table")
                .getMethod("create", empty.getClass())
                .invoke(null, empty);
        return renderer.getClass()
                .getMethod("render", Class.class, Object.class)
                .invoke(renderer, library.type("tech.tablesaw.table.Relation"), table);
    }

    @Test
    void aJJavaOfOldIsFoundByItsMainClass() throws Exception {
        String main =
                "public class JJava { public static Object getKernelInstance() { return " + JJAVA + ".running; } }";
        var sources = ForeignKernel.with(ForeignKernel.oldJJava(), "org.dflib.jjava.JJava", main);
        try (ForeignKernel library = library(sources)) {
            library.call(JJAVA, "start");
            library.call(NOTEBOOK, "show", "hello");
            assertThat(library.field(JJAVA, "log")).isEqualTo(List.of("display hello"));
        }
    }

    @Test
    void aKernelThatStartsAfterItsStartUpScriptIsFound() throws Exception {
        try (ForeignKernel library = library(ForeignKernel.jjava())) {
            library.call(NOTEBOOK, "install");
            assertThat(hostOf(library)).isEqualTo("PlainHost");
            library.call(JJAVA, "start");
            library.call(NOTEBOOK, "show", "hello");
            assertThat(hostOf(library)).isEqualTo("JJavaHost");
            assertThat(library.field(JJAVA, "log")).isEqualTo(List.of("display hello"));
        }
    }

    @Test
    void aBrokenIJavaDoesNotHideJJava() throws Exception {
        String broken =
                "public class IJava" + BROKEN.formatted("public static Object getKernelInstance() { return null; }");
        try (ForeignKernel library = library(ForeignKernel.with(ForeignKernel.jjava(), IJAVA, broken))) {
            library.call(JJAVA, "start");
            library.call(NOTEBOOK, "install");
            assertThat(hostOf(library)).isEqualTo("JJavaHost");
        }
    }

    @Test
    void aJJavaWithAClassTooFewDoesNotHideAnother() throws Exception {
        Path kernels = directory.resolve("org/dflib/jjava/jupyter/kernel");
        String main = "public class JJava { public static Object getKernelInstance() { return new Object(); } }";
        var sources = ForeignKernel.with(ForeignKernel.jjava(), "org.dflib.jjava.JJava", main);
        try (ForeignKernel library = library(sources)) {
            Files.delete(kernels.resolve("JupyterIO.class")); // the base kernel now fails with NoClassDefFoundError
            assertThat(library.isRunning("org.macrodyn.notebook.JJavaHost")).isTrue();
        }
    }

    @Test
    void withoutTheBasekernelJJavaIsFound() throws Exception {
        try (ForeignKernel library = ForeignKernel.beside(
                directory, ForeignKernel.jjava(), entry -> !entry.contains("jupyter-jvm-basekernel"))) {
            library.call(JJAVA, "start");
            library.call(NOTEBOOK, "install");
            assertThat(hostOf(library)).isEqualTo("JJavaHost");
        }
    }

    @Test
    void iJavaIsFoundByItsName() throws Exception {
        try (ForeignKernel library = library(Map.of(IJAVA, WORKING_IJAVA))) {
            library.call(NOTEBOOK, "show", "hello");
            assertThat(hostOf(library)).isEqualTo("BaseKernelHost");
            assertThat(library.field(IJAVA, "log")).isEqualTo(List.of("display hello"));
        }
    }

    /** Hosts of which some fail to load or to answer, as a ServiceLoader's iterator hands them out. */
    private static Iterator<KernelHost> hosts(Object... hostsOrErrors) {
        Iterator<Object> given = Arrays.asList(hostsOrErrors).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return given.hasNext();
            }

            @Override
            public KernelHost next() {
                Object next = given.next();
                if (next instanceof Error error) {
                    throw error;
                }
                if (next instanceof RuntimeException exception) {
                    throw exception;
                }
                return (KernelHost) next;
            }
        };
    }

    @Test
    void whateverFailsTheNextIsAsked() {
        KernelHost good = new RecordingHost();
        assertThat(RunningHost.among(hosts(
                        new NoClassDefFoundError("io/github/x"),
                        new ExceptionInInitializerError("x"),
                        new ServiceConfigurationError("x"),
                        new IllegalStateException("x"),
                        good)))
                .containsSame(good);
        assertThat(RunningHost.among(hosts(new LinkageError()))).isEmpty();
    }

    @Test
    void aListThatCannotBeReadIsGivenUp() {
        Iterator<KernelHost> unreadable = new Iterator<>() {
            @Override
            public boolean hasNext() {
                throw new ServiceConfigurationError("unreadable");
            }

            @Override
            public KernelHost next() {
                throw new AssertionError();
            }
        };
        assertThat(RunningHost.among(unreadable)).isEmpty();
    }
}
