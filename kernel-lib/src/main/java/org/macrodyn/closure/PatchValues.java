package org.macrodyn.closure;

import org.macrodyn.scale.Patches;

/**
 * Regroups the sites of a configuration by patches: {@code [fields][patches][sites of one field in a patch]}, in single
 * precision.
 */
final class PatchValues {
    private final int[] site;
    private final int inputs;
    private final int count;

    PatchValues(Patches patches) {
        int fields = patches.grid().fields();
        inputs = patches.patch().sites() / fields;
        count = patches.count();
        site = new int[patches.grid().sites()];
        int to = 0;
        for (int field = 0; field < fields; field++) {
            for (int patch = 0; patch < count; patch++) {
                for (int i = 0; i < inputs; i++) {
                    site[to++] = patches.region(patch).site(field * inputs + i);
                }
            }
        }
    }

    /** Index of a patch's first value of a field. */
    int at(int field, int patch) {
        return (field * count + patch) * inputs;
    }

    /** Values by patches; all three arrays have {@code n} values, from {@code offset} on in {@code out}. */
    void regroup(Object state, float[] out, int offset) {
        if (state instanceof float[] floats) {
            for (int i = 0; i < site.length; i++) {
                out[offset + i] = floats[site[i]];
            }
        } else {
            byte[] bytes = (byte[]) state;
            for (int i = 0; i < site.length; i++) {
                out[offset + i] = bytes[site[i]];
            }
        }
    }

    /** Values by sites, as they are. */
    static void copy(Object state, float[] out, int offset) {
        if (state instanceof float[] floats) {
            System.arraycopy(floats, 0, out, offset, floats.length);
        } else {
            byte[] bytes = (byte[]) state;
            for (int i = 0; i < bytes.length; i++) {
                out[offset + i] = bytes[i];
            }
        }
    }
}
