package org.macrodyn.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings as JSON in one fixed form, so that equal settings have equal text and hash.
 *
 * <p>Records become objects of their components in declaration order, with the record's name (two rules of a sealed
 * interface may have the same components); enums their names; maps are sorted.
 */
final class CanonicalSettings {
    private CanonicalSettings() {}

    static JsonElement json(Object value) {
        if (value == null || (value instanceof Optional<?> empty && empty.isEmpty())) {
            return JsonNull.INSTANCE;
        } else if (value instanceof Optional<?> present) {
            return json(present.get());
        } else if (value instanceof Record settings) {
            return record(settings);
        } else if (value instanceof Enum<?> constant) {
            return new JsonPrimitive(constant.name());
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            // JSON has no infinity.
            return Double.isFinite(number) ? new JsonPrimitive((Number) value) : new JsonPrimitive("" + number);
        } else if (value instanceof Number number) {
            return new JsonPrimitive(number);
        } else if (value instanceof Boolean bool) {
            return new JsonPrimitive(bool);
        } else if (value instanceof CharSequence text) {
            return new JsonPrimitive(StableName.of("setting", text));
        } else if (value instanceof Iterable<?> items) {
            JsonArray array = new JsonArray();
            items.forEach(item -> array.add(json(item)));
            return array;
        } else if (value.getClass().isArray()) {
            JsonArray array = new JsonArray();
            for (int i = 0; i < Array.getLength(value); i++) {
                array.add(json(Array.get(value, i)));
            }
            return array;
        } else if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        throw new IllegalArgumentException(
                nameless(value.getClass())
                        ? "settings hold a lambda or an anonymous class ("
                                + value.getClass().getName()
                                + "), which has no name by which its stages could be found again: make it a record"
                        : "settings hold a " + value.getClass().getName()
                                + ": must be made of records, enums, numbers, booleans, strings, lists, arrays and maps");
    }

    private static boolean nameless(Class<?> type) {
        return type.isHidden() || type.isAnonymousClass() || type.isSynthetic();
    }

    private static JsonObject record(Record settings) {
        JsonObject object = new JsonObject();
        object.addProperty("record", settings.getClass().getSimpleName());
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            try {
                Method accessor = component.getAccessor();
                // A record of the user's own, in a notebook or a test, need not be public.
                accessor.setAccessible(true);
                object.add(component.getName(), json(accessor.invoke(settings)));
            } catch (ReflectiveOperationException unreadable) {
                throw new IllegalArgumentException(
                        "settings " + settings.getClass().getName() + "." + component.getName() + " cannot be read",
                        unreadable);
            }
        }
        return object;
    }

    private static JsonObject map(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, item) -> sorted.put(key.toString(), item));
        JsonObject object = new JsonObject();
        sorted.forEach((key, item) -> object.add(key, json(item)));
        return object;
    }
}
