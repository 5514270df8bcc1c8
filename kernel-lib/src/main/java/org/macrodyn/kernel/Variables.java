package org.macrodyn.kernel;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of variables when something is declared anew: where {@link VariableKeeper} could not keep one, it is
 * declared again without its initialiser and gets its value back, if the type is still the same.
 */
final class Variables {
    private static final String AMBIGUOUS = "compiler.err.ref.ambiguous";

    private final JShell shell;
    private final CellControl control;
    /** The field that holds each variable, by the snippet's id. */
    private final Map<String, Field> holders = new HashMap<>();
    /** Variables that may have lost their values, with the declaration that did it. */
    private final Map<VarSnippet, Snippet> suspects = new LinkedHashMap<>();
    /** Names of variables whose initialiser did not end, or whose value is gone. */
    private final Set<String> unfilled = new HashSet<>();

    Variables(JShell shell, CellControl control) {
        this.shell = shell;
        this.control = control;
    }

    /**
     * Looks at whether a variable has got its value, also in a cell that was interrupted.
     *
     * @param event any event
     */
    void noteFilling(SnippetEvent event) {
        if (event.causeSnippet() == null && event.snippet() instanceof VarSnippet variable) {
            unfilled.remove(variable.name());
            if (event.exception() != null) {
                unfilled.add(variable.name());
            }
        }
    }

    /** Whether a variable still lacks the value that its cell gives it, if no other cell has given it one. */
    boolean isUnfilled(String variable) {
        return unfilled.contains(variable);
    }

    /**
     * Looks at one change.
     *
     * @param event any event
     * @param declared the snippet that was evaluated and caused it
     */
    void note(SnippetEvent event, Snippet declared) {
        if (!(event.snippet() instanceof VarSnippet variable) || !event.status().isActive()) {
            return;
        }
        if (event.causeSnippet() != null && holders.containsKey(variable.id())) {
            suspects.putIfAbsent(variable, declared);
        } else {
            suspects.remove(variable);
            Field holder = holder(variable);
            if (holder != null) {
                holders.put(variable.id(), holder);
            }
        }
    }

    /** When all declarations of a cell are there: those that came together may have mended what one alone broke. */
    void settle() {
        Map<VarSnippet, Snippet> all = new LinkedHashMap<>(suspects);
        suspects.clear();
        all.forEach((variable, cause) -> {
            if (shell.status(variable).isActive()) {
                settle(variable, cause instanceof PersistentSnippet named ? named.name() : cause.source());
            }
        });
    }

    private void settle(VarSnippet variable, String cause) {
        Field before = Objects.requireNonNull(holders.get(variable.id()));
        Field now = holder(variable);
        String problem = now == null ? ambiguity(variable) : null;
        if (problem != null) {
            System.err.println(
                    variable.name() + " cannot be used now, because " + cause + " was declared anew: " + problem);
            return;
        }
        if (now != null) {
            holders.put(variable.id(), now);
        }
        if (!(now != null ? isAlike(before, now) : filledAgain(variable, before))) {
            unfilled.add(variable.name());
            System.err.println(variable.name() + " is empty again, because " + cause
                    + " was declared anew: run the cell that fills it");
        }
    }

    private @Nullable String ambiguity(VarSnippet variable) {
        return shell.diagnostics(variable)
                .filter(each -> each.getCode().startsWith(AMBIGUOUS))
                .map(each -> each.getMessage(null).lines().findFirst().orElse(""))
                .findFirst()
                .orElse(null);
    }

    /** Declares a variable without its initialiser, which is no longer right, and gives it its value. */
    private boolean filledAgain(VarSnippet variable, Field before) {
        control.declaring(List.of(variable.name()));
        List<SnippetEvent> events = shell.eval(variable.typeName() + " " + variable.name() + ";");
        events.forEach(event -> control.takeValue(event.value()));
        Field now = events.get(0).snippet() instanceof VarSnippet again ? holder(again) : null;
        if (now == null) {
            return false;
        }
        holders.put(variable.id(), now);
        return isAlike(before, now) && copied(before, now);
    }

    /** Whether the one can have the other's value: it has it already where JShell only took a new class. */
    private static boolean isAlike(Field from, Field to) {
        return VariableKeeper.describe(List.of(from)).equals(VariableKeeper.describe(List.of(to)));
    }

    private static boolean copied(Field from, Field to) {
        try {
            VariableKeeper.copy(from, to);
            return true;
        } catch (IllegalAccessException impossible) {
            return false;
        }
    }

    private @Nullable Field holder(VarSnippet variable) {
        if (shell.status(variable) != Status.VALID) {
            return null;
        }
        shell.varValue(variable);
        return control.takeField();
    }
}
