package org.macrodyn.kernel;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;

/**
 * Keeps the values of variables whose initialiser names something that is declared anew.
 *
 * <p>JShell then compiles the variable's class again and, unless the old class can be redefined, takes a new one, in which
 * the variable is empty. But the new code is never run: an initialiser runs once, when its variable is declared. So the
 * old class will do, as long as the variable's type is the same.
 */
final class VariableKeeper {
    /** The class in which JShell wraps a snippet, and what is nested in it. */
    private static final Pattern WRAPPER = Pattern.compile("(.*\\$JShell\\$[0-9A-Z_]+)(?:\\$.*)?");

    private static final String RUN = "do_it$";

    private List<String> declaring = List.of();

    /** Finds loaded classes. */
    interface Loaded {
        Class<?> find(String name) throws ClassNotFoundException;
    }

    /** From now on these names are being declared: their initialisers will run. */
    void declaring(List<String> names) {
        declaring = names;
    }

    /** Whether the loaded versions of all these classes may stay in place of the new ones. */
    boolean mayStay(ClassBytecodes[] classes, Loaded loaded) {
        for (ClassBytecodes each : classes) {
            if (!mayStay(each, loaded)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayStay(ClassBytecodes compiled, Loaded loaded) {
        Matcher wrapper = WRAPPER.matcher(compiled.name());
        if (!wrapper.matches()) {
            return false;
        }
        try {
            Class<?> old = loaded.find(wrapper.group(1));
            if (!holdsOnlyVariables(old) || fields(old).stream().anyMatch(f -> declaring.contains(f.getName()))) {
                return false;
            }
            boolean nested = !compiled.name().equals(wrapper.group(1));
            return nested || describe(fields(old)).equals(describe(fields(define(compiled, old))));
        } catch (ClassNotFoundException | LinkageError | TypeNotPresentException unknown) {
            return false;
        }
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

    private static Class<?> define(ClassBytecodes compiled, Class<?> old) {
        return new Scratch(old.getClassLoader()).define(compiled);
    }

    /** Lets one look at a class without loading it in earnest. */
    private static final class Scratch extends ClassLoader {
        Scratch(ClassLoader parent) {
            super(parent);
        }

        Class<?> define(ClassBytecodes compiled) {
            return defineClass(compiled.name(), compiled.bytecodes(), 0, compiled.bytecodes().length);
        }
    }
}
