package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CellOutputTest {
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final CellOutput output = new CellOutput((error, text) -> sent.add((error ? "err:" : "out:") + text));
    private final PrintStream out = output.stream(false);
    private final PrintStream err = output.stream(true);

    @Test
    void keepsTheOrderOfBothStreams() {
        out.print("a");
        out.print("b");
        err.print("c");
        out.print("d");
        output.flush();
        assertThat(String.join("", sent).replace("out:b", "b")).isEqualTo("out:aberr:cout:d");
    }

    @Test
    void flushesBySelf() throws InterruptedException {
        out.print("soon");
        Thread.sleep(300);
        assertThat(sent).containsExactly("out:soon");
    }

    @Test
    void neverCutsACharacter() throws InterruptedException {
        byte[] smile = "😀".getBytes(StandardCharsets.UTF_8);
        for (byte b : smile) {
            out.write(b);
            Thread.sleep(70);
        }
        Thread.sleep(100);
        assertThat(sent).containsExactly("out:😀");
    }

    @Test
    void batchesManyLines() {
        for (int i = 0; i < 100_000; i++) {
            out.println(i);
        }
        output.flush();
        assertThat(sent.size()).isLessThan(100);
        assertThat(String.join("", sent).replace("out:", "").lines()).hasSize(100_000);
    }
}
