package org.macrodyn.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a signature printed by JShell names.
 *
 * @param names the dotted name: packages if printed, types, member
 * @param parameters simple names of the parameter types; null for a type, a field or a variable
 */
record Signature(List<String> names, @Nullable List<String> parameters) {

    /** JDK 25 prints the components of a record before the name of its member. */
    private static final Pattern RECORD_HEADER = Pattern.compile("\\([^()]*\\)\\.");

    static Signature parse(String signature) {
        String plain = RECORD_HEADER.matcher(withoutTypeArguments(signature)).replaceAll(".");
        int open = plain.indexOf('(');
        if (open < 0) {
            return new Signature(split(typeOrField(plain)), null);
        }
        String name = plain.substring(0, open).strip();
        String inside = plain.substring(open + 1, Math.max(open + 1, plain.lastIndexOf(')')));
        return new Signature(split(lastWord(name)), parameterTypes(inside));
    }

    /** The keys under which {@link SourceDocs} may know it, best first. */
    List<String> keys(String name) {
        if (parameters == null) {
            return List.of(name, name.substring(0, Math.max(0, name.lastIndexOf('.'))));
        }
        String exact = name + "(" + String.join(",", parameters) + ")";
        String byCount = name + "(" + parameters.size() + ")";
        return List.of(exact, byCount, name);
    }

    static String simpleType(String type) {
        String plain = withoutTypeArguments(type).strip().replace("...", "[]");
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    /** {@code Type.field:FieldType} names the field if it is dotted, else the variable's type. */
    private static String typeOrField(String plain) {
        int colon = plain.indexOf(':');
        if (colon < 0) {
            return lastWord(plain.strip());
        }
        String name = plain.substring(0, colon).strip();
        return name.indexOf('.') < 0 ? plain.substring(colon + 1).strip() : name;
    }

    private static List<String> parameterTypes(String inside) {
        if (inside.isBlank()) {
            return List.of();
        }
        return Arrays.stream(inside.split(","))
                .map(parameter -> parameter.strip())
                .map(parameter -> simpleType(withoutName(parameter)))
                .toList();
    }

    private static String withoutName(String parameter) {
        int space = parameter.lastIndexOf(' ');
        return space < 0 ? parameter : parameter.substring(0, space);
    }

    private static String lastWord(String text) {
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    private static List<String> split(String name) {
        return new ArrayList<>(Arrays.asList(name.split("\\.")));
    }

    private static String withoutTypeArguments(String text) {
        StringBuilder plain = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '<' ? 1 : 0;
            if (depth == 0) {
                plain.append(c);
            }
            depth -= c == '>' && depth > 0 ? 1 : 0;
        }
        return plain.toString();
    }
}
