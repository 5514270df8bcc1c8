package org.macrodyn.kernel;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The one thread that sends to Jupyter's output channel, in order. A cell's own thread must not: an interrupt while it
 * sends would close the channel for ever.
 */
final class Publisher {
    private static final int CAPACITY = 1000;

    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(CAPACITY);

    Publisher() {
        DeepThread.of("publisher", this::sendForEver).start();
    }

    /** Queues a message; waits, deaf to interrupts, while the queue is full. */
    void send(Runnable message) {
        Uninterruptibles.putUninterruptibly(queue, message);
    }

    private void sendForEver() {
        while (true) {
            try {
                queue.take().run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error channelClosedOrMessageBroken) {
                // The next one may find it open, or be whole.
            }
        }
    }
}
