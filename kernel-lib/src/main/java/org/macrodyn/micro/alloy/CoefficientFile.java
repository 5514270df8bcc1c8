package org.macrodyn.micro.alloy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import org.macrodyn.store.Fields;

/**
 * Files of barrier coefficients, JSON objects that are checked field by field by those who know the fields: a missing key, a
 * wrong shape or a number that is not finite would be other physics.
 */
final class CoefficientFile {
    private static final String FOLDER = "/datasets/nbmota/";

    private CoefficientFile() {}

    static <T> T embedded(String name, Function<Fields, T> parser) {
        try (InputStream stream = CoefficientFile.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException(FOLDER + name + ": not on the class path, rebuild kernel-lib");
            }
            return parser.apply(Fields.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is not what the parser takes, with its name
     * @throws UncheckedIOException if it cannot be read, with its name
     */
    static <T> T read(Path path, Function<Fields, T> parser) {
        try {
            return parser.apply(Fields.read(path));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(path + ": cannot be read, " + e, e));
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage()).replace(path + ": ", "");
            throw new IllegalArgumentException(path + ": not a coefficient file of this model (" + reason + ")", e);
        }
    }

    /** Refuses energies in another unit. */
    static void requireElectronvolts(Fields json) {
        if (!json.text("units").equals("eV")) {
            throw new IllegalArgumentException("\"units\" is \"" + json.text("units") + "\" instead of \"eV\"");
        }
    }
}
