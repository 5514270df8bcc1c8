package org.macrodyn.notebook;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A list of records as a table: one column for each component. */
final class RecordTable {
    private RecordTable() {}

    static Table of(Collection<? extends Record> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("0 rows: a table of records needs at least one record");
        }
        Class<? extends Record> type = rows.iterator().next().getClass();
        if (rows.stream().anyMatch(row -> row.getClass() != type)) {
            throw new IllegalArgumentException(
                    "records of several types: give only " + type.getSimpleName() + " or make one table for each");
        }
        Table table = Table.create(type.getSimpleName());
        for (RecordComponent component : type.getRecordComponents()) {
            table.addColumns(column(component, rows));
        }
        return table;
    }

    private static Column<?> column(RecordComponent component, Collection<? extends Record> rows) {
        Class<?> type = component.getType();
        if (type == int.class || type == long.class || type == short.class || type == byte.class) {
            LongColumn column = LongColumn.create(component.getName());
            rows.forEach(row -> column.append(((Number) value(component, row)).longValue()));
            return column;
        }
        if (type == double.class || type == float.class) {
            DoubleColumn column = DoubleColumn.create(component.getName());
            rows.forEach(row -> column.append(((Number) value(component, row)).doubleValue()));
            return column;
        }
        if (type == boolean.class) {
            BooleanColumn column = BooleanColumn.create(component.getName());
            rows.forEach(row -> column.append((Boolean) value(component, row)));
            return column;
        }
        StringColumn column = StringColumn.create(component.getName());
        rows.forEach(row -> column.append(String.valueOf(value(component, row))));
        return column;
    }

    private static Object value(RecordComponent component, Record row) {
        try {
            // Records of a cell are nested in a class that is not public.
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component.getName() + " of " + row, e);
        }
    }
}
