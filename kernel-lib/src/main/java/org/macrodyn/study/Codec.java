package org.macrodyn.study;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.Trajectories;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;

/**
 * A type of result as named arrays, which is how it is kept on disk, and how parts of it are put together.
 *
 * @param arrays the arrays of a part
 * @param value the part of these arrays
 * @param joined all parts as one result
 * @param <T> type of the result
 */
public record Codec<T>(Arrays<T> arrays, Function<Map<String, NpyArray>, T> value, Function<List<T>, T> joined) {

    /**
     * Names the arrays of a part.
     *
     * @param <T> type of the result
     */
    @FunctionalInterface
    public interface Arrays<T> extends Serializable {
        /**
         * The arrays of a part.
         *
         * @param part a part of the result
         * @return arrays by name
         */
        Map<String, NpyArray> of(T part);
    }

    /**
     * Configurations of a system.
     *
     * @param model the system
     * @param <S> the state array
     * @return one array {@code x[configurations][packed]}
     */
    public static <S> Codec<Snapshots<S>> snapshots(MicroModel<S> model) {
        Grid grid = model.grid();
        StateType<S> type = model.stateType();
        return new Codec<>(
                part -> Map.of("x", packed(part.packed(), part.size())),
                arrays -> Snapshots.unpack(grid, type, unpacked(type, Npz.array(arrays, "x"))),
                parts -> {
                    Snapshots<S> all = new Snapshots<>(
                            grid, type, parts.stream().mapToInt(Snapshots::size).sum());
                    int at = 0;
                    for (Snapshots<S> part : parts) {
                        all.put(at, part);
                        at += part.size();
                    }
                    return all;
                });
    }

    private static NpyArray packed(Object packed, int rows) {
        return packed instanceof byte[] bytes
                ? NpyArray.of(bytes, rows, bytes.length / rows)
                : NpyArray.of((float[]) packed, rows, ((float[]) packed).length / rows);
    }

    private static Object unpacked(StateType<?> type, NpyArray array) {
        return type == StateType.FLOATS ? array.floats() : array.bytes();
    }

    /**
     * Runs of some components.
     *
     * @param names of the components
     * @return the arrays {@code t[runs][steps]} and {@code z[runs][steps][d]}
     */
    public static Codec<Trajectories> trajectories(List<String> names) {
        return new Codec<>(
                part -> Map.of("t", NpyArray.of(part.times()), "z", NpyArray.of(part.values())),
                arrays -> new Trajectories(
                        names,
                        Npz.array(arrays, "t").matrix(),
                        Npz.array(arrays, "z").cube()),
                parts -> new Trajectories(
                        names,
                        parts.stream().flatMap(part -> Stream.of(part.times())).toArray(double[][]::new),
                        parts.stream().flatMap(part -> Stream.of(part.values())).toArray(double[][][]::new)));
    }

    /**
     * Training pairs.
     *
     * @param names of the d components
     * @param group pairs that stay together, see {@link MacroPairs#group}
     * @return the arrays {@code z0[pairs][d]}, {@code dz[pairs][d]}, {@code dt[pairs]}
     */
    public static Codec<MacroPairs> pairs(List<String> names, int group) {
        return new Codec<>(
                part -> Map.of(
                        "z0", NpyArray.of(part.z0(), part.size(), part.dimension()),
                        "dz", NpyArray.of(part.dz(), part.size(), part.dimension()),
                        "dt", NpyArray.of(part.dt(), part.size())),
                arrays -> new MacroPairs(
                        names,
                        Npz.array(arrays, "z0").floats(),
                        Npz.array(arrays, "dz").floats(),
                        Npz.array(arrays, "dt").floats(),
                        group),
                parts -> new MacroPairs(
                        names,
                        column(parts, MacroPairs::z0),
                        column(parts, MacroPairs::dz),
                        column(parts, MacroPairs::dt),
                        group));
    }

    private static float[] column(List<MacroPairs> parts, Function<MacroPairs, float[]> of) {
        float[] joined =
                new float[parts.stream().mapToInt(part -> of.apply(part).length).sum()];
        int at = 0;
        for (MacroPairs part : parts) {
            float[] piece = of.apply(part);
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }

    /**
     * A matrix of numbers.
     *
     * @param name of its array
     * @return one array {@code name[rows][columns]}
     */
    public static Codec<double[][]> matrix(String name) {
        return new Codec<>(
                part -> Map.of(name, NpyArray.of(part)),
                arrays -> Npz.array(arrays, name).matrix(),
                parts -> parts.stream().flatMap(Stream::of).toArray(double[][]::new));
    }
}
