package org.macrodyn.kernel;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Doc comments from the sources jars of the system property {@code macrodyn.sources}, by the signatures that JShell
 * prints. JShell itself reads only the JDK's own {@code src.zip}.
 */
final class SourceDocs {
    private static final SourceDocs SHARED = new SourceDocs(System.getProperty("macrodyn.sources", ""));

    /** By the simple name of the type, which sources of several packages may share. */
    private final Map<String, List<SourceFile>> files = new HashMap<>();

    private final Map<SourceFile, Parsed> parsed = new HashMap<>();

    /** A file of a jar. */
    private record SourceFile(ZipFile jar, String name) {}

    /**
     * What one source says.
     *
     * @param docs HTML by {@code Type}, {@code Type.field}, {@code Type.method(int,String)} and {@code Type.method(2)}
     * @param parents simple names of the types that a type extends or implements
     * @param published the types that are public
     */
    private record Parsed(Map<String, String> docs, Map<String, List<String>> parents, Set<String> published) {
        Parsed() {
            this(new HashMap<>(), new HashMap<>(), new HashSet<>());
        }
    }

    SourceDocs(String path) {
        for (String jar : path.split(File.pathSeparator, -1)) {
            if (!jar.isBlank() && Files.isRegularFile(Path.of(jar))) {
                index(jar);
            }
        }
    }

    static SourceDocs shared() {
        return SHARED;
    }

    /**
     * A signature's documentation as HTML.
     *
     * @param signature as JShell prints it: {@code int Math.abs(int a)}, {@code java.util.List<E>}, {@code x:Type}
     * @param known the raw doc comment where JShell found one, otherwise null
     * @return HTML, empty if there is none
     */
    String html(String signature, @Nullable String known) {
        return html(signature, known, "");
    }

    /**
     * A signature's documentation as HTML, which may be of a type that was typed in.
     *
     * @param signature as JShell prints it
     * @param known the raw doc comment where JShell found one, otherwise null
     * @param declared Java source of the types that were typed in
     * @return HTML, empty if there is none
     */
    synchronized String html(String signature, @Nullable String known, String declared) {
        if (known != null && !known.isBlank()) {
            return DocText.html(known);
        }
        return lookUp(Signature.parse(signature), declared.isBlank() ? new Parsed() : parseText(declared));
    }

    private String lookUp(Signature signature, Parsed declared) {
        List<String> names = signature.names();
        for (int i = 0; i < names.size(); i++) {
            List<Parsed> sources = sourcesOf(String.join("/", names.subList(0, i)), names.get(i), declared);
            if (!sources.isEmpty()) {
                String key = String.join(".", names.subList(i, names.size()));
                return sources.stream()
                        .map(source -> withType(source.docs, key, ownOrInherited(source, signature, key, declared)))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
            }
        }
        return "";
    }

    /**
     * Where a top-level type may stand, the likeliest first: signatures of members name no package, and what is not public
     * can hardly be meant in a cell.
     */
    private List<Parsed> sourcesOf(String directory, String type, Parsed declared) {
        if (declared.parents.containsKey(type)) {
            return List.of(declared);
        }
        List<SourceFile> same = files.getOrDefault(type, List.of());
        List<SourceFile> there = same.stream()
                .filter(file -> file.name.equals(directory + "/" + type + ".java"))
                .toList();
        return (there.isEmpty() ? same : there)
                .stream()
                        .map(file -> parsed.computeIfAbsent(file, SourceDocs::parse))
                        .sorted(Comparator.comparing(source -> !source.published.contains(type)))
                        .toList();
    }

    /** The same method's own text, else what it inherits, else that of an overload. */
    private String ownOrInherited(Parsed source, Signature signature, String key, Parsed declared) {
        List<String> keys = signature.keys(key);
        String exact = source.docs.getOrDefault(keys.get(0), "");
        String found = exact.isEmpty() ? inherited(source, signature, key, declared) : exact;
        return found.isEmpty() ? firstPresent(source.docs, keys) : found;
    }

    private String inherited(Parsed source, Signature signature, String key, Parsed declared) {
        int dot = key.lastIndexOf('.');
        if (dot < 0 || signature.parameters() == null) {
            return "";
        }
        for (String parent : source.parents.getOrDefault(key.substring(0, dot), List.of())) {
            Parsed above = sourcesOf("", parent, declared).stream().findFirst().orElse(null);
            String same = parent + key.substring(dot);
            String found = above == null
                    ? ""
                    : firstPresent(above.docs, signature.keys(same).subList(0, 2));
            if (found.isEmpty() && above != null) {
                found = inherited(above, signature, same, declared);
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        return "";
    }

    /** A constructor's text follows its type's, where a record describes its components. */
    private static String withType(Map<String, String> docs, String key, String own) {
        String type = docs.getOrDefault(key, own);
        return type.equals(own) ? own : type + "<p>" + own;
    }

    private static String firstPresent(Map<String, String> docs, List<String> keys) {
        return keys.stream()
                .filter(docs::containsKey)
                .map(docs::get)
                .findFirst()
                .orElse("");
    }

    private void index(String jar) {
        try {
            ZipFile zip = new ZipFile(jar);
            zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".java"))
                    .forEach(name -> files.computeIfAbsent(
                                    name.substring(name.lastIndexOf('/') + 1, name.length() - 5),
                                    type -> new ArrayList<>())
                            .add(new SourceFile(zip, name)));
        } catch (IOException unreadable) {
            System.err.println("macrodyn.sources: cannot read " + jar + ", so Shift-TAB shows signatures only");
        }
    }

    private static Parsed parse(SourceFile file) {
        try (var in = file.jar.getInputStream(file.jar.getEntry(file.name))) {
            return parseText(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return new Parsed();
        }
    }

    private static Parsed parseText(String text) {
        Parsed found = new Parsed();
        SourceText.Parsed source = SourceText.parse(text);
        new Collector(source.trees(), found).scan(source.unit(), null);
        return found;
    }

    private static final class Collector extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final Parsed found;
        private final Map<String, String> constants = new HashMap<>();
        private final Deque<String> types = new ArrayDeque<>();

        Collector(DocTrees trees, Parsed found) {
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            types.addLast(type.getSimpleName().toString());
            Stream<Tree> above =
                    Stream.concat(Stream.ofNullable(type.getExtendsClause()), type.getImplementsClause().stream());
            found.parents.put(
                    String.join(".", types),
                    above.map(parent -> Signature.simpleType(parent.toString())).toList());
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree field && field.getInitializer() != null) {
                    constants.put(
                            field.getName().toString(), field.getInitializer().toString());
                }
            }
            if (type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                found.published.add(String.join(".", types));
            }
            put("");
            super.visitClass(type, null);
            types.removeLast();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean constructor = method.getName().contentEquals("<init>");
            String name = constructor ? "" : "." + method.getName();
            List<String> parameters = method.getParameters().stream()
                    .map(parameter -> Signature.simpleType(parameter.getType().toString()))
                    .toList();
            put(name + "(" + String.join(",", parameters) + ")");
            put(name + "(" + parameters.size() + ")");
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            put("." + field.getName());
            return null;
        }

        private void put(String member) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                found.docs.putIfAbsent(String.join(".", types) + member, DocText.html(comment, constants));
            }
        }
    }
}
