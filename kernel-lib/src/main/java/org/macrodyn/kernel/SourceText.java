package org.macrodyn.kernel;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java source in memory, for javac's parser. */
final class SourceText extends SimpleJavaFileObject {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** Asked by the compiler, though a parser opens no files; one is enough. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    private final String text;

    private SourceText(String text) {
        super(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE);
        this.text = text;
    }

    /**
     * What the parser made of a text.
     *
     * @param unit its tree; where there are errors, as far as the parser understood it
     * @param trees positions and doc comments of the tree
     * @param errors in the order of the text
     */
    record Parsed(CompilationUnitTree unit, DocTrees trees, List<Diagnostic<? extends JavaFileObject>> errors) {}

    /**
     * Parses a compilation unit; names and types are not looked at.
     *
     * @throws RuntimeException of several kinds, or StackOverflowError, if the text is nested too deeply for the stack
     */
    static Parsed parse(String text) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none");
        JavacTask task = (JavacTask)
                COMPILER.getTask(Writer.nullWriter(), FILES, problems, options, null, List.of(new SourceText(text)));
        DocTrees trees = DocTrees.instance(task);
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            var errors = problems.getDiagnostics().stream()
                    .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                    .toList();
            return new Parsed(unit, trees, List.copyOf(errors));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }
}
