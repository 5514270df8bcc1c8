package org.macrodyn.micro.alloy;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reads the coefficient files: JSON objects of numbers, parsed as a tree and checked by those who know the fields. */
final class Json {
    private static final String FOLDER = "/datasets/nbmota/";

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

    static <T> T file(Path path, Function<JsonObject, T> parser) {
        try (Reader reader = Files.newBufferedReader(path)) {
            return read(reader, path.toString(), parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(Reader reader, String name, Function<JsonObject, T> parser) {
        try {
            return parser.apply(new Gson().fromJson(reader, JsonObject.class));
        } catch (JsonParseException
                | IllegalStateException
                | ClassCastException
                | NullPointerException
                | UnsupportedOperationException
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IllegalArgumentException(
                    name + ": not a coefficient file of this model (" + reason + "): write it again", e);
        }
    }

    static <T> List<T> objects(JsonArray array, Function<JsonElement, T> parser) {
        return StreamSupport.stream(array.spliterator(), false).map(parser).toList();
    }

    static double[] numbers(JsonElement array) {
        return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
                .mapToDouble(Json::number)
                .toArray();
    }

    static double[] numbers(JsonElement array, int length) {
        double[] numbers = numbers(array);
        if (numbers.length != length) {
            throw new IllegalArgumentException(numbers.length + " numbers where " + length + " belong");
        }
        return numbers;
    }

    /** JSON may name numbers that are none of a double's, such as 1e999. */
    static double number(JsonElement element) {
        boolean number =
                element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber();
        if (!number || !Double.isFinite(element.getAsDouble())) {
            throw new IllegalArgumentException(element + " where a finite number belongs");
        }
        return element.getAsDouble();
    }

    static int whole(double number) {
        if (number != (int) number) {
            throw new IllegalArgumentException(number + " where a whole number belongs");
        }
        return (int) number;
    }

    /** A field that must be there. */
    static JsonElement field(JsonObject object, String name) {
        if (!object.has(name) || object.get(name).isJsonNull()) {
            throw new IllegalArgumentException("no field " + name);
        }
        return object.get(name);
    }
}
