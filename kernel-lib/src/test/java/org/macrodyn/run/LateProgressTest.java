package org.macrodyn.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LateProgressTest {
    private static List<String> heard(long millisEach) {
        List<String> heard = new ArrayList<>();
        AtomicLong clock = new AtomicLong(77);
        LateProgress progress = new LateProgress(
                () -> {
                    heard.add("bar");
                    return (done, total, note) -> heard.add(done + "/" + total + note);
                },
                clock::get);
        for (int done = 1; done <= 3; done++) {
            clock.addAndGet(millisEach * 1_000_000L);
            progress.update(done, 3, "!");
        }
        return heard;
    }

    @Test
    void shortWorkShowsNothing() {
        assertThat(heard(400)).isEmpty();
    }

    @Test
    void longWorkShowsItsBarOnceWithAllThatFollows() {
        assertThat(heard(600)).containsExactly("bar", "2/3!", "3/3!");
    }
}
