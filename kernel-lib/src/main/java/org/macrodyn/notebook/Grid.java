package org.macrodyn.notebook;

import java.util.List;

/**
 * The cells of a table as text. Names of columns may be equal or differ only in case, which Tablesaw's tables do not allow.
 *
 * @param title above it, may be empty
 * @param names of the columns
 * @param right whether a column stands to the right, as numbers do
 * @param count number of rows
 * @param cells text of a cell
 */
record Grid(String title, List<String> names, List<Boolean> right, int count, Cells cells) {
    /** Text of the cell in a row and a column, both from 0. */
    interface Cells {
        String at(int row, int column);
    }
}
