package org.macrodyn.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** The imports that every cell and every script starts with, in each host. */
public final class StartupImports {
    private static final String PACKAGE = "org.macrodyn.";
    private static final List<String> COMMON = List.of(
            "import java.util.*;",
            "import java.util.random.*;",
            "import java.util.stream.*;",
            "import java.nio.file.*;",
            "import tech.tablesaw.api.*;");
    private static final List<String> ROOMS = List.of(
            "micro",
            "micro.spin",
            "run",
            "ensemble",
            "scale",
            "closure",
            "net",
            "sde",
            "figures",
            "metrics",
            "exact",
            "store",
            "study",
            "experiments");
    private static final List<String> FACADE =
            List.of("import org.macrodyn.notebook.Notebook;", "import static org.macrodyn.notebook.Notebook.*;");

    private StartupImports() {}

    /**
     * The imports, without packages that this build of the library does not contain.
     *
     * @return one Java import declaration each
     */
    public static List<String> list() {
        List<String> present = presentPackages(location(), ROOMS);
        Stream<String> rooms = present.stream().map(room -> "import " + PACKAGE + room + ".*;");
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

    /** Of these packages below org.macrodyn, those with a class in this jar or directory. */
    static List<String> presentPackages(Path library, List<String> packages) {
        return packages.stream().filter(room -> isPresent(library, room)).toList();
    }

    private static boolean isPresent(Path library, String room) {
        String folder = (PACKAGE + room).replace('.', '/');
        try {
            return Files.isDirectory(library) ? inDirectory(library.resolve(folder)) : inJar(library, folder + "/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean inDirectory(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> isClass(file.getFileName().toString()));
        }
    }

    private static boolean inJar(Path jar, String folder) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder))
                    .anyMatch(name -> isClass(name.substring(folder.length())));
        }
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && name.indexOf('/') < 0 && !name.equals("package-info.class");
    }

    private static Path location() {
        try {
            return Path.of(StartupImports.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
