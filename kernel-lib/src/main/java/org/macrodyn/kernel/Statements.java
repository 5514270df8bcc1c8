package org.macrodyn.kernel;

import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;

/** Cuts text that could be a method's body at one go: most cells are, and to ask the parser takes some milliseconds. */
final class Statements {
    private static final String BEFORE = Pieces.Frame.STATEMENT.before;
    private static final String AFTER = "\n;}}";
    private static final String NO_STATEMENT = "compiler.err.not.stmt";

    private final String text;
    private final int from;
    private final int end;
    private final SourceText.Parsed parsed;
    private final Piece.Positions where;

    private Statements(String text, int from) {
        this.text = text;
        this.from = from;
        String body = text.substring(from).stripTrailing();
        this.end = from + body.length();
        this.parsed = SourceText.parse(BEFORE + body + AFTER);
        this.where = Piece.Positions.of(parsed);
    }

    /**
     * The pieces from an index to the text's end.
     *
     * @return empty if the text is anything but statements, of which the last may be an expression
     */
    static List<Piece> of(String text, int from) {
        return new Statements(text, from).pieces();
    }

    /** Whether the semicolon that was added is a statement within others, such as the body of a loop. */
    static boolean isEmptyFrom(int typedEnd, List<? extends Tree> trees, Piece.Positions where) {
        boolean[] found = {false};
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitEmptyStatement(EmptyStatementTree empty, Void unused) {
                found[0] |= where.start(empty) >= typedEnd;
                return null;
            }
        }.scan(trees, null);
        return found[0];
    }

    private List<Piece> pieces() {
        List<List<Tree>> groups = groups(Pieces.Frame.STATEMENT.trees(parsed.unit()));
        if (groups.isEmpty()) {
            return List.of();
        }
        List<Tree> last = groups.get(groups.size() - 1);
        boolean sound = parsed.errors().stream()
                .allMatch(error -> error.getCode().equals(NO_STATEMENT)
                        && error.getPosition() - BEFORE.length() + from >= start(last.get(0))
                        && isOpen(last));
        if (!sound || isEmptyFrom(end - from + BEFORE.length(), last, where)) {
            return List.of();
        }
        return groups.stream().map(this::piece).toList();
    }

    private List<List<Tree>> groups(List<? extends Tree> statements) {
        List<List<Tree>> groups = new ArrayList<>();
        int before = -1;
        for (Tree statement : statements) {
            if (statement instanceof EmptyStatementTree) {
                continue;
            }
            if (start(statement) != before) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(statement);
            before = start(statement);
        }
        return groups;
    }

    private int start(Tree tree) {
        return where.start(tree) - BEFORE.length() + from;
    }

    private int endOf(List<Tree> group) {
        SourcePositions positions = parsed.trees().getSourcePositions();
        long last = positions.getEndPosition(parsed.unit(), group.get(group.size() - 1));
        return last < 0 ? Integer.MAX_VALUE : (int) last - BEFORE.length() + from;
    }

    /** Whether it lacks its semicolon. */
    private boolean isOpen(List<Tree> group) {
        return endOf(group) > end;
    }

    private Piece piece(List<Tree> group) {
        int start = start(group.get(0));
        boolean expression = group.get(0) instanceof ExpressionStatementTree;
        String source = text.substring(start, Math.min(end, endOf(group)));
        String code = isOpen(group) && !expression ? source + "\n;" : source;
        return Piece.of(code, start, group, where, BEFORE.length() + start - from);
    }
}
