package org.macrodyn.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The fields of a JSON object in a file, each as what it must be: a missing field, another type, a number that is not finite
 * or not whole, an array of another length are refused in one line that names the file and the field.
 */
public final class Fields {
    private static final int MOST_SHOWN = 60;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final JsonObject json;
    private final String source;
    private final String path;

    private Fields(JsonObject json, String source, String path) {
        this.json = json;
        this.source = source;
        this.path = path;
    }

    /**
     * Parses an object.
     *
     * @param text JSON
     * @param source what error messages call it, usually the file
     * @return its fields
     * @throws IllegalArgumentException if it is no JSON object
     */
    public static Fields parse(String text, String source) {
        try {
            if (StrictJson.parse(text) instanceof JsonObject object) {
                return new Fields(object, source, "");
            }
        } catch (IOException | JsonParseException damaged) {
            throw notJson(source, damaged);
        }
        throw new IllegalArgumentException(source + ": no JSON object: altered or another file, make it again");
    }

    /**
     * Reads a file of one object.
     *
     * @param file text in UTF-8
     * @return its fields
     * @throws IllegalArgumentException if it is no JSON object in UTF-8
     * @throws IOException if it cannot be read
     */
    public static Fields read(Path file) throws IOException {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (CharacterCodingException damaged) {
            throw notJson(file.toString(), damaged);
        }
    }

    private static IllegalArgumentException notJson(String source, Exception damaged) {
        String reason = String.valueOf(damaged.getMessage()).lines().findFirst().orElse("");
        return new IllegalArgumentException(
                source + ": not JSON in UTF-8 (" + reason + "): altered or cut short, make it again", damaged);
    }

    /**
     * Whether a field is there and not null.
     *
     * @param name of the field
     * @return whether it can be asked for
     */
    public boolean has(String name) {
        return json.has(name) && !json.get(name).isJsonNull();
    }

    /**
     * The names of all fields.
     *
     * @return in the order of the file
     */
    public Set<String> names() {
        return json.keySet();
    }

    /**
     * A field as parsed.
     *
     * @param name of the field
     * @return its value
     * @throws IllegalArgumentException if it is missing or null
     */
    public JsonElement get(String name) {
        if (!has(name)) {
            throw new IllegalArgumentException(
                    source + ": has no " + path + name + ": altered, cut short or another file, make it again");
        }
        return json.get(name);
    }

    /**
     * A text.
     *
     * @param name of the field
     * @return its value
     * @throws IllegalArgumentException if it is missing or no text
     */
    public String text(String name) {
        if (get(name) instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
        }
        throw wrong(name, "a text");
    }

    /**
     * True or false.
     *
     * @param name of the field
     * @return its value
     * @throws IllegalArgumentException if it is missing or neither
     */
    public boolean truth(String name) {
        if (get(name) instanceof JsonPrimitive truth && truth.isBoolean()) {
            return truth.getAsBoolean();
        }
        throw wrong(name, "true or false");
    }

    /**
     * A number.
     *
     * @param name of the field
     * @return its value, finite
     * @throws IllegalArgumentException if it is missing, no number or not finite
     */
    public double number(String name) {
        return number(get(name), name);
    }

    /**
     * A whole number.
     *
     * @param name of the field
     * @return its value
     * @throws IllegalArgumentException if it is missing, not whole or beyond 64 bits
     */
    public long whole(String name) {
        return whole(get(name), name);
    }

    /**
     * A whole number that is an int.
     *
     * @param name of the field
     * @return its value
     * @throws IllegalArgumentException if it is missing, not whole or beyond 32 bits
     */
    public int count(String name) {
        long value = whole(name);
        if (value != (int) value) {
            throw wrong(name, "below 2^31");
        }
        return (int) value;
    }

