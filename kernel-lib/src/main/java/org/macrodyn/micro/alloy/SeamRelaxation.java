package org.macrodyn.micro.alloy;

import java.util.random.RandomGenerator;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;

/**
 * Heals the seams between the boxes of a pasted configuration by vacancy jumps.
 *
 * <p>By default the large lattice evolves under its true dynamics, all vacancies at once, for a number of jumps for each
 * vacancy: the vacancies wander over the seams. The published rule instead cuts out windows that straddle the seams, wraps
 * each on itself, and lets the vacancies that happen to lie inside jump seven times; most of the seams stay as they were.
 * Source: arXiv 2511.12842, section on the NbMoTa alloy, hierarchical upsampling, and its published code.
 *
 * @param jumps of each vacancy (true dynamics) or of each window (windows), at least 0
 * @param windows whether the published windows are used
 */
public record SeamRelaxation(int jumps, boolean windows) {
    private static final int PAPER_JUMPS = 7;
    private static final int DEFAULT_JUMPS = 2000;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public SeamRelaxation {
        if (jumps < 0) {
            throw new IllegalArgumentException("jumps = " + jumps + ": must be at least 0");
        }
    }

    /**
     * The default: 2000 jumps of each vacancy under the true dynamics.
     *
     * @return the relaxation
     */
    public static SeamRelaxation standard() {
        return new SeamRelaxation(DEFAULT_JUMPS, false);
    }

    /**
     * The published relaxation of 8 192 atoms: seven jumps in each shifted window. (Larger systems had none: 0 jumps.)
     *
     * @return the relaxation
     */
    public static SeamRelaxation paper() {
        return new SeamRelaxation(PAPER_JUMPS, true);
    }

    /**
     * Relaxes a configuration.
     *
     * @param alloy the physics, on any lattice
     * @param boxes what the configuration was pasted together from
     * @param state {@code [n]} of the large lattice. Modified.
     * @param random source of randomness
     */
    public void relax(NbMoTaAlloy alloy, AlignedBoxes boxes, byte[] state, RandomGenerator random) {
        if (jumps == 0) {
            return;
        }
        NbMoTaAlloy large = alloy.on(boxes.large().grid());
        if (windows) {
            for (int index = 0; index < boxes.count(); index++) {
                PatchBoundary.PERIODIC_PATCH.evolve(large, state, boxes.shifted(index), Span.events(jumps), random);
            }
            return;
        }
        long vacancies = VacancyPlacement.vacancies(state).length;
        if (vacancies > 0) {
            large.evolve(state, large.grid().whole(), Span.events(jumps * vacancies), random);
        }
    }
}
