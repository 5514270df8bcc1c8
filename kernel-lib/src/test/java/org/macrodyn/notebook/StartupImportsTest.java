package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartupImportsTest {
    /** A package that was renamed would leave every cell without its names. */
    @Test
    void everyPackageIsThere() {
        List<Path> packages = StartupImports.list().stream()
                .filter(line -> line.startsWith("import org.macrodyn.") && line.endsWith(".*;"))
                .map(line -> line.substring("import ".length(), line.length() - ".*;".length()))
                .map(name -> Path.of("src/main/java", name.split("[.]", -1)))
                .toList();
        assertThat(packages).hasSizeGreaterThan(10).allMatch(Files::isDirectory);
    }

    @Test
    void theFacadeIsThereByNameAndByItsMethods() {
        assertThat(StartupImports.list())
                .contains("import org.macrodyn.notebook.Notebook;", "import static org.macrodyn.notebook.Notebook.*;");
    }

    @Test
    void importsTheLibraryAndInstallsTheRenderers() {
        assertThat(StartupImports.list())
                .startsWith("import java.util.*;")
                .contains("import org.macrodyn.micro.*;", "import org.macrodyn.micro.rules.*;")
                .contains("import static java.lang.Math.*;")
                .endsWith("import static org.macrodyn.notebook.Notebook.*;");
        assertThat(StartupImports.script()).endsWith("org.macrodyn.notebook.Notebook.install();\n");
    }
}
