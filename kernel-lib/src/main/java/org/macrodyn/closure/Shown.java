package org.macrodyn.closure;

import java.util.List;
import org.macrodyn.micro.SiteFunction;
import org.macrodyn.scale.Patches;

/**
 * What sites show, by patches: {@code [functions][patches][positions of a patch]}, in single precision.
 *
 * @param <S> the state array
 */
final class Shown<S> {
    private final List<SiteFunction<S>> functions;
    /** The values as they are, copied in one go. */
    private final boolean plain;

    private final PatchValues values;
    private final int positions;
    private final int count;
    /** {@code [patches · positions]} places in the whole. */
    private final int[] place;

    Shown(Patches patches, List<SiteFunction<S>> functions) {
        this.functions = List.copyOf(functions);
        int fields = patches.grid().fields();
        plain = functions.equals(SiteFunction.<S>values(fields));
        values = new PatchValues(patches);
        positions = patches.patch().sites() / fields;
        count = patches.count();
        place = new int[count * positions];
        for (int i = 0; i < place.length; i++) {
            place[i] = patches.region(i / positions).site(i % positions);
        }
    }

    List<SiteFunction<S>> functions() {
        return functions;
    }

    /** Whether sites show their values, which can then be made again. */
    boolean isPlain() {
        return plain;
    }

    /** The numbers that a whole configuration has. */
    int size() {
        return functions.size() * place.length;
    }

    /** Index of a patch's first number of a function. */
    int at(int function, int patch) {
        return (function * count + patch) * positions;
    }

    /** Numbers of a whole configuration by patches, {@link #size} of them. */
    void regroup(S state, float[] out) {
        if (plain) {
            values.regroup(state, out, 0);
            return;
        }
        for (int f = 0; f < functions.size(); f++) {
            for (int i = 0; i < place.length; i++) {
                out[f * place.length + i] = (float) functions.get(f).at(state, place[i]);
            }
        }
    }

    /** Numbers of one patch alone, {@code [functions · positions]}. */
    void ofPatch(S patch, float[] out) {
        if (plain) {
            PatchValues.copy(patch, out, 0);
            return;
        }
        for (int f = 0; f < functions.size(); f++) {
            for (int p = 0; p < positions; p++) {
                out[f * positions + p] = (float) functions.get(f).at(patch, p);
            }
        }
    }
}
