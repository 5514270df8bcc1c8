package org.macrodyn.run;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A progress that is shown only once the work has taken longer than a second: most of its kind is done before. */
public final class LateProgress implements ProgressListener {
    private static final long NANOS = 1_000_000_000L;

    private final Supplier<ProgressListener> start;
    private final LongSupplier clock;
    private final long from;
    private @Nullable ProgressListener shown;

    /**
     * A progress of work that starts now.
     *
     * @param start shows it
     * @param clock nanoseconds, for example {@code System::nanoTime}
     */
    public LateProgress(Supplier<ProgressListener> start, LongSupplier clock) {
        this.start = start;
        this.clock = clock;
        from = clock.getAsLong();
    }

    @Override
    public void update(long done, long total, String note) {
        if (shown == null && done < total && clock.getAsLong() - from > NANOS) {
            shown = start.get();
        }
        if (shown != null) {
            shown.update(done, total, note);
        }
    }
}
