package org.macrodyn.kernel;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * Standard output and error of all threads in the order of writing, handed on in batches: when the stream changes, when
 * much has gathered, when {@link #flush} is called, and otherwise every 50 ms.
 */
final class CellOutput {
    private static final int BATCH_BYTES = 1 << 16;
    private static final long MILLIS_BETWEEN_BATCHES = 50;

    private final BiConsumer<Boolean, String> sink;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private boolean pendingIsError;

    /**
     * Starts the batches.
     *
     * @param sink takes (is it standard error, text); is called under a lock, in order
     */
    CellOutput(BiConsumer<Boolean, String> sink) {
        this.sink = sink;
        DeepThread.of("cell-output", this::flushForEver).start();
    }

    PrintStream stream(boolean error) {
        return new PrintStream(new Part(error), false, StandardCharsets.UTF_8);
    }

    /** Hands on everything written so far. */
    synchronized void flush() {
        send(pending.size());
    }

    private void write(boolean error, byte[] bytes, int from, int length) {
        CellThread.beforeOutput();
        append(error, bytes, from, length);
    }

    private synchronized void append(boolean error, byte[] bytes, int from, int length) {
        if (error != pendingIsError) {
            flush();
            pendingIsError = error;
        }
        pending.write(bytes, from, length);
        if (pending.size() >= BATCH_BYTES) {
            send(wholeCharacters());
        }
    }

    private synchronized void flushWholeCharacters() {
        send(wholeCharacters());
    }

    private void send(int count) {
        if (count == 0) {
            return;
        }
        byte[] bytes = pending.toByteArray();
        pending.reset();
        pending.write(bytes, count, bytes.length - count);
        sink.accept(pendingIsError, new String(bytes, 0, count, StandardCharsets.UTF_8));
    }

    /** Bytes up to the last character that is complete in UTF-8. */
    private int wholeCharacters() {
        byte[] bytes = pending.toByteArray();
        int start = bytes.length - 1;
        while (start > 0 && start > bytes.length - 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < 0) {
            return 0;
        }
        int lead = bytes[start] & 0xFF;
        int length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        return start + length > bytes.length ? start : bytes.length;
    }

    private void flushForEver() {
        while (true) {
            try {
                Thread.sleep(MILLIS_BETWEEN_BATCHES);
            } catch (InterruptedException e) {
                return;
            }
            flushWholeCharacters();
        }
    }

    /** Its flush does nothing: JShell flushes after each snippet, users after each line. */
    private final class Part extends OutputStream {
        private final boolean error;

        Part(boolean error) {
            this.error = error;
        }

        @Override
        public void write(int b) {
            CellOutput.this.write(error, new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            CellOutput.this.write(error, bytes, from, length);
        }
    }
}
