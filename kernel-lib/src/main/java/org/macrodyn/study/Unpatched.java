package org.macrodyn.study;

import java.util.Objects;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.scale.Patches;

/**
 * A system without a choice of patches yet.
 *
 * @param large the large system
 * @param <S> the state array
 */
public record Unpatched<S>(MicroModel<S> large) {
    private static final long SEED = 42;

    /**
     * Looks at the name of the system.
     *
     * @throws IllegalArgumentException if nothing that lasts names it
     * @throws NullPointerException if there is none
     */
    public Unpatched {
        Objects.requireNonNull(large, "model is null: give the large system");
        Identities.name(large);
    }

    /**
     * Chooses the size of the patches, which is that of the small systems.
     *
     * @param patch extents of a patch, all fields included
     * @return the study, of runs from {@link MicroModel#initialise}; {@link Study#until} says how long they are
     * @throws IllegalArgumentException if patches do not tile the system
     */
    public Study<S> patch(Grid patch) {
        return new Study<>(
                large,
                new Patches(large.grid(), patch),
                MicroModel::initialise,
                Double.NaN,
                SEED,
                Keeping.inMemory(ProgressReporter.NONE),
                Recipe.ours(1));
    }

    /**
     * Leaves the size of the patches to {@link Study#choose}; until then they are a quarter as long as the system in each
     * direction.
     *
     * @return the study, of runs from {@link MicroModel#initialise}; {@link Study#until} says how long they are
     * @throws IllegalArgumentException if the system cannot be cut in four
     */
    public Study<S> patch() {
        Study<S> quarters = patch(PatchChoice.part(large.grid(), PatchChoice.PLACEHOLDER));
        return quarters.with(quarters.recipe().with(quarters.recipe().freedom().with(Freedom.Part.PATCH)));
    }
}
