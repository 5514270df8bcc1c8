package org.macrodyn.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;

/** The versions that results name beside themselves. */
public final class Versions {
    private static final String RESOURCE = "/org/macrodyn/versions.properties";

    private Versions() {}

    /**
     * The version of this library.
     *
     * @return for example {@code 0.1.0}
     */
    public static String library() {
        return Objects.requireNonNull(built().get("macrodyn"), RESOURCE);
    }

    /**
     * What the library was built as and with.
     *
     * @return versions by name, sorted: its own, and those of the libraries that a notebook names
     */
    public static Map<String, String> built() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream(RESOURCE)) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> versions = new TreeMap<>();
        properties.forEach((name, version) -> versions.put(name.toString(), version.toString()));
        return versions;
    }

    /**
     * The versions of library, Java and operating system.
     *
     * @return versions by name, sorted
     */
    public static Map<String, String> all() {
        Map<String, String> versions = new TreeMap<>();
        versions.put("macrodyn", library());
        versions.put("java", System.getProperty("java.vm.version"));
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return versions;
    }
}
