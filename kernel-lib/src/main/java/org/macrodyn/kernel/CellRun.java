package org.macrodyn.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import org.jspecify.annotations.Nullable;
import org.macrodyn.kernel.JavaSession.Outcome;

/** Runs the pieces of one cell in order; a declaration may name types that come later in the cell. */
final class CellRun {
    private final JavaSession session;
    private final CellText cell;
    private final List<Piece> pieces;
    private final @Nullable Snippet[] snippets;
    private final Set<Integer> done = new HashSet<>();

    CellRun(JavaSession session, CellText cell) {
        this.session = session;
        this.cell = cell;
        this.pieces = cell.pieces().found();
        this.snippets = new Snippet[pieces.size()];
    }

    /**
     * Runs all.
     *
     * @return the value of the last piece if it is an expression, otherwise null
     */
    @Nullable
    Object run() throws CellFailure {
        try {
            return runAll();
        } finally {
            session.settleVariables();
        }
    }

    private @Nullable Object runAll() throws CellFailure {
        Object value = null;
        for (int i = 0; i < pieces.size(); i++) {
            if (!done.contains(i)) {
                value = run(i);
            }
        }
        for (Snippet snippet : snippets) {
            if (snippet instanceof DeclarationSnippet declaration) {
                session.complainIfUnresolved(declaration);
            }
        }
        return value;
    }

    private @Nullable Object run(int i) throws CellFailure {
        Outcome outcome = evaluate(i);
        if (outcome.rejected() && isDeclaration(i)) {
            Set<Integer> family = family(i);
            if (family.size() > 1) {
                new Family(family).declare();
                return null;
            }
        }
        if (outcome.failure() != null) {
            throw outcome.failure();
        }
        return outcome.value();
    }

    private Outcome evaluate(int i) throws CellFailure {
        Outcome outcome = evaluate(i, pieces.get(i).code());
        if (outcome.accepted()) {
            done.add(i);
            snippets[i] = outcome.snippet();
        }
        return outcome;
    }

    private Outcome evaluate(int i, String code) throws CellFailure {
        Piece piece = pieces.get(i);
        return session.evaluate(code, piece.names(), cell.origin(piece));
    }

    private boolean isDeclaration(int i) {
        return isType(i) || pieces.get(i).kind() == Piece.Kind.METHOD;
    }

    private boolean isType(int i) {
        return pieces.get(i).kind() == Piece.Kind.TYPE;
    }

    /** A piece with the types of the cell, not yet usable, that it names, that those name, and so on. */
    private Set<Integer> family(int first) {
        Set<Integer> family = new TreeSet<>(Set.of(first));
        List<Integer> open = new ArrayList<>(family);
        while (!open.isEmpty()) {
            Piece piece = pieces.get(open.remove(0));
            for (int i = 0; i < pieces.size(); i++) {
                if (isType(i) && !isUsable(i) && mentions(piece, pieces.get(i)) && family.add(i)) {
                    open.add(i);
                }
            }
        }
        return family;
    }

    private static boolean mentions(Piece piece, Piece type) {
        return new Lexer(piece.code()).indexOfWord(type.names().get(0)) >= 0;
    }

    private boolean isUsable(int i) {
        return snippets[i] != null && session.status(snippets[i]) == Status.VALID;
    }

    /**
     * Declarations that name each other. JShell accepts one that lacks nothing but names, and completes it when they
     * come; but a method that overrides one of an unknown type, say, it rejects.
     */
    private final class Family {
        private final Set<Integer> members;
        private final Set<Integer> open;
        private final List<Snippet> stopgaps = new ArrayList<>();

        Family(Set<Integer> members) {
            this.members = members;
            this.open = new TreeSet<>(members);
        }

        void declare() throws CellFailure {
            for (int i : members) {
                if (isType(i)) {
                    stopgap(i, pieces.get(i).skeleton());
                }
            }
            CellFailure reason = declareAsFarAsPossible();
            if (reason != null) {
                for (int i : open) {
                    stopgap(i, pieces.get(i).withoutOverrides());
                }
                reason = declareAsFarAsPossible();
            }
            if (reason != null) {
                stopgaps.forEach(session::drop);
                throw reason;
            }
        }

        private void stopgap(int i, String code) throws CellFailure {
            Outcome outcome = evaluate(i, code);
            if (outcome.accepted()) {
                stopgaps.add(outcome.snippet());
            }
        }

        /** Repeats until all are declared, or none of the rest can be: then why the first of them cannot. */
        private @Nullable CellFailure declareAsFarAsPossible() throws CellFailure {
            while (!open.isEmpty()) {
                CellFailure reason = null;
                int before = open.size();
                for (int i : List.copyOf(open)) {
                    Outcome outcome = evaluate(i);
                    if (outcome.accepted()) {
                        open.remove(i);
                    } else if (reason == null) {
                        reason = outcome.failure();
                    }
                }
                if (open.size() == before) {
                    return reason;
                }
            }
            return null;
        }
    }
}
