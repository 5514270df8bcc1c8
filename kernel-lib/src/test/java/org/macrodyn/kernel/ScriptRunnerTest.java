package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptRunnerTest {
    @TempDir
    Path directory;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private int run(String script, String... arguments) throws IOException {
        Path file = Files.writeString(directory.resolve("script.jsh"), script);
        String[] all = new String[arguments.length + 1];
        all[0] = file.toString();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return ScriptRunner.run(all);
    }

    @Test
    void runsWithTheKernelsImportsAndItsArguments() throws IOException {
        int exit = run(
                """
                // a comment, then an import: variables before it must survive
                import java.util.concurrent.*;
                /* and a block */
                System.out.println(new Grid(1, 1, 2, 3).rows() + " " + String.join(",", args));
                """,
                "a",
                "b");
        assertThat(exit).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("2 a,b\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void stopsAtExitWithItsCode() throws IOException {
        assertThat(run("int x = 2;\n/exit x + 1\nSystem.out.println(\"never\");\n"))
                .isEqualTo(3);
        assertThat(run("/exit\n")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void namesTheLineOfAnException() throws IOException {
        int exit = run("int f(int i) {\n    return 1 / i;\n}\n\nf(0);\nSystem.out.println(\"never\");\n");
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("java.lang.ArithmeticException: / by zero\n")
                .contains("script.jsh, line 2: return 1 / i;", "script.jsh, line 5: f(0);")
                .doesNotContain("\u001b");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void namesEmptyVariablesAsTheScriptDoes() throws IOException {
        assertThat(run("String model = null;\nmodel.length();\n")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("because \"model\" is null\n")
                .doesNotContain("REPL");
    }

    @Test
    void namesTheLineOfACompileError() throws IOException {
        assertThat(run("int a = 1;\nint b = a + c;\n")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot find symbol", "script.jsh, line 2:");
    }

    @Test
    void runsAllOfItsTextOrFails() throws IOException {
        String choice = "int q = switch (3) { case 3 -> 7; default -> throw new IllegalStateException(); };\n";
        assertThat(run(choice + "System.out.println(q);\n/exit q\n")).isEqualTo(7);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("7\n");
        assertThat(run("System.out.println(\"never\");\n1 + 1\n2 + 2\n")).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("7\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("';' expected", "script.jsh, line 2:");
    }

    @Test
    void failsWhereADeclarationWaitsForANameInVain() throws IOException {
        String waiting = "class Foo {\n    int f() { return nope; }\n}\n";
        String line = "Foo cannot be used yet: variable nope is not declared (line 2)\n";
        assertThat(run(waiting + "System.out.println(1);\n")).isEqualTo(1);
        assertThat(run(waiting + "/exit\n")).isEqualTo(1);
        assertThat(run(waiting + "/exit 3\n")).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(line.repeat(3));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("1\n");
    }

    @Test
    void acceptsNamesThatComeLaterInTheScript() throws IOException {
        String waiting = "class Foo {\n    int f() { return nope + more(); }\n}\nBar bar;\n";
        assertThat(run(waiting + "int nope = 1;\nint more() { return 2; }\nclass Bar {}\n"
                        + "System.out.println(new Foo().f());\n"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("3\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void refusesUnknownCommandsAndAbsentScripts() throws IOException {
        assertThat(run("/vars\n")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("/vars", "only /exit");
        assertThat(ScriptRunner.run(directory.resolve("none.jsh").toString())).isEqualTo(2);
        assertThat(ScriptRunner.run()).isEqualTo(2);
    }
}
