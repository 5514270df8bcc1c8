package org.macrodyn.notebook;

import java.util.Locale;
import java.util.UUID;
import org.macrodyn.run.ProgressListener;

/**
 * A progress bar that is redrawn in place, at most ten times a second, with rate and time left.
 *
 * <p>Only the thread that made the bar draws: updates from other threads are kept and drawn with its next update, since
 * output of other threads would land in whichever cell happens to run. Close it when the stage ends:
 *
 * <pre>{@code
 * try (var bar = progress("simulate")) {
 *     runner.run(settings, bar);
 * }
 * }</pre>
 */
public final class Progress implements ProgressListener, AutoCloseable {
    private static final long NANOS_BETWEEN_DRAWINGS = 100_000_000L;
    private static final int TEXT_WIDTH = 30;

    private final KernelHost host;
    private final String label;
    private final String id = UUID.randomUUID().toString();
    private final Thread owner = Thread.currentThread();
    private final long started = System.nanoTime();
    private volatile State state = new State(0, 0, "");
    private long drawn = started;
    private boolean closed;
    /** What stands in the place of the bar, or nothing. */
    private volatile String said = "";

    private record State(long done, long total, String note) {
        double fraction() {
            return total == 0 ? 0 : Math.min(1, (double) done / total);
        }
    }

    Progress(KernelHost host, String label) {
        this.host = host;
        this.label = label;
        host.display(id, bundle());
    }

    /**
     * Takes note of the state, and redraws if this is the owner's thread and 0.1 s have passed or all is done.
     *
     * @param done units of work finished, 0 ≤ done ≤ total
     * @param total units of work in all
     * @param note a few words on the present state, may be empty
     */
    @Override
    public void update(long done, long total, String note) {
        state = new State(done, total, note);
        said = "";
        if (Thread.currentThread() != owner || closed) {
            return;
        }
        long now = System.nanoTime();
        if (done >= total || now - drawn >= NANOS_BETWEEN_DRAWINGS) {
            drawn = now;
            host.update(id, bundle(), false);
        }
    }

    /**
     * Shows a line of text in the place of the bar, at once.
     *
     * @param sentence what follows the label
     */
    @Override
    public void say(String sentence) {
        if (Thread.currentThread() == owner && !closed) {
            said = sentence;
            // At once, on a host of plain text too, which passes over what comes soon after another line.
            host.update(id, bundle(), true);
        }
    }

    /** Draws the end: the total time, or where the stage stopped. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (!said.isEmpty()) {
                return;
            }
            host.update(id, bundle(), true);
        }
    }

    private Bundle bundle() {
        if (!said.isEmpty()) {
            return Bundle.text(label + ": " + said);
        }
        State now = state;
        String line = line(now, (System.nanoTime() - started) / 1e9);
        int filled = (int) Math.round(now.fraction() * TEXT_WIDTH);
        String bar = "█".repeat(filled) + "░".repeat(TEXT_WIDTH - filled);
        String html = "<div><progress value=\"" + now.done() + "\" max=\"" + Math.max(1, now.total())
                + "\" style=\"width:40%\"></progress> " + TableRenderer.escape(label + ": " + line) + "</div>";
        return Bundle.text(label + " " + bar + " " + line).html(html);
    }

    private String line(State now, double seconds) {
        if (now.total() == 0) {
            return closed ? "done in " + Durations.of(seconds) : "starting";
        }
        boolean complete = now.done() >= now.total();
        String count = String.format(Locale.ROOT, "%,d/%,d", now.done(), now.total());
        String percent = String.format(Locale.ROOT, "%.0f %%", Math.floor(100 * now.fraction()));
        String line = percent + " · " + count + rate(now, seconds);
        if (closed || complete) {
            line += (complete ? " · " : " · stopped after ") + Durations.of(seconds);
        } else if (now.done() > 0) {
            line += " · " + Durations.of(seconds * (now.total() - now.done()) / now.done()) + " left";
        }
        return now.note().isBlank() ? line : line + " · " + now.note();
    }

    private static String rate(State now, double seconds) {
        double perSecond = now.done() / seconds;
        if (now.done() == 0 || seconds <= 0) {
            return "";
        }
        return perSecond >= 1
                ? String.format(Locale.ROOT, perSecond < 10 ? " · %.1f/s" : " · %,.0f/s", perSecond)
                : String.format(Locale.ROOT, " · %s each", Durations.of(1 / perSecond));
    }
}
