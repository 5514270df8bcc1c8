package org.macrodyn.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.micro.Grid;

class FormulaTest {
    private static final List<String> NAMES = List.of("m", "S|I", "pairs");

    private static Formula formula(double[] coefficients, double[] errors, String... terms) {
        List<Term> all = Terms.polynomials(NAMES, 3).all();
        List<Term> used = List.of(terms).stream()
                .map(text -> all.stream()
                        .filter(term -> term.text().equals(text))
                        .findFirst()
                        .orElseThrow())
                .toList();
        double[][] covariance = new double[errors.length][errors.length];
        for (int k = 0; k < errors.length; k++) {
            covariance[k][k] = errors[k] * errors[k];
        }
        return new Formula(used, coefficients, covariance, new double[terms.length], all.size());
    }

    @Test
    void writesWhatIsKnownAndNoMore() {
        Formula formula = formula(
                new double[] {-0.10213, 0.5, 3.21e-5, -1234567},
                new double[] {0.0012, 0, 4e-7, 1000},
                "m",
                "",
                "m·[S|I]²",
                "pairs");
        assertThat(formula)
                .hasToString(
                        "−(0.1021 ± 0.0012) m + 0.5 + (3.210 ± 0.040)·10⁻⁵ m·[S|I]² − (1.2346 ± 0.0010)·10⁶ pairs");
        assertThat(formula.latex())
                .isEqualTo("-(0.1021 \\pm 0.0012)\\,m + 0.5 + (3.210 \\pm 0.040)\\cdot 10^{-5}\\,m\\,[\\mathrm{S|I}]^2"
                        + " - (1.2346 \\pm 0.0010)\\cdot 10^{6}\\,\\mathrm{pairs}");
        assertThat(formula.value(new double[] {2, 3, 1e-6})).isEqualTo(-0.20426 + 0.5 + 3.21e-5 * 18 - 1.234567);
        assertThat(formula.coefficient("m")).isEqualTo(-0.10213);
        assertThat(formula.error("pairs")).isEqualTo(1000);
        assertThat(formula.coefficient("m²")).isZero();
        assertThat(new Formula(List.of(), new double[0], new double[0][0], new double[0], 3))
                .hasToString("0");
    }

    /** Of a + bm with errors 3 and 4 that are correlated by ½: √(9 + 2·6·2 + 16·4) at m = 2. */
    @Test
    void errorsOfCoefficientsMakeThatOfTheValue() {
        Formula formula = formula(new double[] {1, 1}, new double[2], "", "m");
        double[][] covariance = {{9, 6}, {6, 16}};
        Formula correlated = new Formula(formula.terms(), formula.coefficients(), covariance, new double[2], 2);
        assertThat(correlated.valueError(new double[] {2, 0, 0})).isEqualTo(Math.sqrt(9 + 24 + 64));
        assertThat(correlated.errors()).containsExactly(3, 4);
    }

    @Test
    void librariesHaveAllMonomials() {
        assertThat(Terms.polynomials(List.of("a", "b"), 2).all().stream().map(Term::toString))
                .containsExactly("1", "a", "b", "a²", "ab", "b²");
        List<String> two = List.of("a", "b");
        assertThat(Terms.polynomials(two, two, 3, new int[] {3, 1}).all().stream()
                        .map(Term::toString))
                .containsExactly("1", "a", "b", "a²", "ab", "a³", "a²b");
        assertThatThrownBy(() -> Terms.polynomials(two, two, 3, new int[] {3}))
                .hasMessageContaining("largest powers [3]");
        assertThat(Terms.polynomials(List.of("a", "b", "c", "d", "e", "f"), 5).size())
                .isEqualTo(462);
        assertThatThrownBy(() -> Terms.polynomials(NAMES, 8))
                .hasMessageContaining("must be of degree 0 to 7 and 1 to 6");
        Terms odd = Terms.polynomials(List.of("m", "r"), 3).symmetric("m");
        assertThat(List.of(
                        odd.allowed(0).length,
                        odd.allowed(1).length,
                        odd.allowed(0, 0).length,
                        odd.allowed(0, 1).length))
                .containsExactly(4, 6, 6, 4);
        assertThatThrownBy(() -> odd.and(Term.of("e^m", "Math.exp(z[0])", z -> Math.exp(z[0]))))
                .hasMessageContaining("term e^m: is neither even nor odd");
        assertThatThrownBy(() -> odd.symmetric("x")).hasMessageContaining("must be some of [m, r]");
        assertThatThrownBy(() -> odd.and(Term.of("m", "z[0]", z -> z[0])))
                .hasMessageContaining("the library has it already");
    }

    /** Compiled, it gives the law's numbers, within the data and far from them. */
    @Test
    void sourceCompiles(@TempDir Path directory) throws ReflectiveOperationException, IOException {
        Term root = Term.of("√(1+I)", "Math.sqrt(1 + z[0])", z -> Math.sqrt(1 + z[0]));
        Law law = Law.of(
                LawPairs.generated(new WellMixed.Epidemic(Grid.square(16), 3, 1, 0.5), 200, z -> true, 1),
                1,
                Terms.polynomials(List.of("I", "R"), 2).times(root, 1));
        Law single =
                Law.of(LawPairs.generated(new WellMixed.Schloegl(Grid.square(16), 0.05, 6, 1), 200, z -> true, 1), 1);
        Path files = Files.writeString(directory.resolve("Epidemic.java"), law.java("Epidemic"));
        Path other = Files.writeString(directory.resolve("Single.java"), single.java("Single"));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, files.toString(), other.toString()))
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            assertSame(law, loader.loadClass("Epidemic"), new double[][] {{0.3, 0.5}, {0.01, 0.9}});
            assertSame(single, loader.loadClass("Single"), new double[][] {{0.3}, {40}, {-40}});
        }
        assertThatThrownBy(() -> law.java("1st")).hasMessageContaining("must be a Java identifier");
    }

    private static void assertSame(Law law, Class<?> compiled, double[][] states) throws ReflectiveOperationException {
        for (double[] z : states) {
            double[] mu = (double[]) compiled.getMethod("drift", double[].class).invoke(null, (Object) z);
            double[][] sigma = (double[][])
                    compiled.getMethod("covariance", double[].class).invoke(null, (Object) z);
            assertThat(mu).usingComparatorWithPrecision(1e-12).containsExactly(law.drift(z));
            for (int a = 0; a < z.length; a++) {
                assertThat(sigma[a]).usingComparatorWithPrecision(1e-12).containsExactly(law.covariance(z)[a]);
            }
        }
    }
}
