package org.macrodyn.scale;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.store.StableName;

/**
 * One check of a {@link MicroModel} of one's own: does it keep what its methods promise? All of them, called once before a
 * simulation, find in a second what would otherwise be wrong results:
 *
 * <pre>{@code table(ModelCheck.of(model, patches, 42))}</pre>
 *
 * <p>Random states are drawn with {@code initialise}, evolved in some patches and measured. That the physics is right is
 * not among the checks.
 *
 * @param check what was looked at: a method or a promise
 * @param result how it went
 * @param sentence what was found, and what to do about it
 */
public record ModelCheck(String check, Result result, String sentence) {
    /** How a check went. */
    public enum Result {
        /** As promised. */
        OK,
        /** Not tested, or right only under the condition that the sentence names. */
        NOTE,
        /** A promise is broken: results would be wrong, or the next stage would stop. */
        WRONG
    }

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if a component is null
     */
    public ModelCheck {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(sentence, "sentence");
    }

    /**
     * Checks a model in some of the patches that will be evolved.
     *
     * @param model the large system, {@code patches.grid()} its sites
     * @param patches the tiling; some patches, drawn at random, are evolved
     * @param seed seed of the random states and evolutions
     * @param <S> the state array
     * @return the checks, those that went well included
     * @throws IllegalArgumentException if the patches tile another grid than the model's
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static <S> List<ModelCheck> of(MicroModel<S> model, Patches patches, long seed) {
        return ModelExamination.of(model, patches, seed).run();
    }

    /**
     * Checks a model in one region.
     *
     * @param model the system
     * @param region a part of its grid, which is evolved
     * @param seed seed of the random states and evolutions
     * @param <S> the state array
     * @return the checks, those that went well included
     * @throws IllegalArgumentException if the region lies in another grid than the model's
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static <S> List<ModelCheck> of(MicroModel<S> model, Region region, long seed) {
        return new ModelExamination<>(model, List.of(region), Optional.empty(), seed).run();
    }

    /**
     * Refuses a model that breaks a promise, before anything is learnt of it. A name that does not last is refused where results
     * are kept.
     *
     * @param model the large system, {@code patches.grid()} its sites
     * @param patches the tiling
     * @param seed seed of the random states and evolutions
     * @param <S> the state array
     * @throws IllegalArgumentException if a check finds something {@link Result#WRONG}
     * @throws java.util.concurrent.CancellationException if interrupted
     */
    public static <S> void requireRight(MicroModel<S> model, Patches patches, long seed) {
        of(model, patches, seed).stream()
                .filter(found -> found.result == Result.WRONG && !found.check.equals(ModelExamination.NAME))
                .findFirst()
                .ifPresent(found -> {
                    throw new IllegalArgumentException("model " + model + ": " + found.check + ": " + found.sentence);
                });
    }

    /**
     * Refuses a model that cannot be told from another: a name with an identity hash, as {@code Potts@1b2c3d4e}, is another
     * one at each start, so that stages on disk would never be found again.
     *
     * @param model the model, whose {@code toString} is looked at
     * @throws IllegalArgumentException if it contains such a hash
     */
    public static void requireName(MicroModel<?> model) {
        StableName.of("model", model);
    }
}
