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
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Every public element has a documentation comment with all its parameters, record components and results: Shift-TAB in a
 * notebook never comes up empty. (Doclint's own check asks for the parameters of compact constructors twice on JDK 17.) And
 * nothing refers to a document that the repository does not hold.
 */
class DocumentationTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path ROOT = Path.of("..");
    private static final Path ARCHITECTURE = Path.of("ARCHITECTURE.md");
    /** A class with its package, and a method of it. */
    private static final Pattern MEMBER =
            Pattern.compile("`((?:[a-z]+\\.)+[A-Z]\\w+)(?:\\.([a-z]\\w*))?(?:\\([^`]*)?`");
    /** What stands in directories that no commit holds, and what is no text. */
    private static final Set<String> NOT_HELD = Set.of(
            ".git",
            ".state",
            ".venv",
            ".ipynb_checkpoints",
            ".idea",
            ".settings",
            "__pycache__",
            "target",
            "build",
            "runs");

    private static final Pattern NO_TEXT = Pattern.compile(".*\\.(png|npy|npz|zip|jar|class|pyc)");
    /** A document named in capitals, by its file or by one of its sections: DOCUMENT.md, or DOCUMENT with a section sign. */
    private static final Pattern CITED = Pattern.compile("(?<![\\w.])([A-Z]{3,})(?:\\.md\\b|(?:\\.md)? ?\u00a7)");

    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*|\\*|//)");
    private static final int WIDEST = 130;
    private static final int LONGEST_CLASS = 450;

    @Test
    void everyPublicElementIsDocumented() throws IOException {
        assertThat(missing(sources())).isEmpty();
    }

    /** A comment that leaves the screen, and a class that takes an hour, are not read. */
    @Test
    void sourcesAreShort() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > LONGEST_CLASS) {
                found.add(file + " has " + lines.size() + " lines");
            }
            lines.stream()
                    .filter(line ->
                            line.length() > WIDEST && COMMENT.matcher(line).lookingAt())
                    .forEach(line -> found.add(file + ": " + line));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageSaysWhatLivesThere() throws IOException {
        Set<Path> packages = new HashSet<>();
        sources().forEach(file -> packages.add(file.getParent()));
        assertThat(packages).allMatch(directory -> Files.exists(directory.resolve("package-info.java")));
    }

    /** A reader must be able to open what a comment, a notebook or a page refers to. */
    @Test
    void noTextCitesADocumentThatTheRepositoryDoesNotHold() throws IOException {
        List<String> cited = new ArrayList<>();
        for (Path file : texts()) {
            CITED.matcher(Files.readString(file, StandardCharsets.ISO_8859_1).replace("\u00c2\u00a7", "\u00a7"))
                    .results()
                    .filter(citation -> !held(citation.group(1) + ".md"))
                    .forEach(citation -> cited.add(ROOT.relativize(file) + ": " + citation.group()));
        }
        assertThat(cited).isEmpty();
    }

    /** The page of equations names classes and methods that exist. */
    @Test
    void theArchitectureNamesWhatIsThere() throws IOException {
        List<MatchResult> named =
                MEMBER.matcher(Files.readString(ARCHITECTURE)).results().toList();
        assertThat(named).hasSizeGreaterThan(50);
        for (MatchResult name : named) {
            String type = name.group(1).replace('.', '/') + ".java";
            Path file = SOURCES.resolve("org/macrodyn").resolve(type);
            assertThat(file).exists();
            if (name.group(2) != null) {
                assertThat(Files.readString(file)).containsPattern("\\b" + name.group(2) + "\\(");
            }
        }
    }

    @Test
    void citationsAreRecognised() {
        assertThat(CITED.matcher("as in NOTES.md").find()).isTrue();
        assertThat(CITED.matcher("(NOTES \u00a73.5)").find()).isTrue();
        assertThat(CITED.matcher("(NOTES.md \u00a73)").find()).isTrue();
        assertThat(CITED.matcher("Bevington, Data Reduction, \u00a76.3; JMLR 13, 2012")
                        .find())
                .isFalse();
    }

    private static boolean held(String document) {
        return Files.exists(ROOT.resolve(document)) || Files.exists(Path.of(document));
    }

    private static List<Path> texts() throws IOException {
        List<Path> texts = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean held = !NOT_HELD.contains(directory.getFileName().toString());
                return held ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean itself = file.endsWith(DocumentationTest.class.getSimpleName() + ".java");
                if (attributes.isRegularFile()
                        && !itself
                        && !NO_TEXT.matcher(file.getFileName().toString()).matches()) {
                    texts.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return texts;
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
                    || (inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE));
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
