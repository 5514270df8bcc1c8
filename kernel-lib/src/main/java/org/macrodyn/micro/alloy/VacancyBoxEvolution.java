package org.macrodyn.micro.alloy;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * Partial evolution of the alloy: one vacancy, chosen evenly, evolves with the box around it, and the increment of the
 * order parameters stands for that of all K boxes.
 *
 * <p>With frozen surroundings Δz = K (z(after) − z(before)) of the whole lattice, K = n / n_s, where only the box has changed;
 * with a box cut out and wrapped on itself (the published code) Δz is the change of δ of the box alone. Both have the mean
 * of the whole system's increment and K times its covariance. Source: arXiv 2511.12842, section on the
 * NbMoTa alloy, partial evolution.
 *
 * @param cells extent of the box along each axis in unit cells, at least 3; the paper's is 8
 * @param span how long
 * @param wrapped whether the box is cut out and wrapped on itself; otherwise its surroundings are frozen
 */
public record VacancyBoxEvolution(int cells, Span span, boolean wrapped) {
    private static final int PAPER_CELLS = 8;
    private static final int PAPER_JUMPS = 124;

    /**
     * Checks the extent.
     *
     * @throws IllegalArgumentException if the box is too small
     */
    public VacancyBoxEvolution {
        Objects.requireNonNull(span, "span");
        if (cells < 3) {
            throw new IllegalArgumentException("box of " + cells + " cells: must be at least 3");
        }
    }

    /**
     * The published evolution: 124 jumps in a box of 8³ cells wrapped on itself. Use it with {@link WaitingTime#MEAN}.
     *
     * @return the evolution
     */
    public static VacancyBoxEvolution paper() {
        return new VacancyBoxEvolution(PAPER_CELLS, Span.events(PAPER_JUMPS), true);
    }

    /**
     * The box around a vacancy.
     *
     * @param lattice the sites
     * @param vacancy index of the site in the middle
     * @return the box
     * @throws IllegalArgumentException if the box is larger than the lattice
     */
    public Region box(BccLattice lattice, int vacancy) {
        return lattice.around(vacancy, new Grid(2, cells, cells, cells));
    }

    /**
     * Evolves one box.
     *
     * @param alloy the physics on the large lattice
     * @param state {@code [n]} of the large lattice, at least one vacancy. Modified inside the box.
     * @param dz {@code [6]}. Overwritten with Δz.
     * @param random source of randomness
     * @return the time that has passed in s
     * @throws IllegalArgumentException if there is no vacancy
     */
    public double evolve(NbMoTaAlloy alloy, byte[] state, double[] dz, RandomGenerator random) {
        int[] vacancies = VacancyPlacement.vacancies(state);
        if (vacancies.length == 0) {
            throw new IllegalArgumentException("no vacancy in the alloy: nothing can evolve, add at least one");
        }
        return evolve(alloy, state, vacancies[random.nextInt(vacancies.length)], dz, random);
    }

    /**
     * Evolves the box around a given vacancy.
     *
     * @param alloy the physics on the large lattice
     * @param state {@code [n]} of the large lattice. Modified inside the box.
     * @param vacancy index of the vacancy's site
     * @param dz {@code [6]}. Overwritten with Δz.
     * @param random source of randomness
     * @return the time that has passed in s
     */
    public double evolve(NbMoTaAlloy alloy, byte[] state, int vacancy, double[] dz, RandomGenerator random) {
        Region box = box(alloy.lattice(), vacancy);
        PatchBoundary boundary = wrapped ? PatchBoundary.PERIODIC_PATCH : PatchBoundary.FROZEN_NEIGHBOURS;
        PatchBoundary.Evolving<byte[]> what = boundary.evolving(alloy, state, box);
        byte[] before = what.state().clone();
        double time = what.model().evolve(what.state(), what.region(), span, random);
        what.model().increment(before, what.state(), what.region(), dz);
        double boxes = (double) before.length / box.sites();
        for (int i = 0; i < dz.length; i++) {
            dz[i] *= boxes;
        }
        if (wrapped) {
            box.insert(what.state(), state);
        }
        return time;
    }
}
