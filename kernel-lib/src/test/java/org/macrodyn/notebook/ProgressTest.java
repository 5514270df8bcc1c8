package org.macrodyn.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.macrodyn.notebook.RecordingHost.Event;

class ProgressTest {
    private final RecordingHost host = new RecordingHost();

    @Test
    void redrawsOneOutputAtMostTenTimesASecond() throws InterruptedException {
        long start = System.nanoTime();
        try (Progress bar = new Progress(host, "train")) {
            for (int i = 1; i <= 100; i++) {
                Thread.sleep(3);
                bar.update(i, 100, "");
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(host.events)
                .extracting(Event::id)
                .containsOnly(host.events.get(0).id());
        assertThat(host.events).extracting(Event::kind).startsWith("display", "update");
        assertThat(host.events.size()).isBetween(3, (int) (seconds * 10) + 3);
        assertThat(host.events.get(host.events.size() - 1).last()).isTrue();
    }

    @Test
    void showsRateAndTimeLeftThenTheTotalTime() throws InterruptedException {
        Progress bar = new Progress(host, "train");
        Thread.sleep(120);
        bar.update(30, 100, "loss 0.5");
        assertThat(host.last().plain())
                .matches("train █{9}░{21} 30 % · 30/100 · [\\d,]+/s · [\\d.]+ s left · loss 0.5");
        bar.update(100, 100, "loss 0.1");
        bar.close();
        assertThat(host.last().plain()).matches("train █{30} 100 % · 100/100 · [\\d,]+/s · [\\d.]+ s · loss 0.1");
        assertThat(host.last().data().get(Bundle.HTML)).contains("<progress value=\"100\" max=\"100\"");
    }

    @Test
    void saysWhereItStopped() {
        Progress bar = new Progress(host, "train");
        bar.update(30, 100, "");
        bar.close();
        bar.close();
        assertThat(host.last().plain()).contains("30/100", "stopped after");
        assertThat(host.events).filteredOn(Event::last).hasSize(1);
    }

    @Test
    void drawsOnlyFromItsOwnThread() throws InterruptedException {
        Progress bar = new Progress(host, "train");
        Thread.sleep(120);
        Thread worker = new Thread(() -> bar.update(50, 100, ""));
        worker.start();
        worker.join();
        assertThat(host.events).hasSize(1);
        bar.close();
        assertThat(host.last().plain()).contains("50/100");
    }

    @Test
    void saysASentenceInThePlaceOfTheBar() {
        Progress bar = new Progress(host, "simulate 8×8");
        bar.say("read back, made 10:15");
        assertThat(host.last().plain()).isEqualTo("simulate 8×8: read back, made 10:15");
        assertThat(host.last().data()).containsOnlyKeys(Bundle.TEXT);
        bar.close();
        assertThat(host.last().plain()).isEqualTo("simulate 8×8: read back, made 10:15");
        assertThat(host.events)
                .extracting(Event::id)
                .containsOnly(host.events.get(0).id());
    }

    @Test
    void showsTheBarAgainAfterASentence() {
        Progress bar = new Progress(host, "train");
        bar.say("waiting for process 4711, which works on it");
        bar.update(100, 100, "");
        assertThat(host.last().plain()).startsWith("train █").contains("100/100");
    }
}
