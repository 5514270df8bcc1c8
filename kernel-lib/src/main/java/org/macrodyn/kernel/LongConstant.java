package org.macrodyn.kernel;

import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Strings that no class file can hold: once javac has tried to write one, it fails for all cells to come. */
final class LongConstant extends TreeScanner<Void, Void> {
    private static final int MAX_BYTES = 65_535;
    private static final int MAX_BYTES_PER_CHAR = 3;

    /** Of code that could hold one, in characters. */
    static final int MIN_LENGTH = MAX_BYTES / MAX_BYTES_PER_CHAR;

    private @Nullable LiteralTree found;

    private LongConstant() {}

    /** The parser has joined sums of literals already. */
    static Optional<LiteralTree> find(List<? extends Tree> trees, String code) {
        LongConstant scanner = new LongConstant();
        if (code.length() >= MIN_LENGTH) {
            scanner.scan(trees, null);
        }
        return Optional.ofNullable(scanner.found);
    }

    static String complaint(LiteralTree constant) {
        return "a string constant of " + bytes(constant) + " bytes: " + MAX_BYTES
                + " are allowed; read the text from a file";
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void unused) {
        if (bytes(literal) > MAX_BYTES) {
            found = literal;
        }
        return null;
    }

    private static int bytes(LiteralTree literal) {
        return literal.getValue() instanceof String text
                ? text.chars()
                        .map(c -> c > 0 && c < 0x80 ? 1 : c < 0x800 ? 2 : MAX_BYTES_PER_CHAR)
                        .sum()
                : 0;
    }
}
