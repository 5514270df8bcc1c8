package org.macrodyn.notebook;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.macrodyn.metrics.Digits;

/** A list of records as a table: one column for each component. */
final class RecordTable {
    private static final List<Class<?>> NUMBERS =
            List.of(int.class, long.class, short.class, byte.class, double.class, float.class);

    private RecordTable() {}

    static Bundle of(Iterable<? extends Record> given) {
        List<Record> rows = new ArrayList<>();
        given.forEach(rows::add);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("0 rows: a table of records needs at least one record");
        }
        Class<? extends Record> type = rows.get(0).getClass();
        if (rows.stream().anyMatch(row -> row.getClass() != type)) {
            throw new IllegalArgumentException(
                    "records of several types: give only " + type.getSimpleName() + " or make one table for each");
        }
        List<RecordComponent> components = List.of(type.getRecordComponents());
        return TableRenderer.render(new Grid(
                type.getSimpleName(),
                components.stream().map(RecordComponent::getName).toList(),
                components.stream()
                        .map(component -> isNumber(component.getType()))
                        .toList(),
                rows.size(),
                (row, column) -> cell(value(components.get(column), rows.get(row)))));
    }

    private static boolean isNumber(Class<?> type) {
        return NUMBERS.contains(type) || Number.class.isAssignableFrom(type);
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof Number number ? Digits.of(number) : ValueText.of(value);
    }

    /** A component's value, also of a record that is declared in a cell. */
    static Object value(RecordComponent component, Record row) {
        try {
            // Records of a cell are nested in a class that is not public.
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component.getName() + " of " + row, e);
        }
    }
}
