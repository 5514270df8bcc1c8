package org.macrodyn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTest {
    private static Scale of(String value) {
        return Scale.in(Map.of("MACRODYN_SCALE", value));
    }

    @Test
    void laptopUnlessSomethingIsAskedFor() {
        assertThat(Scale.in(Map.of())).isEqualTo(Scale.LAPTOP);
        assertThat(of("")).isEqualTo(Scale.LAPTOP);
        assertThat(of(" \t")).isEqualTo(Scale.LAPTOP);
    }

    @Test
    void blanksAroundAndCapitalsAreTaken() {
        assertThat(of(" smoke ")).isEqualTo(Scale.SMOKE);
        assertThat(of("Paper\n")).isEqualTo(Scale.PAPER);
        assertThat(Scale.SMOKE).hasToString("smoke");
    }

    @ParameterizedTest
    @ValueSource(strings = {"huge", "smoke,paper", "a/b", "smok"})
    void anythingElseIsRefusedInOneLine(String name) {
        assertThatThrownBy(() -> of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MACRODYN_SCALE = '" + name + "': must be smoke, laptop or paper, or unset");
    }
}
