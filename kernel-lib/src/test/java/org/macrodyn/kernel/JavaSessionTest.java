package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One session for all these cells: each test uses names of its own. */
class JavaSessionTest {
    private static final JavaSession SESSION = new JavaSession();

    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterAll
    static void close() {
        SESSION.close();
    }

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(realErr);
    }

    private static Object run(String cell) throws Exception {
        FutureTask<Object> task = new FutureTask<>(() -> SESSION.run(cell, "cell [1]"));
        DeepThread.of("test", task).start();
        return task.get();
    }

    private static String error(String cell) {
        Throwable thrown = catchThrowable(() -> run(cell)).getCause();
        assertThat(thrown).isInstanceOf(CellFailure.class);
        return Ansi.strip(String.join("\n", ((CellFailure) thrown).lines()));
    }

    private String warnings() {
        String text = err.toString(StandardCharsets.UTF_8);
        err.reset();
        return text;
    }

    @Test
    void runsAllOfACellWithASwitchThatThrows() throws Exception {
        assertThat(run(
                        "int sa = 3;\nint sq = switch (sa) { case 3 -> 7; default -> throw new IllegalStateException(); };\n"
                                + "int sb = 5; sq + sb"))
                .isEqualTo(12);
        assertThat(run(
                        "int sf(int a) { int b = switch (a) { case 3 -> 7; default -> throw new IllegalStateException(); }; return b; }\n"
                                + "sf(3)"))
                .isEqualTo(7);
    }

    @Test
    void runsNothingOfACellThatIsNotJava() throws Exception {
        run("int untouched = 1;");
        assertThat(error("untouched = 2;\n1 + 1\n2 + 2")).contains("';' expected", "cell [1], line 2:", "    1 + 1\n");
        assertThat(run("untouched")).isEqualTo(1);
    }

    @Test
    void keepsVariablesWhoseInitialiserNamesWhatIsDeclaredAnew() throws Exception {
        run(
                """
                int vf() { return 1; }
                int vw = 10;
                var va = vf();
                va = 77;
                int[] vb = {vf(), vw};
                List<Integer> vc = new ArrayList<>(List.of(vf()));
                Runnable vd = () -> vf();
                var ve = new Object() { int p = vf(); };
                double vg = vf() + 0.5;""");
        run("int vf() { return 2; }\nint vw = 20;");
        run("import java.awt.geom.*;\nimport java.util.List;");
        assertThat(warnings()).isEmpty();
        assertThat(run("va + \" \" + vb[1] + vc + (vd != null) + ve.p + \" \" + vg + \" \" + vf() + vw"))
                .isEqualTo("77 10[1]true1 1.5 220");
    }

    @Test
    void runsTheInitialiserOfTheVariableThatIsDeclaredAnew() throws Exception {
        run("int na = 5; var nb = na * 2; int twice() { return nb * 2; } nb = 11;");
        assertThat(run("var na = nb * 3; na")).isEqualTo(33);
        assertThat(run("nb + twice()")).isEqualTo(33);
        assertThat(run("int na; na")).isEqualTo(0);
    }

    /** A cell that is run again after a number in it, or in a cell above, was changed. */
    @Test
    void runsTheSameWordsAgainWithWhatWasDeclaredAnew() throws Exception {
        run("var ra = 3; var rb = List.of(ra); var rc = new Object() { int p = ra; }; Runnable rd = () -> {};");
        assertThat(run("var ra = 4; var rb = List.of(ra); rb")).hasToString("[4]");
        assertThat(run("var rc = new Object() { int p = ra; }; rc.p")).isEqualTo(4);
        for (int value = 5; value < 8; value++) {
            assertThat(run("var ra = " + value + "; rb.get(0) + rc.p"))
                    .as("until they run")
                    .isEqualTo(2 * value - 2);
            assertThat(run("var rc = new Object() { int p = ra; }; rc.p")).isEqualTo(value);
            assertThat(run("var rb = List.of(ra);\nrb")).hasToString("[" + value + "]");
        }
        assertThat(run("var ra = 8; rb = List.of(9); rb.get(0) + rc.p"))
                .as("in the middle of a cell")
                .isEqualTo(16);
        assertThat(run("rb")).hasToString("[9]");
        run(
                """
                class Rv { int f() { return 1; } }
                var re = new Rv();
                var rf = re.f();
                var rg = rf + 10;""");
        run("class Rv { int f() { return 2; } }");
        assertThat(warnings()).hasLineCount(1).startsWith("re is empty again, because Rv was declared anew");
        run("var re = new Rv();");
        assertThat(run("rf + rg")).isEqualTo(12);
        run("var rf = re.f();");
        assertThat(run("var rg = rf + 10; rg")).isEqualTo(12);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void warnsWhereAValueIsReallyGone() throws Exception {
        run("class Gone { int f() { return 1; } }\nint gf() { return 1; }\nvar ga = new Gone();\n"
                + "var gb = new ArrayList<>(List.of(ga));\nvar gc = gf();\nObject gd = ga;");
        run("class Gone { int f() { return 2; } }");
        assertThat(warnings().lines())
                .containsExactlyInAnyOrder(
                        "ga is empty again, because Gone was declared anew: run the cell that fills it",
                        "gb is empty again, because Gone was declared anew: run the cell that fills it");
        assertThat(run("ga")).isNull();
        run("double gf() { return 2.5; }");
        assertThat(warnings()).isEmpty();
        assertThat(run("gc")).isEqualTo(1);
        assertThat(run("gd")).asString().contains("Gone@");
    }

    @Test
    void namesEmptyVariablesAsTheUserDoes() throws Exception {
        run("class Nil { int f() { return 1; } Nil next; }\nvar na1 = new Nil();\nvar na2 = new Nil();");
        run("class Nil { int f() { return 2; } Nil next; }");
        assertThat(error("na1.f()"))
                .startsWith("java.lang.NullPointerException: Cannot invoke \"Nil.f()\" because \"na1\" is null"
                        + ": run the cell that fills it\n")
                .doesNotContain("REPL");
        run("na1 = new Nil();\nvar na2 = new Nil();\nNil na3 = null;");
        assertThat(error("na1.next.f()")).contains("because \"na1.next\" is null\n");
        run("na2 = null;");
        assertThat(error("na2.f()")).contains("because \"na2\" is null\n");
        assertThat(error("na3.next")).contains("because \"na3\" is null\n");
        assertThat(error("Nil na4 = na3.next;")).contains("because \"na3\" is null\n");
        assertThat(error("na4.next")).contains("because \"na4\" is null: run the cell that fills it\n");
        assertThat(error("class Ouch extends RuntimeException { Ouch() { super(\"much\"); } }\nthrow new Ouch();"))
                .startsWith("Ouch: much\n");
    }

    @Test
    void advisesToRunACellThatWasInterrupted() throws Exception {
        FutureTask<Object> sleep = new FutureTask<>(
                () -> run(
                        """
                String nb1 = "a" + Stream.generate(() -> {
                    if (Thread.currentThread().isInterrupted()) throw new RuntimeException();
                    System.setProperty("nb1", "runs"); return 1; }).limit(Long.MAX_VALUE).count();"""));
        DeepThread.of("sleeper", sleep).start();
        while (System.getProperty("nb1") == null) {
            Thread.sleep(10);
        }
        SESSION.interrupt();
        assertThatThrownBy(sleep::get).hasRootCauseMessage("the cell was stopped");
        assertThat(error("nb1.length()")).contains("because \"nb1\" is null: run the cell that fills it\n");
    }

    @Test
    void tellsOfVariablesThatAnImportMakesUnusable() throws Exception {
        run("Timer amb = new Timer(true);");
        run("import javax.swing.*;");
        assertThat(warnings())
                .isEqualTo("amb cannot be used now, because javax.swing.* was declared anew: "
                        + "reference to Timer is ambiguous\n");
        run("import java.util.Timer;");
        assertThat(run("amb != null")).isEqualTo(true);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void resolvesTypesThatComeLaterInTheCell() throws Exception {
        assertThat(run("class FA { FB b; }\nclass FB { FA a; }\nnew FA().b")).isNull();
        assertThat(run("record Node(int v, Tree left) {}\nrecord Tree(Node root) {}\nnew Tree(new Node(1, null))"))
                .hasToString("Tree[root=Node[v=1, left=null]]");
        assertThat(run("class Early { String c() { return Hue.RED.name() + Hue.valueOf(\"BLUE\").other().name(); } }\n"
                        + "enum Hue { RED, BLUE; Hue other() { return values()[1 - ordinal()]; } }\nnew Early().c()"))
                .isEqualTo("REDRED");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void resolvesFamiliesThatOverrideAndCheck() throws Exception {
        String cell =
                """
                sealed interface Expr permits Num, Sum { double eval(); static Expr zero() { return new Num(0); } }
                record Num(double v) implements Expr {
                    Num { if (Double.isNaN(v)) throw new IllegalArgumentException("nan"); }
                    @Override public double eval() { return v; }
                }
                record Sum(Expr l, Expr r) implements Expr {
                    @Override public double eval() { return %d + l.eval() + r.eval(); }
                }
                new Sum(new Num(1), Expr.zero()).eval()
                """;
        assertThat(run(cell.formatted(0))).isEqualTo(1.0);
        assertThat(run(cell.formatted(10))).isEqualTo(11.0);
        assertThat(
                        run(
                                "class Cross implements Face { @Override public Face m() { return this; } }\n"
                                        + "interface Face { Face m(); default Cross x() { return new Cross(); } }\nnew Cross().m().x() != null"))
                .isEqualTo(true);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void complainsOfMissingTypesAtUse() throws Exception {
        run("class Lonely { Missing m; @Override public String toString() { return \"l\"; } }");
        assertThat(warnings()).isEqualTo("Lonely cannot be used yet: class Missing is not declared (line 1)\n");
        assertThat(error("new Lonely()"))
                .isEqualTo("UnresolvedReference: Lonely cannot be used: class Missing is not declared");
        run("class Missing {}");
        assertThat(run("new Lonely()")).hasToString("l");
        assertThat(
                        error(
                                "class Wrong implements Late { @Override public void nope() {} }\ninterface Late { Wrong w(); }"))
                .contains("method does not override or implement a method from a supertype");
    }

    @Test
    void acceptsCompactConstructors() throws Exception {
        String rate =
                "record Rate(double a) { Rate { if (!(a > 0)) throw new IllegalArgumentException(\"a \" + a); } }";
        assertThat(run(rate + "\nnew Rate(3)")).hasToString("Rate[a=3.0]");
        assertThat(error("new Rate(-1)")).contains("a -1.0", "line 1: " + rate);
        assertThat(error("record Bad(int a) { Bad { a++; }\n int f() { return a + true; } }"))
                .contains("line 2:", " int f() { return a + true; } }\n                        ^^^^^^");
    }

    @Test
    void answersWhereTheCompilerBreaksDown() throws Exception {
        assertThat(run("String deep = " + "\"a\" + ".repeat(4000) + "\"\"; deep.length()"))
                .isEqualTo(4000);
        assertThat(run("int term = 1; int sum = " + "term + ".repeat(3000) + "term; sum"))
                .isEqualTo(3001);
        assertThat(error("int nest = " + "(".repeat(60_000))).startsWith("CompilerFailure: the compiler broke down");
        assertThat(run("1 + 1")).isEqualTo(2);
    }

    @Test
    void refusesWhatWouldSpoilAllLaterCells() throws Exception {
        for (String name : new String[] {"Object", "String", "Exception", "Throwable", "SuppressWarnings"}) {
            assertThat(error("int before = 1;\nclass " + name + " {}"))
                    .hasLineCount(1)
                    .contains("the type " + name + " would hide java.lang." + name, "cell [1], line 2");
            assertThat(error("import some." + name + ";")).contains("would hide java.lang." + name);
        }
        assertThat(run("class Process {} \"a\" + 1 + new Object() { int p = 1; }.p"))
                .isEqualTo("a11");
    }

    @Test
    void hintsAtPackagesAndToleratesByteOrderMarks() throws Exception {
        assertThat(error("package a.b;\nint pa = 1;"))
                .isEqualTo("UnsupportedPackage: package a.b; cells and scripts are in no package; leave the line out "
                        + "(cell [1], line 1)");
        assertThat(run("\uFEFFint pb = 3; pb")).isEqualTo(3);
    }
}
