package org.macrodyn.kernel;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;

/**
 * Keeps the values of variables whose initialiser names something that is declared anew.
 *
 * <p>JShell then compiles the variable's class again and takes a new one in its place, {@code $JShell$7B} for
 * {@code $JShell$7}, in which the variable is empty: an initialiser runs once, when its variable is declared. So as soon as the
 * new class is loaded, and before anything runs, it is given the values of the old one, if the types are still the same.
 *
 * <p>A variable whose type is an anonymous class stands in the class that declares that type, and would lose it with a new one:
 * there the old class stays. When such a variable itself is declared again it must be forgotten first, since JShell takes the
 * old code for the new.
 */
final class VariableKeeper {
    /** The class in which JShell wraps a snippet, first without what tells its versions apart, and what is nested in it. */
    private static final Pattern WRAPPER = Pattern.compile("((.*\\$JShell\\$[0-9]+)[A-Z_]*)(\\$.*)?");

    private static final String RUN = "do_it$";

    private List<String> declaring = List.of();
    /** The last version of each wrapper, by its name without what tells versions apart. */
    private final Map<String, Class<?>> last = new HashMap<>();
    /** Variables whose class stayed. */
    private final Set<String> stayed = new HashSet<>();

    /** Finds loaded classes. */
    interface Loaded {
        Class<?> find(String name) throws ClassNotFoundException;
    }

    /** From now on these names are being declared: their initialisers will run. */
    void declaring(List<String> names) {
        declaring = names;
    }

    /** Whether a variable of that name has older code than JShell knows of. */
    boolean isOld(String variable) {
        return stayed.contains(variable);
    }

    /** Whether the loaded versions of all these classes have to stay in place of new ones: variables are of their types. */
    boolean mustStay(ClassBytecodes[] classes, Loaded loaded) {
        Set<String> names = new HashSet<>();
        for (ClassBytecodes each : classes) {
            Matcher wrapper = WRAPPER.matcher(each.name());
            if (!wrapper.matches() || !mustStay(wrapper.group(1), loaded, names)) {
                return false;
            }
        }
        stayed.addAll(names);
        return true;
    }

    private boolean mustStay(String wrapper, Loaded loaded, Set<String> names) {
        try {
            Class<?> old = loaded.find(wrapper);
            fields(old).forEach(field -> names.add(field.getName()));
            return holdsOnlyVariables(old)
                    && fields(old).stream().noneMatch(field -> declaring.contains(field.getName()))
                    && fields(old).stream()
                            .allMatch(field -> field.getType().getName().startsWith(wrapper + "$"));
        } catch (ClassNotFoundException | LinkageError | TypeNotPresentException unknown) {
            return false;
        }
    }

    /** Gives new versions of classes of variables the values of the last ones. */
    void carryOver(ClassBytecodes[] classes, Loaded loaded) {
        for (ClassBytecodes each : classes) {
            Matcher wrapper = WRAPPER.matcher(each.name());
            if (wrapper.matches() && wrapper.group(3) == null) {
                carryOver(wrapper.group(2), each.name(), loaded);
            }
        }
    }

    private void carryOver(String family, String name, Loaded loaded) {
        try {
            Class<?> now = loaded.find(name);
            Class<?> before = last.put(family, now);
            if (before == null || !holdsOnlyVariables(before)) {
                return;
            }
            stayed.removeAll(fields(now).stream().map(Field::getName).toList());
            if (fields(now).stream().noneMatch(field -> declaring.contains(field.getName()))
                    && describe(fields(before)).equals(describe(fields(now)))) {
                for (Field field : fields(before)) {
                    copy(field, now.getDeclaredField(field.getName()));
                }
            }
        } catch (ReflectiveOperationException | LinkageError | TypeNotPresentException unknown) {
            // Its type is gone: Variables tells that it is empty.
        }
    }

    /** Gives a variable the value of another. */
    static void copy(Field from, Field to) throws IllegalAccessException {
        from.setAccessible(true);
        to.setAccessible(true);
        to.set(null, from.get(null));
    }

    private static boolean holdsOnlyVariables(Class<?> wrapper) {
        boolean methods = Stream.of(wrapper.getDeclaredMethods())
                .anyMatch(method -> !method.isSynthetic() && !method.getName().startsWith(RUN));
        return !methods && !fields(wrapper).isEmpty();
    }

    private static List<Field> fields(Class<?> wrapper) {
        return Stream.of(wrapper.getDeclaredFields())
                .filter(field -> !field.isSynthetic())
                .toList();
    }

    /** Names and types; a type that was declared anew has another name than before, also as a type argument. */
    static List<String> describe(List<Field> fields) {
        List<String> all = new ArrayList<>();
        for (Field field : fields) {
            all.add(field.getName() + ":" + field.getType().getName() + ":"
                    + field.getGenericType().getTypeName());
        }
        return all;
    }
}
