package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cursor is where the bar is. */
class CodeAssistTest {
    private static JavaSession session;
    private static CodeAssist assist;

    @BeforeAll
    static void start() throws CellFailure {
        session = new JavaSession();
        session.run(
                "int twice(int a) { return 2 * a; } var numbers = List.of(1); Study<byte[]> study = null;", "cell [1]");
        assist = new CodeAssist(session.analysis(), session.declaredTypes());
    }

    @AfterAll
    static void stop() {
        session.close();
    }

    private static String inspected(String code) {
        int cursor = code.indexOf('|');
        DisplayData shown = assist.inspect(code.replace("|", ""), cursor);
        return shown == null ? null : shown.getData(MIMEType.TEXT_PLAIN).toString();
    }

    private static List<String> completed(String code) {
        int cursor = code.indexOf('|');
        ReplacementOptions options = assist.complete(code.replace("|", ""), cursor);
        return options == null ? List.of() : options.getReplacements();
    }

    @Test
    void documentsTypesAtTheirNames() {
        for (String code : List.of(
                "Upsampler|", "Upsam|pler", "Upsampler |", "|Upsampler", "var u = Upsampler|", "new Upsampler|")) {
            assertThat(inspected(code)).as(code).startsWith("org.macrodyn.scale.Upsampler");
        }
    }

    @Test
    void documentsMethodsWithoutACall() {
        for (String code : List.of(
                "Ising.square|",
                "Ising.squ|are",
                "Ising.square |",
                "Ising.square(|",
                "Ising.square(8)|",
                "show(Ising.square|)",
                "var m = Ising.square|;\nint y = 1;")) {
            assertThat(inspected(code)).as(code).startsWith("Ising Ising.square(int side, double temperature");
        }
        assertThat(inspected("LocalRelaxation.brief|")).contains(".brief(double time)");
        assertThat(inspected("Math::max|")).startsWith("int Math.max(int a, int b)");
        assertThat(inspected("twice|")).startsWith("int twice(int a)");
        assertThat(inspected("numbers.stream().map|")).contains("map(java.util.function.Function<");
        assertThat(inspected("String word = \"a\";\nword.length|")).startsWith("int String.length()");
        assertThat(inspected("numbers|")).startsWith("numbers:java.util.List<java.lang.Integer>");
        assertThat(inspected("noSuchName|")).isNull();
    }

    @Test
    void completesNamesThatTheCellDeclaresBefore() {
        assertThat(completed("var fresh = 3;\nfre|")).containsExactly("fresh");
        assertThat(completed("int freshMethod() { return 1; }\nint x = freshM|"))
                .contains("freshMethod()");
        assertThat(completed("record Fresh(int alpha) {}\nvar q = new Fresh(1);\nq.al|"))
                .contains("alpha()");
        assertThat(completed("record Fresh(int alpha) {}\nint g(Fresh f) { return f.al|"))
                .contains("alpha()");
        assertThat(completed("enum Hue { RED }\nHue.R|")).containsExactly("RED");
        assertThat(completed("int a = switch (1) { case 1 -> 2; default -> throw new RuntimeException(); };\n"
                        + "String word = \"a\";\nfor (int i = 0; i < word.leng|"))
                .containsExactly("length()");
    }

    @Test
    void documentsTheCallWhoseArgumentsAreTyped() throws CellFailure {
        for (String code : List.of(
                "Sweep.over(|",
                "Sweep.over(study, |",
                "Sweep.over(study,|)",
                "Sweep.over(study, \"lam\", |",
                "Sweep.over(study, \"twi|",
                "var s = Sweep.over(study, \"lam\", |);",
                "Sweep.over(study, \"a(\", twice(1), |",
                "Sweep.over(study, /* ( */ (numbers.get(0)), |",
                "show(Sweep.over(study, |))",
                "int a = 1;\nif (a > 0) { Sweep.over(study, (|",
                "numbers.forEach(n -> Sweep.over(study, |")) {
            assertThat(inspected(code)).as(code).startsWith("Sweep<S> Sweep<S>.<S, V>over(Study<S> study,");
        }
        assertThat(inspected("Sweep.over(study, Math.max(1, |")).startsWith("int Math.max(int a, int b)");
        assertThat(inspected("int more(int a) { return a; }\nmore(|")).contains("more(int a)");
        assertThat(inspected("new ArrayList<String>(|")).contains("ArrayList<E>(int initialCapacity)");
        assertThat(inspected("new ArrayList<>(|")).contains("(int initialCapacity)");
        assertThat(inspected("noSuchMethod(numbers, |")).isNull();
    }

    @Test
    void documentsTheNameInACallAtTheName() {
        for (String code : List.of("Sweep.over(numbers|", "Sweep.over(|numbers, 1)", "Sweep.over(1, num|bers)")) {
            assertThat(inspected(code)).as(code).startsWith("numbers:java.util.List<");
        }
        assertThat(inspected("// Sweep.over(study, numbers|")).startsWith("numbers:java.util.List<");
    }

    @Test
    void completesNothingInStringsAndComments() {
        for (String code : List.of(
                "numbers.equals(\"|",
                "numbers.equals(\"|\")",
                "numbers.equals(\"a \\\"|",
                "String t = \"\"\"\n  \"numbers.|",
                "char c = '|",
                "// numbers.|",
                "int a; // it's numbers.|\nint b;",
                "/* numbers.|")) {
            assertThat(completed(code)).as(code).isEmpty();
        }
        for (String code : List.of(
                "\"a\".equals(numbers.ge|",
                "\"\\\\\".equals(numbers.ge|",
                "String t = \"\"\"\n  \"a\n  \"\"\";\nnumbers.ge|",
                "char c = '\"'; numbers.ge|",
                "// it's\nnumbers.ge|",
                "/* \" */ numbers.ge|")) {
            assertThat(completed(code)).as(code).contains("get(");
        }
    }
}
