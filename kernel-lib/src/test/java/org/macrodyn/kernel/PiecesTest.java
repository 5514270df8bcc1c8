package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.macrodyn.kernel.Piece.Kind;

class PiecesTest {
    /** The quick way must find what the thorough one does. */
    private static Pieces cut(String text) {
        Pieces pieces = Pieces.of(text);
        Pieces thorough = Pieces.oneByOne(text);
        assertThat(pieces.found()).as(text).isEqualTo(thorough.found());
        assertThat(pieces.problem()).as(text).isEqualTo(thorough.problem());
        return pieces;
    }

    private static List<String> codes(String text) {
        Pieces pieces = cut(text);
        assertThat(pieces.problem()).as(text).isNull();
        return pieces.found().stream().map(Piece::code).toList();
    }

    private static Pieces.Problem problem(String text) {
        return cut(text).problem();
    }

    @Test
    void cutsBehindASwitchThatThrows() {
        String arms = "switch (a) { case 3 -> 7; default -> throw new IllegalStateException(); }";
        for (String first : List.of(
                "int q = " + arms + ";",
                "int f(int a) { int b = " + arms + "; return b; }",
                "class A { int f(int a) { return " + arms + "; } }",
                "f(" + arms + ");",
                "new A() { int f() { return " + arms + "; } }.f();",
                "Runnable r = () -> f(" + arms + ");",
                "switch (a) { case 3 -> f(); default -> throw new IllegalStateException(); }")) {
            assertThat(codes(first + "\nint after = 1;")).containsExactly(first, "int after = 1;");
        }
    }

    @Test
    void cutsWhereASnippetEndsAndNotBefore() {
        List<String> snippets = List.of(
                "import java.util.*;",
                "import static java.lang.Math.abs;",
                "if (a) b(); /* or */ else if (c) d(); else { e(); }",
                "try { a(); } catch (E e) { b(); } finally { c(); }",
                "do { a(); } while (b);",
                "do a(); while (b);",
                "int[] a = {1, 2}, b[] = {{3}};",
                "int x = new int[] {1, 2}.length;",
                "new A() { int p = 1; }.p();",
                "lab: while (true) break lab;",
                "public static final var K = 3;",
                "private static <T extends Comparable<T>> T max(T a, T b) { return a; }",
                "@Deprecated @SuppressWarnings({\"a\", \"b\"}) int f() throws Exception { return 1; }",
                "sealed interface F permits A, B {}",
                "non-sealed class A implements F {}",
                "@interface N { String[] value() default {}; }",
                "enum E { P { int f() { return 1; } }, Q; int f() { return 2; } }",
                "String t = \"\"\"\n  a; } \"\n  \"\"\";",
                "char c = '}'; ".strip(),
                "String s = \"\\\"};\";",
                "Function<String, Integer> g = text -> { return text.length(); };",
                "synchronized (a) { b(); }",
                "{ int hidden = 1; }",
                "a = b ? new int[] {1} : null;");
        assertThat(codes(String.join(" // ; }\n", snippets) + ";; /* { */ ;")).isEqualTo(snippets);
    }

    @Test
    void addsTheLastSemicolonToAllButExpressions() {
        assertThat(codes("int a = 1 // one")).containsExactly("int a = 1 // one\n;");
        assertThat(codes("import java.util.*")).containsExactly("import java.util.*\n;");
        assertThat(codes("a + b")).containsExactly("a + b");
        assertThat(codes("f(); int x, y = 2;; /* c */ a.b // d")).containsExactly("f();", "int x, y = 2;", "a.b // d");
        assertThat(codes("import a.b; class R {} record S(int a) { S { a++; } } new S(1).a()"))
                .containsExactly("import a.b;", "class R {}", "record S(int a) { public S { a++; } }", "new S(1).a()");
        assertThat(codes("if (a) b()")).containsExactly("if (a) b()\n;");
        assertThat(codes("{ a(); } x")).containsExactly("{ a(); }", "x");
        assertThat(codes("switch (a) { case 1 -> 2; default -> 3; }")).hasSize(1);
        assertThat(codes(" // nothing\n")).isEmpty();
    }

    @Test
    void refusesTextThatIsNoSequenceOfSnippets() {
        assertThat(problem("1 + 1\n2 + 2").message()).isEqualTo("';' expected");
        assertThat(problem("a(); int x = 1 int y = 2;").start()).isEqualTo(14);
        assertThat(problem("a(); int z = ;)").message()).isEqualTo("illegal start of expression");
        assertThat(problem("foo(}").atEnd()).isFalse();
        assertThat(problem("int a = 1 } int b;")).isNotNull();
        assertThat(problem("} void f() {")).isNotNull();
        assertThat(problem("1); int x = (2")).isNotNull();
        assertThat(problem("String s = \"open;\nint b = 1;").message()).contains("unclosed string literal");
    }

    @Test
    void tellsTextThatOnlyEndsTooEarly() {
        for (String open :
                List.of("for (;;) {", "foo(1,", "if (a)", "int x = ", "class A { int f() {", "try { a(); }")) {
            assertThat(problem(open).atEnd()).as(open).isTrue();
        }
    }

    @Test
    void knowsKindsAndNames() {
        List<Piece> pieces = Pieces.of(
                        "package a.b; import c.D; import e.*; int x, y; record R(int z) {} int f() { return 1; } f()")
                .found();
        assertThat(pieces)
                .extracting(Piece::kind)
                .containsExactly(
                        Kind.PACKAGE, Kind.IMPORT, Kind.IMPORT, Kind.VARIABLE, Kind.TYPE, Kind.METHOD, Kind.STATEMENT);
        assertThat(pieces.get(1).names()).containsExactly("D");
        assertThat(pieces.get(3).names()).containsExactly("x", "y");
    }

    @Test
    void makesConstructorsOfRecordsAsPublicAsTheRecord() {
        String typed =
                "record R(int a) { R { a++; }\n R(int b, int c) { this(b); } private R() { this(1); } record In(int i) { In {} } }";
        Piece piece = Pieces.of(typed).found().get(0);
        assertThat(piece.code())
                .isEqualTo("record R(int a) { public R { a++; }\n public R(int b, int c) { this(b); } "
                        + "private R() { this(1); } record In(int i) { In {} } }");
        for (String word : List.of("a++", "this(b)", "In(int")) {
            assertThat(piece.typed(piece.code().indexOf(word))).isEqualTo(typed.indexOf(word));
        }
    }

    @Test
    void refusesConstantsThatSpoilLaterCells() {
        String text = "String s = " + "\"abcdefghij\" + ".repeat(7000) + "\"\";";
        assertThat(problem(text).message()).startsWith("a string constant of 70000 bytes: 65535 are allowed");
        assertThat(problem("String s = \"" + "é".repeat(32_767) + "\";")).isNull();
        assertThat(problem("String s = \"" + "é".repeat(32_768) + "\";")).isNotNull();
    }
}
