package org.macrodyn.experiments;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Stage;

/**
 * Relaxes configurations further, each in windows with true neighbours for its own random time τu², u ~ U(0, 1).
 *
 * <p>A trajectory starts from random spins and ends in equilibrium, so pairs are wanted from all its stages; neither random
 * configurations nor relaxed ones alone have the domain-wall densities in between.
 *
 * @param model the large system
 * @param longest τ, above 0
 * @param seed the experiment's seed
 */
record IsingAgeing(Ising model, double longest, long seed) {
    private static final int PARTS = 8;

    /** Draws a time too short to flip a spin where u is 0. */
    private static final double SHORTEST = 1e-6;

    Kept<Snapshots<byte[]>> apply(Kept<Snapshots<byte[]>> configurations, Workbench bench) {
        Stage stage = bench.stage(
                "age", Map.of("model", model.toString(), "longest", longest, "seed", seed), configurations.hash());
        Snapshots<byte[]> from = configurations.value();
        Snapshots<byte[]> aged = new Snapshots<>(from.grid(), from.type(), from.size());
        ProgressListener progress = stage.finished() ? ProgressListener.NONE : bench.progress("age " + from.grid());
        for (int part = 0; part < PARTS; part++) {
            int first = (int) ((long) part * from.size() / PARTS);
            int last = (int) ((long) (part + 1) * from.size() / PARTS);
            if (last > first) {
                Map<String, NpyArray> arrays = stage.part(
                        "part-%04d".formatted(part),
                        () -> relax(
                                from.slice(first, last),
                                first,
                                bench.threads(),
                                (done, total, note) -> progress.update(first + done, from.size(), note)));
                aged.put(
                        first,
                        Snapshots.unpack(
                                from.grid(), from.type(), arrays.get("x").bytes()));
            }
        }
        if (!stage.finished()) {
            stage.finish();
        }
        progress.update(from.size(), from.size(), "");
        return new Kept<>(aged, stage.hash());
    }

    private Map<String, NpyArray> relax(Snapshots<byte[]> from, int first, int threads, ProgressListener progress) {
        Snapshots<byte[]> aged = new Snapshots<>(from.grid(), from.type(), from.size());
        Parallel.forEach(0, from.size(), threads, progress, i -> {
            RandomGenerator random = RandomStreams.stream(seed, "age", first + i);
            byte[] state = new byte[model.grid().sites()];
            from.get(i, state);
            double u = random.nextDouble();
            LocalRelaxation.brief(SHORTEST + longest * u * u).relax(model, state, random);
            aged.set(i, state);
        });
        byte[] packed = (byte[]) aged.packed();
        return Map.of("x", NpyArray.of(packed, aged.size(), packed.length / aged.size()));
    }
}
