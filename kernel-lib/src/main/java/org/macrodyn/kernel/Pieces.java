package org.macrodyn.kernel;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * A cell cut into snippets that together are the whole cell. Brackets tell where a snippet may end, javac's parser
 * whether it does: JShell's own analysis takes some code of the next snippet for the end of one, and what JShell gets
 * beyond one snippet it drops without a word.
 */
final class Pieces {
    private static final Set<String> CONTINUATIONS = Set.of("else", "catch", "finally");
    /** Errors of a snippet that goes on behind its first brace; the parser places them at its begin. */
    private static final String TRY_ALONE = "compiler.err.try.without.catch";

    private static final String NO_STATEMENT_YET = "compiler.err.not.stmt";
    /** JShell infers the types of variables that have modifiers too. */
    private static final String VAR_AS_MEMBER = "compiler.err.restricted.type.not.allowed.here";

    private final String text;
    private final Lexer lexer;
    private final List<Piece> found = new ArrayList<>();
    private int rest;
    private @Nullable Problem problem;

    /**
     * Why the rest of a cell is no snippet.
     *
     * @param message javac's, one line
     * @param start index in the cell
     * @param end index behind
     * @param atEnd whether more text could mend it
     */
    record Problem(String message, int start, int end, boolean atEnd) {}

    private Pieces(String text) {
        this.text = text;
        this.lexer = new Lexer(text);
    }

    static Pieces of(String text) {
        Pieces pieces = new Pieces(text);
        pieces.rest = pieces.startOfCode(0);
        pieces.cutImports();
        if (pieces.problem == null && text.length() < LongConstant.MIN_LENGTH) {
            pieces.cutStatements();
        }
        pieces.cutOneByOne();
        return pieces;
    }

    /** As {@link #of}, by asking for each snippet. */
    static Pieces oneByOne(String text) {
        Pieces pieces = new Pieces(text);
        pieces.rest = pieces.startOfCode(0);
        pieces.cutOneByOne();
        return pieces;
    }

    private void cutImports() {
        while (rest < text.length() && isImport() && findNext()) {
            rest = startOfCode(rest);
        }
    }

    private void cutStatements() {
        List<Piece> all = rest < text.length() ? Statements.of(text, rest) : List.of();
        found.addAll(all);
        rest = all.isEmpty() ? rest : text.length();
    }

    private void cutOneByOne() {
        while (problem == null && rest < text.length() && findNext()) {
            rest = startOfCode(rest);
        }
    }

    List<Piece> found() {
        return found;
    }

    /** The index behind the last piece: the text's end, or where the problem's snippet begins. */
    int rest() {
        return rest;
    }

    /** What is wrong with the rest; null if there is none. */
    @Nullable
    Problem problem() {
        return problem;
    }

    private int startOfCode(int from) {
        int at = lexer.skipBlanks(from);
        while (at < text.length() && text.charAt(at) == ';') {
            at = lexer.skipBlanks(at + 1);
        }
        return at;
    }

    /** Tries each place at which the snippet may end. */
    private boolean findNext() {
        int depth = 0;
        int at = rest;
        while (at < text.length() && depth >= 0) {
            char c = text.charAt(at);
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            at = lexer.next(at);
            if (depth == 0 && (c == ';' || c == '}') && !continues(at)) {
                Attempt attempt = attempt(at, Frame.WITHIN);
                if (attempt.accepted()) {
                    return true;
                }
                if (!attempt.mayGoOn) {
                    return false;
                }
            }
        }
        return attempt(text.length(), Frame.AT_THE_END).accepted();
    }

    private boolean continues(int at) {
        int next = lexer.skipBlanks(at);
        return CONTINUATIONS.contains(text.substring(next, lexer.wordEnd(next)));
    }

    /** Surroundings in which a snippet is a part of Java. */
    enum Frame {
        STATEMENT("class $ { void $() throws Throwable {", "", "\n}}"),
        MEMBER("class $ {", "", "\n}"),
        IMPORT("", "", "\n"),
        EXPRESSION("class $ { Object $ =", "", "\n;}"),
        STATEMENT_LACKING_SEMICOLON("class $ { void $() throws Throwable {", ";", "\n}}"),
        MEMBER_LACKING_SEMICOLON("class $ {", ";", "\n}"),
        IMPORT_LACKING_SEMICOLON("", ";", "\n");

        static final List<Frame> WITHIN = List.of(STATEMENT, MEMBER);
        static final List<Frame> AT_THE_END =
                List.of(STATEMENT, MEMBER, EXPRESSION, STATEMENT_LACKING_SEMICOLON, MEMBER_LACKING_SEMICOLON);

        final String before;
        final String semicolon;
        final String after;

