package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.List;
import org.macrodyn.metrics.Equilibrium.Case;
import org.macrodyn.run.Scale;
import org.macrodyn.scale.Patches;

/**
 * The paper's Ising phase transition: L × L lattices (h = 0) near T_c, learnt from patches of 16².
 *
 * @param temperatures T in J/k, in ascending order, three or more
 * @param sides L, two or more: 48, or 16 times a power of 2
 * @param scale how much of everything
 * @param seed seed of the first stream
 */
public record TransitionSettings(List<Double> temperatures, List<Integer> sides, Scale scale, long seed) {
    /** L_p of the patches and of the small lattices. */
    public static final int PATCH_SIDE = 16;

    private static final int LONGEST_STEP = 16;
    private static final int MOST_SUBSTEPS = 8;
    private static final int SHORTEST_RELAXATION = 40;
    /** T at which powers of L are fitted, or the nearest. */
    private static final double FIT_TEMPERATURE = 2.27;

    /**
     * Checks what can be checked before any work.
     *
     * @throws IllegalArgumentException if nothing could be fitted or a side cannot be reached
     */
    public TransitionSettings {
        temperatures = temperatures.stream().sorted().toList();
        sides = sides.stream().sorted().toList();
        if (temperatures.size() < 3 || sides.size() < 2) {
            throw new IllegalArgumentException(temperatures.size() + " temperatures and " + sides.size()
                    + " sides: must be at least 3 and 2, or nothing can be fitted");
        }
        for (int side : sides) {
            int ratio = Patches.square(side, PATCH_SIDE).count();
            if (Integer.bitCount(side / PATCH_SIDE) != 1 && side != 3 * PATCH_SIDE) {
                throw new IllegalArgumentException(
                        "L = " + side + " (K = " + ratio + "): must be 48, or 16 times a power of 2");
            }
        }
    }

    /**
     * The experiment at a scale.
     *
     * @param scale smoke, laptop or paper
     * @return the settings
     */
    public static TransitionSettings at(Scale scale) {
        List<Double> three = List.of(2.25, 2.27, 2.29);
        return new TransitionSettings(
                scale.pick(three, three, List.of(2.25, 2.26, 2.27, 2.28, 2.29)),
                scale.pick(List.of(16, 32), List.of(16, 32, 48, 64), List.of(16, 32, 48, 64, 128, 256)),
                scale,
                42);
    }

    /**
     * The number of patches of a lattice.
     *
     * @param side L
     * @return K = (L / 16)²
     */
    public static int patches(int side) {
        return Patches.square(side, PATCH_SIDE).count();
    }

    /**
     * δt of the pairs of a lattice: the chance part of a configuration's rate falls as 1/δt, and must be small against
     * what a larger lattice's slower law leaves.
     *
     * @param side L
     * @return sweeps, K / 2 between 1 and 16
     */
    public static int step(int side) {
        return Math.max(1, Math.min(LONGEST_STEP, patches(side) / 2));
    }

    /**
     * Times that the patches of a configuration evolve one after another, for 2L sweeps in all: the error of ⟨|M|⟩ from a
     * configuration is ∝ L^(7/8) (rounds · δt)^(−1/2), see {@link org.macrodyn.metrics.CriticalObservables#responseToDrift},
     * and rounds cost little beside the relaxation, of at least 200 sweeps.
     *
     * @param side L
     * @return 2L / δt rounds
     */
    public static int rounds(int side) {
        return 2 * side / step(side);
    }

    /**
     * Euler–Maruyama steps of a forecast in each δt. Where one patch at a time, chosen at random, evolves for δt, the whole
     * moves by Δz/K, K times in δt, and equilibrium stays: that walk has the law's moments in steps of δt/K. Long steps take
     * fluctuations of ρ, which forgets them within δt, too large.
     *
     * @param side L
     * @return K, or 8 if that is less
     */
    public static int substeps(int side) {
        return Math.min(MOST_SUBSTEPS, patches(side));
    }

    /** Small configurations at each T, a multiple of 64. */
    int samples() {
        return scale.pick(256, 6144, 6144);
    }

    /**
     * Sweeps of each window after doubling. What a replicated configuration still loses of M after t sweeps falls about as
     * t⁻², and what ⟨|M|⟩ allows, see {@link org.macrodyn.metrics.CriticalObservables#responseToDrift}, as L^(−15/8): so t
     * grows as L.
     *
     * @param side L
     * @return L / 2, 40 or more
     */
    int relaxation(int side) {
        return scale == Scale.SMOKE ? 4 : Math.max(SHORTEST_RELAXATION, side / 2);
    }

    /** Independent repetitions, from small lattices to forecasts. */
    int streams() {
        return scale.pick(2, 4, 4);
    }

    /**
     * The temperature at which powers of L are fitted.
     *
     * @return the nearest to 2.27
     */
    public double fitTemperature() {
        return temperatures.stream()
                .min((a, b) -> Double.compare(Math.abs(a - FIT_TEMPERATURE), Math.abs(b - FIT_TEMPERATURE)))
                .orElseThrow();
    }

    /**
     * All lattices at all temperatures.
     *
     * @return by L, then by T
     */
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        sides.forEach(side -> temperatures.forEach(temperature -> cases.add(new Case(side, temperature))));
        return cases;
    }
}
