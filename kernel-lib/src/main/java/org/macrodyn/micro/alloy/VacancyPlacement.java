package org.macrodyn.micro.alloy;

import java.util.Arrays;

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
        int[] found = new int[16];
        int count = 0;
        for (int site = 0; site < state.length; site++) {
            if (state[site] == Species.VACANCY) {
                found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                found[count++] = site;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
