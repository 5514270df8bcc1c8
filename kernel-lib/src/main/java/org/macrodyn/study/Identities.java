package org.macrodyn.study;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.EncodingBehaviour;
import org.macrodyn.closure.Increment;
import org.macrodyn.ensemble.Behaviour;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.store.Identity;
import org.macrodyn.store.StableName;

/** What the stages of a study are recognised by: settings, inputs, and what the code of models does. */
public final class Identities {
    private Identities() {}

    /** The name that a model is found again by. */
    static String name(MicroModel<?> model) {
        return StableName.of("model", model);
    }

    /**
     * Settings beside a model, whose behaviour counts.
     *
     * @param model the system
     * @param algorithm version of the step's algorithm
     * @param settings all that decides the result besides the model
     * @return the identity, without inputs
     */
    public static Identity of(MicroModel<?> model, int algorithm, Map<String, Object> settings) {
        Map<String, Object> all = new TreeMap<>(settings);
        all.put("model", name(model));
        return Identity.of(all).algorithm(algorithm).behaviour("model", Behaviour.of(model));
    }

    static Identity of(Simulation<?> simulation) {
        Map<String, Object> settings = Map.of(
                "stage", simulation.stage(),
                "runs", simulation.runs(),
                "frames", simulation.frames(),
                "between", simulation.between(),
                "seed", simulation.seed());
        return of(simulation.model(), Simulation.ALGORITHM, settings)
                .behaviour("start", Behaviour.ofStarts(simulation));
    }

    /** An assembly of runs; equal ages have no name of their own, ages at will add it. */
    static <S> Identity of(
            Assembly assembly, SmallRule<S> rule, Kept<Snapshots<S>> small, MicroModel<S> large, long seed) {
        Identity identity = of(assembly, small, large, seed);
        double[] ages = rule.ages();
        return Arrays.equals(ages, Assembly.evenly(ages.length))
                ? identity
                : identity.behaviour("ages", Arrays.toString(ages));
    }

    static <S> Identity of(Assembly assembly, Kept<Snapshots<S>> small, MicroModel<S> large, long seed) {
        Identity identity = of(large, Assembly.ALGORITHM, Map.of("assembly", assembly, "seed", seed));
        return healed(identity, assembly.relaxation(), large.grid()).from(small.hash());
    }

    static <S> Identity of(Upsampler<S> upsampler, Kept<Snapshots<S>> pool, MicroModel<S> model, int level, long seed) {
        Identity identity = of(
                        model,
                        Upsampler.ALGORITHM,
                        Map.of("upsampler", settings(upsampler), "level", level, "seed", seed))
                .behaviour("refinement", upsampler.behaviour(pool.value(), model.grid()));
        return healed(identity, upsampler.relaxation(), model.grid()).from(pool.hash());
    }

    /** Windows once went through all layers of a system in space. */
    private static Identity healed(Identity identity, Optional<LocalRelaxation> relaxation, Grid grid) {
        return grid.layers() == 1 || relaxation.isEmpty()
                ? identity
                : identity.behaviour(
                        "windows", "" + relaxation.get().windows(grid).size());
    }

    private static Map<String, Object> settings(Upsampler<?> upsampler) {
        return Map.of(
                "factor", upsampler.factor(),
                "samples", upsampler.samples(),
                "refinement", StableName.of("refinement", upsampler.refinement()),
                "relaxation", upsampler.relaxation());
    }

    static <S> Identity of(
            ClosureModel<S> closure,
            String closureHash,
            PartialEvolution<S> evolution,
            Kept<Snapshots<S>> configurations,
            Increment increment) {
        Map<String, Object> settings = Map.of(
                "patch", evolution.patches().patch(),
                "boundary", evolution.boundary().toString(),
                "span", evolution.span(),
                "repeats", evolution.repeats(),
                "seed", evolution.seed(),
                "closure", closure.names(),
                "increment", increment);
        return of(evolution.model(), PartialEvolution.ALGORITHM, settings)
                .behaviour("closure", EncodingBehaviour.of(closure, evolution.model()))
                .from(configurations.hash(), closureHash);
    }

    /** The encoding of a simulation's states. */
    static <S> Identity of(Simulation<S> simulation, ClosureModel<S> closure, String closureHash) {
        return of(simulation)
                .behaviour("closure", EncodingBehaviour.of(closure, simulation.model()))
                .from(closureHash);
    }

    /** A closure that is fitted to configurations of a tiled system. */
    static Identity ofFit(
            MicroModel<?> model, Patches patches, String configurations, int algorithm, String what, Object settings) {
        return of(model, algorithm, Map.of("patch", patches.patch(), what, settings))
                .from(configurations);
    }
}
