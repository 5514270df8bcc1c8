package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @TempDir
    Path directory;

    private SourceDocs docs;

    @BeforeEach
    void index() throws IOException {
        Path jar = directory.resolve("sources.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("org/x/Pair.java"));
            zip.write(SOURCE.getBytes(StandardCharsets.UTF_8));
        }
        docs = new SourceDocs(jar.toString());
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
    void isSilentWithoutSources() {
        assertThat(docs.html("java.lang.String", null)).isEmpty();
        assertThat(new SourceDocs("").html("org.x.Pair", null)).isEmpty();
        assertThat(new SourceDocs("").html("org.x.Pair", "Raw {@code text}.")).isEqualTo("Raw <code>text</code>.");
    }
}
