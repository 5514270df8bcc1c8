package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;

class MissingFontsTest {
    private static Throwable at(String className, Throwable thrown) {
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement(className, "f", "F.java", 1)});
        return thrown;
    }

    @Test
    void knowsWhatJavaThrowsWithoutFonts() {
        Throwable head = new RuntimeException("Fontconfig head is null, check your fonts or fonts configuration");
        assertThat(MissingFonts.isBehind(new InternalError(new InvocationTargetException(head))))
                .isTrue();
        assertThat(MissingFonts.isBehind(
                        new NoClassDefFoundError("Could not initialize class sun.font.SunFontManager")))
                .isTrue();
        assertThat(MissingFonts.isBehind(new UnsatisfiedLinkError("libfreetype.so.6: cannot open shared object file")))
                .isTrue();
        assertThat(MissingFonts.isBehind(at("sun.awt.FontConfiguration", new NullPointerException())))
                .isTrue();
        assertThat(MissingFonts.isBehind(at("org.macrodyn.figures.Curves", new NullPointerException())))
                .isFalse();
        assertThat(MissingFonts.isBehind(new IllegalArgumentException("no font of this name")))
                .isFalse();
    }

    /** A type of this test, which no other renders. */
    private record Drawing() {}

    @Test
    void aDrawingWithoutFontsNamesThePackages() {
        Renderers.register(Drawing.class, drawing -> {
            throw new UnsatisfiedLinkError("no fontmanager: libfontmanager.so");
        });
        assertThatThrownBy(() -> Renderers.render(new Drawing()))
                .isInstanceOf(MissingFonts.class)
                .hasMessageContaining("apt-get install fontconfig fonts-dejavu-core");
    }
}
