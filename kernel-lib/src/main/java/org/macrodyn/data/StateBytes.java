package org.macrodyn.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.macrodyn.micro.StateType;

/**
 * States as bytes: a byte for a spin or a species, four for a number of a field, little-endian.
 *
 * @param <S> the state array
 */
record StateBytes<S>(StateType<S> type) {
    int bytes(int sites) {
        return type == StateType.FLOATS ? Math.multiplyExact(sites, Float.BYTES) : sites;
    }

    void put(S state, ByteBuffer to) {
        if (state instanceof byte[] values) {
            to.put(values);
        } else {
            float[] values = (float[]) state;
            to.asFloatBuffer().put(values);
            to.position(to.position() + values.length * Float.BYTES);
        }
    }

    /** Reads a state and refuses what no state of this type is; only then asks what to call it. */
    S get(ByteBuffer from, int sites, Supplier<String> what) {
        S state = type.allocate(sites);
        if (state instanceof byte[] values) {
            from.get(values);
        } else {
            float[] values = (float[]) state;
            from.asFloatBuffer().get(values);
            from.position(from.position() + values.length * Float.BYTES);
        }
        requireAllowed(state, what);
        return state;
    }

    private void requireAllowed(S state, Supplier<String> what) {
        if (type == StateType.SPINS) {
            byte[] spins = (byte[]) state;
            for (int site = 0; site < spins.length; site++) {
                if (spins[site] != 1 && spins[site] != -1) {
                    throw new BrokenPromise(
                            what.get() + " has " + spins[site] + " at site " + site + ": spins must be −1 or +1");
                }
            }
        } else if (type == StateType.FLOATS) {
            float[] values = (float[]) state;
            for (int site = 0; site < values.length; site++) {
                if (!Float.isFinite(values[site])) {
                    throw new BrokenPromise(
                            what.get() + " has " + values[site] + " at site " + site + ": must be finite");
                }
            }
        }
    }

    /** The first site where two states differ, or −1. */
    int firstDifference(S a, S b) {
        return a instanceof byte[] bytes
                ? Arrays.mismatch(bytes, (byte[]) b)
                : Arrays.mismatch((float[]) a, (float[]) b);
    }
}
