package org.macrodyn.spark;

import java.util.concurrent.CompletableFuture;

/** What a piece will have made; cancelling it abandons the job that it belongs to. */
final class PieceResult extends CompletableFuture<byte[]> {
    private final Runnable abandon;

    PieceResult(Runnable abandon) {
        this.abandon = abandon;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        if (cancelled) {
            abandon.run();
        }
        return cancelled;
    }
}
