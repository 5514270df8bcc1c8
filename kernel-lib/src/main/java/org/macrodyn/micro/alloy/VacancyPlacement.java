package org.macrodyn.micro.alloy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.macrodyn.micro.Region;

/**
 * Moves vacancies to the centres of the boxes, one for each, so that the box around a vacancy is an aligned box.
 *
 * <p>A vacancy changes places with the atom at its new site. A centre that is vacant already keeps its vacancy; the published
 * code can overwrite it there and leaves one vacancy astray. Source: arXiv 2511.12842, section on the
 * NbMoTa alloy, hierarchical upsampling, and its published code.
 */
public final class VacancyPlacement {
    private VacancyPlacement() {}

    /**
     * Moves the vacancies.
     *
     * @param boxes the boxes
     * @param state {@code [n]} of the large lattice. Modified; no atom or vacancy is lost.
     * @throws IllegalArgumentException if there is not one vacancy for each box
     */
    public static void toCentres(AlignedBoxes boxes, byte[] state) {
        int[] vacancies = vacancies(state);
        if (vacancies.length != boxes.count()) {
            throw new IllegalArgumentException(vacancies.length + " vacancies in " + boxes.count()
                    + " boxes: needs one for each box, use small configurations with one vacancy");
        }
        int[] centres = new int[boxes.count()];
        Arrays.setAll(centres, boxes::centre);
        int[] free = Arrays.stream(centres)
                .filter(site -> state[site] != Species.VACANCY)
                .toArray();
        Arrays.sort(centres);
        int[] astray = Arrays.stream(vacancies)
                .filter(site -> Arrays.binarySearch(centres, site) < 0)
                .toArray();
        for (int i = 0; i < free.length; i++) {
            state[astray[i]] = state[free[i]];
            state[free[i]] = Species.VACANCY;
        }
    }

    /** The sites of the vacancies, in ascending order. */
    static int[] vacancies(byte[] state) {
        return vacant(state, IntStream.range(0, state.length));
    }

    /** The sites of the vacancies in a region, in its order. */
    static int[] vacancies(byte[] state, Region region) {
        return region.isWhole()
                ? vacancies(state)
                : vacant(state, IntStream.range(0, region.sites()).map(region::site));
    }

    private static int[] vacant(byte[] state, IntStream sites) {
        return sites.filter(site -> state[site] == Species.VACANCY).toArray();
    }
}
