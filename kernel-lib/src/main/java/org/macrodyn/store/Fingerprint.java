package org.macrodyn.store;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A short text that tells whether code still does the same: SHA-256 of what it made in a small test. Doubles count to eleven
 * digits, so that the last bits of another machine's mathematics do not.
 */
public final class Fingerprint {
    private static final int HEX_DIGITS = 16;
    /** Bits of a double's mantissa that are rounded away: 52 − 16 remain, 1e-11. */
    private static final int ROUNDED_BITS = 16;

    private static final int CHUNK_BYTES = 1 << 12;

    private final MessageDigest digest = Durable.digest();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);

    /** The fingerprint of nothing, to be added to. */
    public Fingerprint() {
        // Everything has its initial value.
    }

    /**
     * Adds a text.
     *
     * @param text any
     * @return this
     */
    public Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room(Integer.BYTES).putInt(bytes.length);
        flush();
        digest.update(bytes);
        return this;
    }

    /**
     * Adds numbers, to eleven digits each.
     *
     * @param values any. Not modified.
     * @return this
     */
    public Fingerprint add(double... values) {
        room(Integer.BYTES).putInt(values.length);
        for (double value : values) {
            room(Long.BYTES).putLong(rounded(value));
        }
        return this;
    }

    private static long rounded(double value) {
        long bits = Double.doubleToLongBits(value == 0 ? 0 : value);
        return (bits + (1L << (ROUNDED_BITS - 1))) >> ROUNDED_BITS;
    }

    /**
     * Adds a state of a micro model.
     *
     * @param state {@code byte[]} or {@code float[]}. Not modified.
     * @return this
     */
    public Fingerprint addState(Object state) {
        room(Integer.BYTES).putInt(Array.getLength(state));
        if (state instanceof byte[] bytes) {
            flush();
            digest.update(bytes);
        } else {
            for (float value : (float[]) state) {
                room(Float.BYTES).putFloat(value == 0 ? 0 : value);
            }
        }
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (chunk.remaining() < bytes) {
            flush();
        }
        return chunk;
    }

    private void flush() {
        digest.update(chunk.array(), 0, chunk.position());
        chunk.clear();
    }

    /**
     * The fingerprint of all that was added; nothing may be added after.
     *
     * @return 16 hexadecimal digits
     */
    public String text() {
        flush();
        return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
    }
}
