package org.macrodyn.kernel;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Doc comments from the sources jars of the system property {@code macrodyn.sources}, by the signatures that JShell
 * prints. JShell itself reads only the JDK's own {@code src.zip}.
 */
final class SourceDocs {
    private static final SourceDocs SHARED = new SourceDocs(System.getProperty("macrodyn.sources", ""));

    private final Map<String, ZipFile> jars = new HashMap<>();
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, Map<String, String>> parsed = new HashMap<>();

    SourceDocs(String path) {
        for (String jar : path.split(File.pathSeparator)) {
            if (!jar.isBlank() && new File(jar).isFile()) {
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
    synchronized String html(String signature, String known) {
        return known != null && !known.isBlank() ? DocText.html(known) : lookUp(Signature.parse(signature));
    }

    private String lookUp(Signature signature) {
        List<String> names = signature.names();
        for (int i = 0; i < names.size(); i++) {
            String file = files.get(names.get(i));
            if (file != null) {
                Map<String, String> docs = parsed.computeIfAbsent(file, this::parse);
                String key = String.join(".", names.subList(i, names.size()));
                return withType(docs, key, firstPresent(docs, signature.keys(key)));
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
                    .forEach(name -> {
                        jars.put(name, zip);
                        files.put(name.substring(name.lastIndexOf('/') + 1, name.length() - 5), name);
                    });
        } catch (IOException unreadable) {
            System.err.println("macrodyn.sources: cannot read " + jar + ", so Shift-TAB shows signatures only");
        }
    }

    private Map<String, String> parse(String name) {
        Map<String, String> docs = new HashMap<>();
        try (var in = jars.get(name).getInputStream(jars.get(name).getEntry(name))) {
            Source source = new Source(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                    .getTask(null, null, problem -> {}, List.of("-proc:none"), null, List.of(source));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Collector(trees, docs).scan(unit, null);
            }
        } catch (IOException unreadable) {
            return Map.of();
        }
        return docs;
    }

    /** {@code Type}, {@code Type.field}, {@code Type.method(int,String)} and {@code Type.method(2)} → HTML. */
    private static final class Collector extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final Map<String, String> docs;
        private final Deque<String> types = new ArrayDeque<>();

        Collector(DocTrees trees, Map<String, String> docs) {
            this.trees = trees;
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            types.addLast(type.getSimpleName().toString());
            put("");
            super.visitClass(type, unused);
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
                docs.putIfAbsent(String.join(".", types) + member, DocText.html(comment));
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
