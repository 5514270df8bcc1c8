package org.macrodyn.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/** Gson's parser without its leniency: JSON as RFC 8259 has it, no key twice, nothing after the end, not nested deeply. */
final class StrictJson {
    private static final int DEEPEST = 64;

    private final JsonReader reader;

    private StrictJson(String text) {
        reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(DEEPEST);
    }

    /**
     * Parses a text.
     *
     * @throws IOException if it is not JSON
     * @throws JsonParseException as that
     */
    static JsonElement parse(String text) throws IOException {
        StrictJson json = new StrictJson(text);
        JsonElement root = json.element();
        if (json.reader.peek() != JsonToken.END_DOCUMENT) {
            throw new IOException("something follows its end");
        }
        return root;
    }

    private JsonElement element() throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members();
            case BEGIN_ARRAY -> entries();
            default -> JsonParser.parseReader(reader);
        };
    }

    private JsonObject members() throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (object.has(key)) {
                throw new IOException("has " + key + " twice");
            }
            object.add(key, element());
        }
        reader.endObject();
        return object;
    }

    private JsonArray entries() throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(element());
        }
        reader.endArray();
        return array;
    }
}
