package org.macrodyn.micro.alloy;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How a large configuration is made of small ones: paste, repair the composition, relax the seams, place the vacancies.
 *
 * @param repair how the composition is repaired
 * @param relaxation how the seams are relaxed
 * @param centred whether the vacancies are moved to the centres of the boxes afterwards
 */
public record AlloyUpsampling(CompositionRepair repair, SeamRelaxation relaxation, boolean centred) {
    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if repair or relaxation is null
     */
    public AlloyUpsampling {
        Objects.requireNonNull(repair, "repair");
        Objects.requireNonNull(relaxation, "relaxation");
    }

    /**
     * The default: unbiased repair, relaxation over all seams, vacancies stay where the dynamics has left them.
     *
     * @return the upsampling
     */
    public static AlloyUpsampling standard() {
        return new AlloyUpsampling(CompositionRepair.UNBIASED, SeamRelaxation.standard(), false);
    }

    /**
     * The published upsampling to 8 192 atoms.
     *
     * @return the upsampling
     */
    public static AlloyUpsampling paper() {
        return new AlloyUpsampling(CompositionRepair.PAPER, SeamRelaxation.paper(), true);
    }

    /**
     * Makes one large configuration.
     *
     * @param alloy the physics; its composition is the wanted one
     * @param boxes the small lattice in the large one
     * @param pool small configurations, {@code [n_s]} each. Not modified.
     * @param state {@code [n]} of the large lattice. Overwritten.
     * @param random source of randomness
     */
    public void upsample(
            NbMoTaAlloy alloy, AlignedBoxes boxes, List<byte[]> pool, byte[] state, RandomGenerator random) {
        boxes.tile(pool, state, random);
        repair.repair(state, alloy.settings().composition(), random);
        relaxation.relax(alloy, boxes, state, random);
        if (centred) {
            VacancyPlacement.toCentres(boxes, state);
        }
    }
}
