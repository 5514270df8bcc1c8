package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Every public element has a documentation comment with all its parameters, record components and results: Shift-TAB in a
 * notebook never comes up empty. (Doclint's own check asks for the parameters of compact constructors twice on JDK 17.)
 */
class DocumentationTest {
    private static final Path SOURCES = Path.of("src", "main", "java");

    @Test
    void everyPublicElementIsDocumented() throws IOException {
        assertThat(missing(sources())).isEmpty();
    }

    @Test
    void everyPackageSaysWhatLivesThere() throws IOException {
        Set<Path> packages = new HashSet<>();
        sources().forEach(file -> packages.add(file.getParent()));
        assertThat(packages).allMatch(directory -> Files.exists(directory.resolve("package-info.java")));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> missing(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> missing = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees comments = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Check(comments, unit, missing).scan(unit, null);
            }
        }
        return missing;
    }

    /** Visits public types and their public members. */
    private static final class Check extends TreePathScanner<Void, Void> {
        private final DocTrees comments;
        private final CompilationUnitTree unit;
        private final List<String> missing;

        Check(DocTrees comments, CompilationUnitTree unit, List<String> missing) {
            this.comments = comments;
            this.unit = unit;
            this.missing = missing;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (!visible(type.getModifiers())) {
                return null;
            }
            DocCommentTree comment = require(type.getSimpleName().toString());
            if (type.getKind() == Tree.Kind.RECORD) {
                type.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(VariableTree.class::cast)
                        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
                        .forEach(component -> requireParameter(
                                comment, component.getName().toString(), type.getSimpleName() + " component"));
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation -> annotation.toString().contains("Override"));
            boolean compact =
                    method.getName().contentEquals("<init>") && enclosing().getKind() == Tree.Kind.RECORD;
            if (!visible(method.getModifiers()) || overrides || generated(method)) {
                return null;
            }
            DocCommentTree comment = require(method.getName().toString());
            if (compact) {
                return null;
            }
            for (VariableTree parameter : method.getParameters()) {
                requireParameter(
                        comment,
                        parameter.getName().toString(),
                        method.getName().toString());
            }
            boolean returns = method.getReturnType() != null
                    && !method.getReturnType().toString().equals("void");
            if (returns && !has(comment, DocTree.Kind.RETURN)) {
                report(method.getName() + ": no @return");
            }
            return null;
        }

        /** Javac parses a default constructor into classes that have none. */
        private boolean generated(Tree tree) {
            return comments.getSourcePositions().getEndPosition(unit, tree) < 0
                    || comments.getSourcePositions().getStartPosition(unit, tree)
                            == comments.getSourcePositions().getStartPosition(unit, enclosing());
        }

        private ClassTree enclosing() {
            TreePath path = getCurrentPath().getParentPath();
            return (ClassTree) path.getLeaf();
        }

        /** Members of interfaces are public without saying so. */
        private boolean visible(ModifiersTree modifiers) {
            TreePath parent = getCurrentPath().getParentPath();
            boolean inInterface = parent.getLeaf() instanceof ClassTree type && type.getKind() == Tree.Kind.INTERFACE;
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE);
        }

        private DocCommentTree require(String name) {
            DocCommentTree comment = comments.getDocCommentTree(getCurrentPath());
            if (comment == null) {
                report(name + ": no comment");
            }
            return comment;
        }

        private void requireParameter(DocCommentTree comment, String parameter, String owner) {
            boolean found = comment != null
                    && comment.getBlockTags().stream()
                            .filter(ParamTree.class::isInstance)
                            .map(ParamTree.class::cast)
                            .anyMatch(tag -> tag.getName().toString().equals(parameter));
            if (!found) {
                report(owner + ": no @param " + parameter);
            }
        }

        private static boolean has(DocCommentTree comment, DocTree.Kind kind) {
            return comment != null
                    && (comment.getBlockTags().stream().anyMatch(tag -> tag.getKind() == kind)
                            || comment.getFullBody().stream().anyMatch(tag -> tag.getKind() == kind));
        }

        private void report(String problem) {
            missing.add(Path.of(unit.getSourceFile().getName()).getFileName() + ": " + problem);
        }
    }
}