        Frame(String before, String semicolon, String after) {
            this.before = before;
            this.semicolon = semicolon;
            this.after = after;
        }

        /** The trees in the frame, empty if the snippet broke out of it. */
        List<? extends Tree> trees(CompilationUnitTree unit) {
            if (this == IMPORT || this == IMPORT_LACKING_SEMICOLON) {
                List<Tree> all = new ArrayList<>(unit.getImports());
                all.addAll(unit.getPackage() == null ? List.of() : List.of(unit.getPackage()));
                return all;
            }
            if (unit.getTypeDecls().size() != 1 || !(unit.getTypeDecls().get(0) instanceof ClassTree frame)) {
                return List.of();
            }
            if (this == MEMBER || this == MEMBER_LACKING_SEMICOLON) {
                return frame.getMembers();
            }
            if (frame.getMembers().size() != 1) {
                return List.of();
            }
            Tree member = frame.getMembers().get(0);
            if (this == EXPRESSION) {
                return List.of(((VariableTree) member).getInitializer());
            }
            return member instanceof MethodTree method ? method.getBody().getStatements() : List.of();
        }
    }

    private record Attempt(boolean accepted, boolean mayGoOn) {}

    /** Adds the snippet that ends here, or notes the error of the frame that understood most of it. */
    private Attempt attempt(int end, List<Frame> usual) {
        String source = text.substring(rest, end).stripTrailing();
        problem = null;
        boolean mayGoOn = false;
        for (Frame frame : isImport() ? List.of(Frame.IMPORT, Frame.IMPORT_LACKING_SEMICOLON) : usual) {
            String lineBreak = frame.semicolon.isEmpty() ? "" : "\n";
            SourceText.Parsed parsed =
                    SourceText.parse(frame.before + source + lineBreak + frame.semicolon + frame.after);
            var error = parsed.errors().stream()
                    .filter(each -> !each.getCode().equals(VAR_AS_MEMBER))
                    .findFirst();
            if (error.isEmpty() && add(source, frame, parsed, end)) {
                return new Attempt(true, false);
            }
            int length = source.length();
            mayGoOn |= error.filter(each -> isUnfinished(each, frame.before.length() + length)
                            || each.getCode().equals(NO_STATEMENT_YET))
                    .isPresent();
            note(error.map(each -> problem(each, frame, length)).orElseGet(() -> unbalanced(frame, length)));
        }
        return new Attempt(false, mayGoOn);
    }

    private boolean isImport() {
        String word = text.substring(rest, lexer.wordEnd(rest));
        return word.equals("import") || word.equals("package");
    }

    private boolean add(String source, Frame frame, SourceText.Parsed parsed, int end) {
        List<? extends Tree> trees = frame.trees(parsed.unit());
        Piece.Positions where = Piece.Positions.of(parsed);
        int typedEnd = frame.before.length() + source.length();
        if (trees.isEmpty()
                || trees.stream().mapToInt(where::start).distinct().count() != 1
                || Statements.isEmptyFrom(typedEnd, trees, where)) {
            return false;
        }
        String code = frame.semicolon.isEmpty() ? source : source + "\n" + frame.semicolon;
        int shift = frame.before.length();
        found.add(Piece.of(code, rest, trees, where, shift));
        problem = LongConstant.find(trees, code)
                .map(constant -> {
                    int start = rest + where.start(constant) - shift;
                    return new Problem(LongConstant.complaint(constant), start, start + 1, false);
                })
                .orElse(null);
        rest = end;
        return true;
    }

    private static boolean isUnfinished(Diagnostic<? extends JavaFileObject> error, int end) {
        return error.getPosition() >= end || error.getCode().startsWith(TRY_ALONE);
    }

    private void note(Problem other) {
        if (problem == null || other.start > problem.start) {
            problem = other;
        }
    }

    private Problem problem(Diagnostic<? extends JavaFileObject> error, Frame frame, int length) {
        int start = (int) error.getPosition() - frame.before.length();
        if (isUnfinished(error, frame.before.length() + length)) {
            return tooShort(length);
        }
        String message =
                error.getMessage(Locale.ROOT).lines().findFirst().orElse("").strip();
        int width = Math.max(1, (int) (error.getEndPosition() - error.getPosition()));
        return new Problem(message, rest + Math.max(0, start), rest + Math.max(0, start) + width, false);
    }

    private Problem unbalanced(Frame frame, int length) {
        boolean lacksMore = !frame.semicolon.isEmpty();
        return lacksMore
                ? tooShort(length)
                : new Problem("not one snippet: unbalanced brackets", rest, rest + length, false);
    }

    private Problem tooShort(int length) {
        int last = rest + Math.max(0, length - 1);
        return new Problem("reached the end of the text while parsing", last, last + 1, true);
    }
}
