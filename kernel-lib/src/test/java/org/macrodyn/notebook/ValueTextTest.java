package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays show their values wherever they are; all else keeps its own text. */
class ValueTextTest {
    private record Run(String name, double[] z) {}

    private record Titled(double[] z) {
        @Override
        public String toString() {
            return "Titled of " + z.length;
        }
    }

    private record Refusing(double[] z) {
        // Called by reflection.
        @SuppressWarnings("UnusedMethod")
        @Override
        public double[] z() {
            throw new IllegalStateException("no");
        }

        @Override
        public String toString() {
            return "Refusing";
        }
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(new double[] {1, 2, 3}, "[1.0, 2.0, 3.0]"),
                Arguments.of(new double[0], "[]"),
                Arguments.of(new int[] {1, -2}, "[1, -2]"),
                Arguments.of(new boolean[] {true, false}, "[true, false]"),
                Arguments.of(new byte[] {1}, "[1]"),
                Arguments.of(new char[] {'a', 'b'}, "[a, b]"),
                Arguments.of(new float[] {Float.NaN}, "[NaN]"),
                Arguments.of(new String[] {"a", null}, "[a, null]"),
                Arguments.of(new double[][] {{1, 2}, {3}}, "[[1.0, 2.0], [3.0]]"),
                Arguments.of(new Object[] {1, new int[] {2}}, "[1, [2]]"),
                Arguments.of(List.of(new int[] {1}, new int[] {2, 3}), "[[1], [2, 3]]"),
                Arguments.of(Map.of("a", new int[] {1}), "{a=[1]}"),
                Arguments.of(Optional.of(new int[] {1}), "Optional[[1]]"),
                Arguments.of(new Run("a", new double[] {0.5}), "Run[name=a, z=[0.5]]"),
                Arguments.of(List.of(new Run("a", new double[] {0.5})), "[Run[name=a, z=[0.5]]]"),
                Arguments.of(new Run[] {new Run("a", null)}, "[Run[name=a, z=null]]"),
                Arguments.of(new Titled(new double[2]), "Titled of 2"),
                Arguments.of(new Refusing(new double[2]), "Refusing"),
                Arguments.of(List.of(1, 2), "[1, 2]"),
                Arguments.of(Optional.empty(), "Optional.empty"),
                Arguments.of("text", "text"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyKindIsShown(Object value, String text) {
        assertThat(Renderers.render(value).plain()).isEqualTo(text);
    }

    @Test
    void longArraysAreShortened() {
        int[] many = new int[1000];
        Arrays.setAll(many, i -> i);
        assertThat(ValueText.of(many)).startsWith("[0, 1, 2, ").endsWith(", 31, … (1000)]");
        int[] justFits = Arrays.copyOf(many, 32);
        assertThat(ValueText.of(justFits)).endsWith(", 30, 31]");
        String wide = ValueText.of(new double[3][1000]);
        assertThat(wide).hasLineCount(3).startsWith("[[0.0, 0.0").endsWith("0.0, … (1000)]]");
        assertThat(ValueText.of(new double[100][100][100]))
                .hasSizeLessThan(4000)
                .endsWith("… (100)]");
    }

    @Test
    void nullAndWhatContainsItselfAreShown() {
        assertThat(Renderers.render(null).plain()).isEqualTo("null");
        List<Object> self = new ArrayList<>();
        self.add(new int[] {1});
        self.add(self);
        assertThat(ValueText.of(self)).startsWith("[[1], [[1], ").contains("…");
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", null);
        map.put("b", new int[] {1});
        assertThat(ValueText.of(map)).isEqualTo("{a=null, b=[1]}");
    }
}
