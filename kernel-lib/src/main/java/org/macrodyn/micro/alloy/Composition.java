package org.macrodyn.micro.alloy;

import it.unimi.dsi.fastutil.bytes.ByteArrays;
import java.util.random.RandomGenerator;
import org.macrodyn.run.RandomStreams;

/**
 * How much of each species an alloy has, as fractions of its atoms (vacancies apart).
 *
 * @param niobium fraction of Nb, 0 to 1
 * @param molybdenum fraction of Mo, 0 to 1
 * @param tantalum fraction of Ta, 0 to 1
 */
public record Composition(double niobium, double molybdenum, double tantalum) {
    /** One third of each: the paper's alloy. */
    public static final Composition EQUIMOLAR = new Composition(1 / 3.0, 1 / 3.0, 1 / 3.0);

    /**
     * Checks the fractions.
     *
     * @throws IllegalArgumentException if a fraction is negative or they do not add up to 1
     */
    public Composition {
        boolean negative = !(niobium >= 0) || !(molybdenum >= 0) || !(tantalum >= 0);
        if (negative || Math.abs(niobium + molybdenum + tantalum - 1) > 1e-9) {
            throw new IllegalArgumentException("composition Nb " + niobium + ", Mo " + molybdenum + ", Ta " + tantalum
                    + ": fractions must be at least 0 and add up to 1");
        }
    }

    /**
     * The numbers of atoms; Ta takes the rounding of the others.
     *
     * @param atoms number of atoms, vacancies apart
     * @return {@code [4]}: 0, then the numbers of Nb, Mo, Ta, which add up to {@code atoms}
     */
    public int[] counts(int atoms) {
        int nb = (int) Math.min(atoms, Math.round(niobium * atoms));
        int mo = (int) Math.min(atoms - nb, Math.round(molybdenum * atoms));
        return new int[] {0, nb, mo, atoms - nb - mo};
    }

    /**
     * Fills a lattice at random: every arrangement of the atoms and vacancies is equally likely.
     *
     * @param state {@code [n]}. Overwritten.
     * @param vacancies number of vacancies, 0 to n
     * @param random source of randomness
     * @throws IllegalArgumentException if there are more vacancies than sites
     */
    public void fill(byte[] state, int vacancies, RandomGenerator random) {
        if (vacancies < 0 || vacancies > state.length) {
            throw new IllegalArgumentException(
                    vacancies + " vacancies on " + state.length + " sites: must be 0 to the number of sites");
        }
        int[] counts = counts(state.length - vacancies);
        counts[Species.VACANCY] = vacancies;
        int next = 0;
        for (byte species = 0; species < counts.length; species++) {
            for (int k = 0; k < counts[species]; k++) {
                state[next++] = species;
            }
        }
        RandomStreams.shuffle(state.length, random, (a, b) -> ByteArrays.swap(state, a, b));
    }
}