    /**
     * One of an enum's constants.
     *
     * @param name of the field
     * @param type the enum
     * @param <E> the enum
     * @return the constant
     * @throws IllegalArgumentException if it is missing or names no constant
     */
    public <E extends Enum<E>> E constant(String name, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text(name))) {
                return constant;
            }
        }
        throw wrong(name, "one of " + List.of(type.getEnumConstants()));
    }

    /**
     * Numbers.
     *
     * @param name of the field
     * @return its values, all finite
     * @throws IllegalArgumentException if it is missing, no array, or one of them is no finite number
     */
    public double[] numbers(String name) {
        JsonArray array = array(name);
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(array.get(i), name + "[" + i + "]");
        }
        return values;
    }

    /**
     * As many numbers as there must be.
     *
     * @param name of the field
     * @param length how many
     * @return its values, all finite
     * @throws IllegalArgumentException as {@link #numbers(String)}, or if there are more or fewer
     */
    public double[] numbers(String name, int length) {
        double[] values = numbers(name);
        if (values.length != length) {
            throw new IllegalArgumentException(source + ": " + path + name + " has " + values.length + " numbers where "
                    + length + " belong: altered or another file");
        }
        return values;
    }

    /**
     * Whole numbers.
     *
     * @param name of the field
     * @return its values
     * @throws IllegalArgumentException if it is missing, no array, or one of them is not whole or beyond 32 bits
     */
    public List<Integer> counts(String name) {
        List<Integer> values = new ArrayList<>();
        for (JsonElement element : array(name)) {
            long value = whole(element, name);
            if (value != (int) value) {
                throw wrong(name, "below 2^31");
            }
            values.add((int) value);
        }
        return values;
    }

    /**
     * Texts.
     *
     * @param name of the field
     * @return its values
     * @throws IllegalArgumentException if it is missing, no array, or one of them is no text
     */
    public List<String> texts(String name) {
        List<String> values = new ArrayList<>();
        for (JsonElement element : array(name)) {
            if (!(element instanceof JsonPrimitive text && text.isString())) {
                throw wrong(name, "texts");
            }
            values.add(element.getAsString());
        }
        return values;
    }

    /**
     * An array.
     *
     * @param name of the field
     * @return its value
     * @throws IllegalArgumentException if it is missing or no array
     */
    public JsonArray array(String name) {
        if (get(name) instanceof JsonArray array) {
            return array;
        }
        throw wrong(name, "an array");
    }

    /**
     * An object.
     *
     * @param name of the field
     * @return its fields
     * @throws IllegalArgumentException if it is missing or no object
     */
    public Fields object(String name) {
        if (get(name) instanceof JsonObject object) {
            return new Fields(object, source, path + name + ".");
        }
        throw wrong(name, "an object");
    }

    /**
     * An object of these fields and no other.
     *
     * @param name of the field
     * @param keys the names that it must have
     * @return its fields
     * @throws IllegalArgumentException if it is missing, no object, or has others
     */
    public Fields object(String name, Set<String> keys) {
        Fields object = object(name);
        if (!object.names().equals(keys)) {
            throw new IllegalArgumentException(source + ": " + path + name + " has the fields " + object.names()
                    + ": must have " + new TreeSet<>(keys));
        }
        return object;
    }

    /**
     * An array, whose entries may be arrays or objects themselves, as fields of the names 0, 1, …
     *
     * @param name of the field
     * @return its entries
     * @throws IllegalArgumentException if it is missing or no array
     */
    public Fields entries(String name) {
        JsonObject entries = new JsonObject();
        array(name).forEach(entry -> entries.add(String.valueOf(entries.size()), entry));
        return new Fields(entries, source, path + name + ".");
    }

    private double number(JsonElement element, String name) {
        if (element instanceof JsonPrimitive number && number.isNumber() && Double.isFinite(number.getAsDouble())) {
            return number.getAsDouble();
        }
        throw new IllegalArgumentException(
                source + ": " + path + name + " = " + shortened(element) + ": must be a finite number");
    }

    private long whole(JsonElement element, String name) {
        number(element, name);
        try {
            return new BigDecimal(element.getAsString()).longValueExact();
        } catch (ArithmeticException broken) {
            throw new IllegalArgumentException(
                    source + ": " + path + name + " = " + shortened(element) + ": must be a whole number", broken);
        }
    }

    private IllegalArgumentException wrong(String name, String wanted) {
        return new IllegalArgumentException(
                source + ": " + path + name + " = " + shortened(json.get(name)) + ": must be " + wanted);
    }

    private static String shortened(JsonElement element) {
        return shortened(element.toString());
    }

    /**
     * What a file holds, for one line of a message.
     *
     * @param text any
     * @return the first of its characters, without control characters
     */
    public static String shortened(String text) {
        String line = CONTROL.matcher(text).replaceAll("?");
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
    }
}
