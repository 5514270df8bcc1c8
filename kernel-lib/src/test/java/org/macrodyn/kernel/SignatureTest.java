package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {
    @Test
    void readsMethodsAsJShellPrintsThem() {
        Signature signature =
                Signature.parse("Map<K,V> org.x.Outer.Inner.f(java.util.List<? extends A> list, int... n)");
        assertThat(signature.names()).containsExactly("org", "x", "Outer", "Inner", "f");
        assertThat(signature.parameters()).containsExactly("List", "int[]");
        assertThat(signature.keys("Outer.Inner.f"))
                .containsExactly("Outer.Inner.f(List,int[])", "Outer.Inner.f(2)", "Outer.Inner.f");
    }

    @Test
    void readsTypesFieldsAndVariables() {
        assertThat(Signature.parse("java.util.List<E>").names()).containsExactly("java", "util", "List");
        assertThat(Signature.parse("System.out:java.io.PrintStream").names()).containsExactly("System", "out");
        assertThat(Signature.parse("bar:org.macrodyn.notebook.Progress").names())
                .endsWith("Progress");
        assertThat(Signature.parse("Grid()").parameters()).isEqualTo(List.of());
    }

    @Test
    void readsMembersOfRecordsAsTheNewestJdkPrintsThem() {
        Signature signature = Signature.parse("Brief Brief(int window, org.x.Span span).brief(double time)");
        assertThat(signature.names()).containsExactly("Brief", "brief");
        assertThat(signature.parameters()).containsExactly("double");
    }
}
