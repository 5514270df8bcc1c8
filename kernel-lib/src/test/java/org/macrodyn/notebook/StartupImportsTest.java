package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupImportsTest {
    private static final List<String> ROOMS = List.of("micro", "micro.spin", "absent", "empty");

    @TempDir
    Path directory;

    @Test
    void leavesOutAbsentPackagesOfADirectory() throws IOException {
        Files.createDirectories(directory.resolve("org/macrodyn/micro/spin"));
        Files.createDirectories(directory.resolve("org/macrodyn/empty"));
        Files.createFile(directory.resolve("org/macrodyn/micro/spin/Ising.class"));
        Files.createFile(directory.resolve("org/macrodyn/empty/package-info.class"));
        assertThat(StartupImports.presentPackages(directory, ROOMS)).containsExactly("micro.spin");
    }

    @Test
    void theFacadeIsThereByNameAndByItsMethods() {
        assertThat(StartupImports.list())
                .contains("import org.macrodyn.notebook.Notebook;", "import static org.macrodyn.notebook.Notebook.*;");
    }

    @Test
    void leavesOutAbsentPackagesOfAJar() throws IOException {
        Path jar = directory.resolve("library.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("org/macrodyn/micro/Grid.class"));
        }
        assertThat(StartupImports.presentPackages(jar, ROOMS)).containsExactly("micro");
    }

    @Test
    void importsWhatIsThereAndInstallsTheRenderers() {
        assertThat(StartupImports.list())
                .startsWith("import java.util.*;")
                .contains("import org.macrodyn.micro.*;", "import org.macrodyn.ensemble.*;")
                .endsWith("import static org.macrodyn.notebook.Notebook.*;");
        assertThat(StartupImports.script()).endsWith("org.macrodyn.notebook.Notebook.install();\n");
    }
}
