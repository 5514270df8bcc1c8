package org.macrodyn.micro.alloy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Reads the coefficient files: JSON objects, parsed strictly (no key twice, nothing after the end) and checked field by field
 * by those who know the fields. A missing key, a wrong shape or a number that is not finite would be other physics.
 */
final class Json {
    private static final String FOLDER = "/datasets/nbmota/";
    private static final int DEEPEST = 16;

    private Json() {}

    static <T> T embedded(String name, Function<JsonObject, T> parser) {
        try (InputStream stream = Json.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException(FOLDER + name + ": not on the class path, rebuild kernel-lib");
            }
            return read(new InputStreamReader(stream, StandardCharsets.UTF_8), name, parser);
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
    static <T> T file(Path path, Function<JsonObject, T> parser) {
        try (Reader reader = Files.newBufferedReader(path)) {
            return read(reader, path.toString(), parser);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(path + ": cannot be read, " + e, e));
        }
    }

    private static <T> T read(Reader reader, String name, Function<JsonObject, T> parser) throws IOException {
        try {
            return parser.apply(parse(reader));
        } catch (MalformedJsonException | EOFException | CharacterCodingException e) {
            throw refused(name, "it is no JSON in UTF-8: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw refused(name, e.getMessage(), e);
        }
    }

    private static IllegalArgumentException refused(String name, String reason, Exception cause) {
        String line = String.valueOf(reason).lines().findFirst().orElse("");
        return new IllegalArgumentException(name + ": not a coefficient file of this model (" + line + ")", cause);
    }

    private static JsonObject parse(Reader reader) throws IOException {
        JsonReader json = new JsonReader(reader);
        json.setStrictness(Strictness.STRICT);
        JsonElement root = element(json, 0);
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new IllegalArgumentException("something follows its end");
        }
        return object(root, "it");
    }

    private static JsonElement element(JsonReader json, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("nested more than " + DEEPEST + " deep");
        }
        return switch (json.peek()) {
            case BEGIN_OBJECT -> members(json, depth);
            case BEGIN_ARRAY -> entries(json, depth);
            case NUMBER -> new JsonPrimitive(new BigDecimal(json.nextString()));
            case STRING -> new JsonPrimitive(json.nextString());
            case BOOLEAN -> new JsonPrimitive(json.nextBoolean());
            default -> {
                json.nextNull();
                yield JsonNull.INSTANCE;
            }
        };
    }

    private static JsonObject members(JsonReader json, int depth) throws IOException {
        JsonObject object = new JsonObject();
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (object.has(key)) {
                throw new IllegalArgumentException("key \"" + key + "\" twice");
            }
            object.add(key, element(json, depth + 1));
        }
        json.endObject();
        return object;
    }

    private static JsonArray entries(JsonReader json, int depth) throws IOException {
        JsonArray array = new JsonArray();
        json.beginArray();
        while (json.hasNext()) {
            array.add(element(json, depth + 1));
        }
        json.endArray();
        return array;
    }

    private static JsonObject object(JsonElement element, String what) {
        if (!element.isJsonObject()) {
            throw new IllegalArgumentException(what + " is no object");
        }
        return element.getAsJsonObject();
    }

    private static JsonElement get(JsonObject parent, String key) {
        JsonElement element = parent.get(key);
        if (element == null || element.isJsonNull()) {
            throw new IllegalArgumentException("key \"" + key + "\" is missing");
        }
        return element;
    }

    static JsonObject object(JsonObject parent, String key) {
        return object(get(parent, key), "\"" + key + "\"");
    }

    /** An object with these keys and no other. */
    static JsonObject object(JsonObject parent, String key, Set<String> keys) {
        JsonObject object = object(parent, key);
        if (!object.keySet().equals(keys)) {
            throw new IllegalArgumentException(
                    "\"" + key + "\" has the keys " + object.keySet() + " instead of " + new TreeSet<>(keys));
        }
        return object;
    }

    static JsonArray array(JsonObject parent, String key) {
        return array(get(parent, key), "\"" + key + "\"");
    }

    static JsonArray array(JsonElement element, String what) {
        if (!element.isJsonArray()) {
            throw new IllegalArgumentException(what + " is no array");
        }
        return element.getAsJsonArray();
    }

    static String text(JsonObject parent, String key) {
        JsonElement element = get(parent, key);
        if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
            throw new IllegalArgumentException("\"" + key + "\" is no text");
        }
        return element.getAsString();
    }

    static boolean flag(JsonObject parent, String key) {
        JsonElement element = get(parent, key);
        if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
            throw new IllegalArgumentException("\"" + key + "\" is neither true nor false");
        }
        return element.getAsBoolean();
    }

    static double number(JsonObject parent, String key) {
        return number(get(parent, key));
    }

    private static double number(JsonElement element) {
        boolean number =
                element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber();
        double value = number ? element.getAsDouble() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(element + " is no finite number");
        }
        return value;
    }

    static <T> List<T> list(JsonArray array, Function<JsonElement, T> parser) {
        return StreamSupport.stream(array.spliterator(), false).map(parser).toList();
    }

    /** Finite numbers. */
    static double[] numbers(JsonObject parent, String key, int length) {
        return numbers(get(parent, key), length);
    }

    static double[] numbers(JsonElement element, int length) {
        JsonArray array = array(element, element.toString());
        if (array.size() != length) {
            throw new IllegalArgumentException(array.size() + " numbers where " + length + " belong");
        }
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(Json::number)
                .toArray();
    }

    static int[] integers(JsonElement element) {
        JsonArray array = array(element, element.toString());
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(Json::integer)
                .toArray();
    }

    private static int integer(JsonElement element) {
        double value = number(element);
        if (value != (int) value) {
            throw new IllegalArgumentException(element + " is no whole number");
        }
        return (int) value;
    }

    /** Refuses energies in another unit. */
    static void requireElectronvolts(JsonObject root) {
        String units = text(root, "units");
        if (!units.equals("eV")) {
            throw new IllegalArgumentException("\"units\" is \"" + units + "\" instead of \"eV\"");
        }
    }
}
