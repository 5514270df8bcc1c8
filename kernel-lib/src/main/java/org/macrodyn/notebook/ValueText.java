package org.macrodyn.notebook;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values as text: {@code toString}, but for arrays, which print their elements, also inside collections, maps, optionals and
 * records. Long arrays show their first elements and how many there are.
 */
final class ValueText {
    private static final int LONGEST_ARRAY = 32;
    /** Elements in all that arrays within arrays may show. */
    private static final int MOST_ELEMENTS = 512;
    /** Collections may contain themselves. */
    private static final int DEEPEST = 16;
    /** Longer texts of arrays within arrays have a line for each row. */
    private static final int LINE = 80;

    private int left = MOST_ELEMENTS;

    private ValueText() {}

    static String of(@Nullable Object value) {
        return holdsArray(value, 0) ? new ValueText().text(value, 0) : String.valueOf(value);
    }

    private static boolean holdsArray(@Nullable Object value, int depth) {
        if (value == null || depth > DEEPEST) {
            return false;
        }
        return value.getClass().isArray() || parts(value).stream().anyMatch(part -> holdsArray(part, depth + 1));
    }

    /** What a value consists of, in so far as its own text would show it. */
    private static List<Object> parts(Object value) {
        if (value instanceof Collection<?> many) {
            return new ArrayList<>(many);
        } else if (value instanceof Map<?, ?> map) {
            List<Object> parts = new ArrayList<>(map.keySet());
            parts.addAll(map.values());
            return parts;
        } else if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? List.of(optional.get()) : List.of();
        } else if (value instanceof Record row) {
            return components(row).stream()
                    .map(component -> part(component, row))
                    .filter(part -> part != null)
                    .toList();
        }
        return List.of();
    }

    private static List<RecordComponent> components(Record row) {
        return Arrays.asList(row.getClass().getRecordComponents());
    }

    /** A component, null where it cannot be read: showing a value never fails. */
    private static @Nullable Object part(RecordComponent component, Record row) {
        try {
            return RecordTable.value(component, row);
        } catch (RuntimeException unreadable) {
            return null;
        }
    }

    private String text(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            return "…";
        } else if (value == null || !holdsArray(value, depth)) {
            return String.valueOf(value);
        } else if (value.getClass().isArray()) {
            return array(value, depth);
        } else if (value instanceof Record row) {
            return record(row, depth);
        } else if (value instanceof Optional<?> optional) {
            return "Optional[" + text(optional.get(), depth + 1) + "]";
        } else if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            map.forEach((key, part) -> entries.add(text(key, depth + 1) + "=" + text(part, depth + 1)));
            return "{" + String.join(", ", entries) + "}";
        }
        List<String> elements = new ArrayList<>();
        ((Collection<?>) value).forEach(part -> elements.add(text(part, depth + 1)));
        return "[" + String.join(", ", elements) + "]";
    }

    private String array(Object array, int depth) {
        int length = Array.getLength(array);
        boolean nested = array.getClass().getComponentType().isArray();
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < length && i < LONGEST_ARRAY && left > 0; i++) {
            left -= nested ? 0 : 1;
            elements.add(text(Array.get(array, i), depth + 1));
        }
        if (elements.size() < length) {
            elements.add("… (" + length + ")");
        }
        String line = "[" + String.join(", ", elements) + "]";
        return nested && line.length() > LINE ? "[" + String.join(",\n" + " ".repeat(depth + 1), elements) + "]" : line;
    }

    /** A record's own {@code toString}, unless it is the one that every record has. */
    private String record(Record row, int depth) {
        String own = row.toString();
        List<String> standard = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (RecordComponent component : components(row)) {
            Object part = part(component, row);
            standard.add(component.getName() + "=" + part);
            shown.add(component.getName() + "=" + text(part, depth + 1));
        }
        String name = row.getClass().getSimpleName();
        return own.equals(name + "[" + String.join(", ", standard) + "]")
                ? name + "[" + String.join(", ", shown) + "]"
                : own;
    }
}
