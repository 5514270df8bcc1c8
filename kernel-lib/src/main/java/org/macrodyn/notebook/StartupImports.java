package org.macrodyn.notebook;

import java.util.List;
import java.util.stream.Stream;

/** The imports that every cell and every script starts with, in each host. */
public final class StartupImports {
    private static final List<String> COMMON = List.of(
            "import java.util.*;",
            "import java.util.random.*;",
            "import java.util.stream.*;",
            "import java.time.Duration;",
            "import java.nio.file.*;",
            "import tech.tablesaw.api.*;",
            "import static java.lang.Math.*;");
    private static final List<String> ROOMS = List.of(
            "micro",
            "micro.spin",
            "micro.rules",
            "run",
            "ensemble",
            "data",
            "scale",
            "closure",
            "net",
            "sde",
            "law",
            "figures",
            "metrics",
            "exact",
            "store",
            "study",
            "systems.spin",
            "systems.alloy",
            "experiments");
    private static final List<String> FACADE =
            List.of("import org.macrodyn.notebook.Notebook;", "import static org.macrodyn.notebook.Notebook.*;");

    private StartupImports() {}

    /**
     * The imports.
     *
     * @return one Java import declaration each
     */
    public static List<String> list() {
        Stream<String> rooms = ROOMS.stream().map(room -> "import org.macrodyn." + room + ".*;");
        return Stream.concat(Stream.concat(COMMON.stream(), rooms), FACADE.stream())
                .toList();
    }

    /**
     * The start-up script of a foreign kernel: the imports, and the call that installs the renderers.
     *
     * @return a JShell script
     */
    public static String script() {
        return String.join("\n", list()) + "\norg.macrodyn.notebook.Notebook.install();\n";
    }

    /**
     * Prints {@link #script()}, for {@code IJAVA_STARTUP_SCRIPT}.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.out.print(script());
    }
}
