package org.macrodyn.experiments;

import java.util.List;
import java.util.Map;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.StateType;
import org.macrodyn.store.NpyArray;

/** Configurations, trajectories and pairs as the arrays that stages keep. */
final class StoredArrays {
    private StoredArrays() {}

    /** One column of all parts, one after the other. */
    static float[] column(List<Map<String, NpyArray>> parts, String name) {
        List<float[]> pieces =
                parts.stream().map(part -> part.get(name).floats()).toList();
        float[] joined =
                new float[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (float[] piece : pieces) {
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }

    /** {@code t[runs][frames]} and {@code z[runs][frames][d]}. */
    static Map<String, NpyArray> arrays(Trajectories z) {
        return Map.of("t", NpyArray.of(z.times()), "z", NpyArray.of(z.values()));
    }

    /** {@code z0[pairs][d]}, {@code dz[pairs][d]}, {@code dt[pairs]}. */
    static Map<String, NpyArray> arrays(MacroPairs pairs) {
        int d = pairs.dimension();
        return Map.of(
                "z0", NpyArray.of(pairs.z0(), pairs.size(), d),
                "dz", NpyArray.of(pairs.dz(), pairs.size(), d),
                "dt", NpyArray.of(pairs.dt(), pairs.size()));
    }

    /** {@code [rows][bytes or values of a packed configuration]}. */
    static NpyArray packed(Object packed, int rows) {
        return packed instanceof byte[] bytes
                ? NpyArray.of(bytes, rows, bytes.length / rows)
                : NpyArray.of((float[]) packed, rows, ((float[]) packed).length / rows);
    }

    static <S> Snapshots<S> unpacked(Grid grid, MicroModel<S> model, NpyArray array) {
        Object values = model.stateType() == StateType.FLOATS ? array.floats() : array.bytes();
        return Snapshots.unpack(grid, model.stateType(), values);
    }
}
