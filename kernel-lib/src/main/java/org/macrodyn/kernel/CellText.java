package org.macrodyn.kernel;

import java.util.Set;
import org.macrodyn.kernel.ErrorText.Origin;

/**
 * A cell or script that may be run: cut into pieces, with what no cell can do refused before anything runs.
 *
 * @param where what to call it in errors: {@code cell [3]}, a script's name
 * @param text all of it
 * @param pieces its snippets, which together are the whole text
 */
record CellText(String where, String text, Pieces pieces) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** Without these, other cells do not compile, and there is no way to take a declaration back. */
    private static final Set<String> NEEDED = Set.of(
            "AutoCloseable",
            "Boolean",
            "Byte",
            "CharSequence",
            "Character",
            "Class",
            "Comparable",
            "Deprecated",
            "Double",
            "Enum",
            "Error",
            "Exception",
            "Float",
            "FunctionalInterface",
            "Integer",
            "Iterable",
            "Long",
            "Math",
            "Number",
            "Object",
            "Override",
            "Record",
            "Runnable",
            "RuntimeException",
            "SafeVarargs",
            "Short",
            "String",
            "StringBuilder",
            "SuppressWarnings",
            "System",
            "Thread",
            "Throwable",
            "Void");

    static CellText of(String where, String typed) throws CellFailure {
        String text = typed.indexOf(BYTE_ORDER_MARK) == 0 ? " " + typed.substring(1) : typed;
        refuseMagics(text);
        CellText cell = new CellText(where, text, Pieces.of(text));
        if (cell.pieces.problem() != null) {
            throw ErrorText.syntaxError(cell.pieces.problem(), new Origin(where, text, 0));
        }
        for (Piece piece : cell.pieces.found()) {
            cell.refuse(piece);
        }
        return cell;
    }

    Origin origin(Piece piece) {
        return new Origin(where, text, piece.offset(), piece::typed);
    }

    private static void refuseMagics(String text) throws CellFailure {
        if (text.stripLeading().startsWith("%")) {
            throw CellFailure.of(
                    "UnsupportedMagic",
                    text.strip().lines().findFirst().orElse("") + ": this kernel has no magics; write plain Java");
        }
    }

    private void refuse(Piece piece) throws CellFailure {
        String place = " (" + where + ", line " + origin(piece).line(0) + ")";
        if (piece.kind() == Piece.Kind.PACKAGE) {
            throw CellFailure.of(
                    "UnsupportedPackage",
                    piece.code().strip() + " cells and scripts are in no package; leave the line out" + place);
        }
        boolean type = piece.kind() == Piece.Kind.TYPE || piece.kind() == Piece.Kind.IMPORT;
        if (type && piece.names().stream().anyMatch(NEEDED::contains)) {
            String name = piece.names().get(0);
            throw CellFailure.of(
                    "ReservedName",
                    "the type " + name + " would hide java.lang." + name
                            + " from every cell until the kernel restarts; choose another name" + place);
        }
    }
}
