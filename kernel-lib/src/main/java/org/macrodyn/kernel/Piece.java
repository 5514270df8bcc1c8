package org.macrodyn.kernel;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * One snippet of a cell.
 *
 * @param code what JShell gets: the snippet with a semicolon that was missing and {@link #PUBLIC} where it must be
 * @param offset index of the snippet's first character in the cell
 * @param kind what it is
 * @param names what it declares or imports, simple names
 * @param body index in {@code code} of a type's opening brace, otherwise −1
 * @param inserted indices in {@code code} at which {@link #PUBLIC} was inserted, ascending
 */
record Piece(String code, int offset, Kind kind, List<String> names, int body, List<Integer> inserted) {
    /**
     * JShell makes every record public, and a public record's canonical constructor must be public too.
     */
    static final String PUBLIC = "public ";

    private static final Set<Modifier> ACCESS = Set.of(Modifier.PUBLIC, Modifier.PROTECTED, Modifier.PRIVATE);

    enum Kind {
        IMPORT,
        PACKAGE,
        TYPE,
        METHOD,
        VARIABLE,
        STATEMENT
    }

    /**
     * The piece that a tree stands for.
     *
     * @param source the snippet as typed
     * @param offset its place in the cell
     * @param trees its tree, or several for variables declared together
     * @param where positions of the trees
     * @param shift what to subtract from these positions to get those in the snippet
     */
    static Piece of(String source, int offset, List<? extends Tree> trees, Positions where, int shift) {
        Kind kind = kind(trees.get(0));
        List<String> names = kind == Kind.STATEMENT
                ? List.of()
                : trees.stream().map(Piece::name).toList();
        List<Integer> places = new ArrayList<>();
        if (trees.get(0) instanceof ClassTree type && type.getKind() == Tree.Kind.RECORD) {
            type.getMembers().stream()
                    .filter(Piece::isConstructorWithoutAccess)
                    .forEach(constructor -> places.add(where.start(constructor) - shift));
        }
        return insert(source, offset, kind, names, places);
    }

    /** Where trees begin in the text that was parsed. */
    interface Positions {
        int start(Tree tree);

        static Positions of(SourceText.Parsed parsed) {
            SourcePositions positions = parsed.trees().getSourcePositions();
            return tree -> (int) positions.getStartPosition(parsed.unit(), tree);
        }
    }

    private static Piece insert(String source, int offset, Kind kind, List<String> names, List<Integer> places) {
        StringBuilder code = new StringBuilder(source);
        List<Integer> inserted = new ArrayList<>();
        for (int place : places) {
            int at = place + PUBLIC.length() * inserted.size();
            code.insert(at, PUBLIC);
            inserted.add(at);
        }
        int body = kind == Kind.TYPE ? openingBrace(source) : -1;
        return new Piece(code.toString(), offset, kind, names, body, List.copyOf(inserted));
    }

    /** The index in the snippet as typed of an index in {@code code}. */
    int typed(int position) {
        long before = inserted.stream().filter(at -> at < position).count();
        return position - PUBLIC.length() * (int) before;
    }

    /** The type with an empty body. */
    String skeleton() {
        return code.substring(0, body) + "{}";
    }

    /** The same without any {@code @Override}, each replaced by as many blanks. */
    String withoutOverrides() {
        return code.replaceAll("@Override\\b", " ".repeat("@Override".length()));
    }

    /** Behind annotations, type parameters and record components: their braces are inside parentheses. */
    private static int openingBrace(String source) {
        Lexer lexer = new Lexer(source);
        int depth = 0;
        for (int at = 0; at < source.length(); at = lexer.next(at)) {
            char c = source.charAt(at);
            if (c == '{' && depth == 0) {
                return at;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return source.length();
    }

    private static boolean isConstructorWithoutAccess(Tree member) {
        return member instanceof MethodTree method
                && method.getName().contentEquals("<init>")
                && method.getModifiers().getFlags().stream().noneMatch(ACCESS::contains);
    }

    private static Kind kind(Tree tree) {
        if (tree instanceof ImportTree) {
            return Kind.IMPORT;
        }
        if (tree instanceof ClassTree) {
            return Kind.TYPE;
        }
        if (tree instanceof MethodTree) {
            return Kind.METHOD;
        }
        if (tree instanceof VariableTree) {
            return Kind.VARIABLE;
        }
        return tree instanceof PackageTree ? Kind.PACKAGE : Kind.STATEMENT;
    }

    private static String name(Tree tree) {
        if (tree instanceof ImportTree imported) {
            String name = imported.getQualifiedIdentifier().toString();
            return name.substring(name.lastIndexOf('.') + 1);
        }
        if (tree instanceof ClassTree type) {
            return type.getSimpleName().toString();
        }
        if (tree instanceof MethodTree method) {
            return method.getName().toString();
        }
        return tree instanceof VariableTree variable ? variable.getName().toString() : "";
    }
}
