package org.macrodyn.ensemble;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import java.util.function.IntFunction;
import org.macrodyn.micro.StateType;

/** How a state array is kept in memory: spins as bits, species and fields as they are. */
enum Packing {
    BITS(byte[]::new, Byte.BYTES) {
        @Override
        int length(int sites) {
            return (sites + 7) / 8;
        }

        @Override
        Object pack(Object state) {
            byte[] spins = (byte[]) state;
            byte[] bits = new byte[length(spins.length)];
            int whole = spins.length / 8;
            long others = 0;
            for (int i = 0; i < whole; i++) {
                long word = (long) WORDS.get(spins, 8 * i);
                long up = ~word >>> 7 & LOWEST_BITS;
                bits[i] = (byte) ((up * GATHER) >>> 56);
                others |= word ^ SPREAD[bits[i] & 0xff];
            }
            for (int i = 8 * whole; i < spins.length; i++) {
                bits[i / 8] |= (byte) ((spins[i] > 0 ? 1 : 0) << (i % 8));
                others |= spins[i] * spins[i] - 1;
            }
            if (others != 0) {
                throw noSpin(spins);
            }
            return bits;
        }

        @Override
        void unpack(Object row, Object state) {
            byte[] bits = (byte[]) row;
            byte[] spins = (byte[]) state;
            int whole = spins.length / 8;
            for (int i = 0; i < whole; i++) {
                WORDS.set(spins, 8 * i, SPREAD[bits[i] & 0xff]);
            }
            for (int i = 8 * whole; i < spins.length; i++) {
                spins[i] = (byte) ((bits[i / 8] >> (i % 8) & 1) * 2 - 1);
            }
        }
    },
    BYTES(byte[]::new, Byte.BYTES),
    FLOATS(float[]::new, Float.BYTES);

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWEST_BITS = 0x0101010101010101L;
    /** Multiplying eight lowest bits by this moves byte j's bit to bit j of the top byte. */
    private static final long GATHER = 0x0102040810204080L;
    /** The eight spins of each byte of bits. */
    private static final long[] SPREAD = new long[256];

    static {
        for (int bits = 0; bits < 256; bits++) {
            for (int j = 0; j < 8; j++) {
                SPREAD[bits] |= ((bits >> j & 1) == 1 ? 0x01L : 0xffL) << (8 * j);
            }
        }
    }

    private final IntFunction<Object> allocator;
    private final int bytesOfOne;

    Packing(IntFunction<Object> allocator, int bytesOfOne) {
        this.allocator = allocator;
        this.bytesOfOne = bytesOfOne;
    }

    private static IllegalArgumentException noSpin(byte[] spins) {
        int site = 0;
        while (spins[site] == 1 || spins[site] == -1) {
            site++;
        }
        return new IllegalArgumentException(
                "site " + site + " holds " + spins[site] + ": StateType.SPINS allows −1 and +1, use BYTES");
    }

    static Packing of(StateType<?> type) {
        return type == StateType.SPINS ? BITS : type == StateType.BYTES ? BYTES : FLOATS;
    }

    int length(int sites) {
        return sites;
    }

    /** Memory of one packed configuration. */
    long bytes(int sites) {
        return (long) bytesOfOne * length(sites);
    }

    Object pack(Object state) {
        int length = Array.getLength(state);
        Object row = allocator.apply(length);
        System.arraycopy(state, 0, row, 0, length);
        return row;
    }

    void unpack(Object row, Object state) {
        System.arraycopy(row, 0, state, 0, Array.getLength(row));
    }

    Object join(Object[] rows, int sites) {
        int width = length(sites);
        Object all = allocator.apply(Math.multiplyExact(rows.length, width));
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return all;
    }

    Object row(Object packed, int index, int width) {
        Object row = allocator.apply(width);
        System.arraycopy(packed, index * width, row, 0, width);
        return row;
    }
}
