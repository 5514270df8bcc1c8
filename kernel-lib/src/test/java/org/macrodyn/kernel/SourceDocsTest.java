package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceDocsTest {
    private static final String SOURCE =
            """
            package org.x;
            /**
             * A pair {@code a < b}.
             * @param a the first
             */
            public record Pair(int a, int b) {
                /** Checks {@link #a}. */
                public Pair { }
                /** Sum of &gt; one. @return nothing */
                int sum(int x) { return 0; }
                /** Sum of doubles.
                 * @throws IllegalStateException always */
                int sum(double x) { return 0; }
                /** Inside. */
                static class Inner {
                    /** Deep. */
                    void f(java.util.List<String> list) {}
                }
            }
            """;

    private static final String HEIR =
            """
            package org.x;
            /** Made in blocks of {@value #BLOCK}, beside {@value Other#SIZE}. */
            public class Heir<S> extends Middle<S> implements Runnable {
                static final int BLOCK = 64;
                public void evolve(byte[] state, int span) {}
                /** Own. */
                public void observe(int z) {}
                /** Of another length. */
                public void evolve(byte[] state, double z) {}
            }
            """;

    private static final String MIDDLE =
            """
            package org.x;
            interface Middle<S> extends Top<S> {
                void observe(int z);
            }
            """;

    private static final String TOP =
            """
            package org.x;
            public interface Top<S> {
                /** Evolves. */
                void evolve(S state, int span);
                /** Looks. */
                void observe(int z);
            }
            """;

    /** In two other packages, before and behind {@code org.x}. */
    private static final String NAMESAKE =
            """
            package org.%s;
            /** Not meant. */
            record Pair(String title, int count) {
                /** Of the namesake. */
                int sum() { return 0; }
                /** Of it alone. */
                int count() { return 0; }
            }
            """;

    @TempDir
    Path directory;

    private SourceDocs docs;

    @BeforeEach
    void index() throws IOException {
        Path jar = directory.resolve("sources.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            add(zip, "org/a/Pair", NAMESAKE.formatted("a"));
            for (Map.Entry<String, String> source : Map.of("Pair", SOURCE, "Heir", HEIR, "Middle", MIDDLE, "Top", TOP)
                    .entrySet()) {
                add(zip, "org/x/" + source.getKey(), source.getValue());
            }
            add(zip, "org/z/Pair", NAMESAKE.formatted("z"));
        }
        docs = new SourceDocs(jar.toString());
    }

    private static void add(ZipOutputStream zip, String name, String source) throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".java"));
        zip.write(source.getBytes(StandardCharsets.UTF_8));
    }

    private String plain(String signature) {
        return DocText.plain(docs.html(signature, null));
    }

    @Test
    void findsTypesAndMembers() {
        assertThat(plain("org.x.Pair")).isEqualTo("A pair a < b.\na: the first");
        assertThat(plain("int Pair.sum(int x)")).startsWith("Sum of > one.");
        assertThat(plain("int org.x.Pair.sum(double x)"))
                .isEqualTo("Sum of doubles.\nthrows IllegalStateException always");
        assertThat(plain("void org.x.Pair.Inner.f(java.util.List<String> list)"))
                .isEqualTo("Deep.");
        assertThat(plain("p:org.x.Pair")).startsWith("A pair");
    }

    @Test
    void showsARecordsComponentsWithItsConstructor() {
        assertThat(plain("org.x.Pair(int a, int b)")).isEqualTo("A pair a < b.\na: the first\nChecks a.");
    }

    @Test
    void tellsTypesOfOneNameApart() {
        assertThat(plain("int Pair.sum(int x)")).startsWith("Sum of > one.");
        assertThat(plain("Pair(int a, int b)")).startsWith("A pair a < b.");
        assertThat(plain("int Pair.count()")).isEqualTo("Of it alone.");
        assertThat(plain("p:org.a.Pair")).isEqualTo("Not meant.");
        assertThat(plain("org.x.Pair")).startsWith("A pair");
        assertThat(plain("org.z.Pair")).isEqualTo("Not meant.");
    }

    @Test
    void aMethodWithoutTextInheritsOne() {
        assertThat(plain("void Heir.evolve(byte[] state, int span)")).isEqualTo("Evolves.");
        assertThat(plain("void Heir.evolve(byte[] state, double z)")).isEqualTo("Of another length.");
        assertThat(plain("void Heir.observe(int z)")).isEqualTo("Own.");
        assertThat(plain("void Middle.observe(int z)")).isEqualTo("Looks.");
    }

    @Test
    void aTypeThatWasTypedInInheritsToo() {
        String typed = "record Mine(int a) implements Top<byte[]> { public void evolve(byte[] state, int span) {} }";
        assertThat(DocText.plain(docs.html("void Mine.evolve(byte[] state, int span)", null, typed)))
                .isEqualTo("Evolves.");
        assertThat(docs.html("void Mine.evolve(byte[] state, int span)", null)).isEmpty();
    }

    @Test
    void constantsHaveTheirValue() {
        assertThat(plain("org.x.Heir")).isEqualTo("Made in blocks of 64, beside Other.SIZE.");
    }

    @Test
    void isSilentWithoutSources() {
        assertThat(docs.html("java.lang.String", null)).isEmpty();
        assertThat(new SourceDocs("").html("org.x.Pair", null)).isEmpty();
        assertThat(new SourceDocs("").html("org.x.Pair", "Raw {@code text}.")).isEqualTo("Raw <code>text</code>.");
    }
}
