package org.macrodyn.micro.alloy;

import it.unimi.dsi.fastutil.bytes.ByteArrays;
import java.util.random.RandomGenerator;
import org.macrodyn.run.RandomStreams;

/** Changes the species of random atoms until a configuration has a wanted composition; vacancies stay. */
public enum CompositionRepair {
    /**
     * Every atom of a species with a surplus is equally likely to change, and every missing atom is equally likely to take
     * its place.
     */
    UNBIASED {
        @Override
        void apply(byte[] state, int[] wanted, RandomGenerator random) {
            int[] counts = counts(state);
            byte[] missing = missing(counts, wanted);
            RandomStreams.shuffle(missing.length, random, (a, b) -> ByteArrays.swap(missing, a, b));
            int next = 0;
            for (byte species = Species.NB; species <= Species.TA; species++) {
                for (int surplus = counts[species] - wanted[species]; surplus > 0; surplus--) {
                    state[randomSite(state, species, random)] = missing[next++];
                }
            }
        }
    },
    /** The published rule: first Nb is made from or into Mo, then Mo from or into Ta. */
    PAPER {
        @Override
        void apply(byte[] state, int[] wanted, RandomGenerator random) {
            settle(state, Species.NB, Species.MO, wanted[Species.NB], random);
            settle(state, Species.MO, Species.TA, wanted[Species.MO], random);
        }
    };

    /**
     * Repairs a configuration.
     *
     * @param state {@code [n]}. Modified.
     * @param composition wanted, as fractions of the atoms
     * @param random source of randomness
     * @throws IllegalArgumentException if the published rule runs out of atoms that it may turn
     */
    public void repair(byte[] state, Composition composition, RandomGenerator random) {
        int atoms = state.length - counts(state)[Species.VACANCY];
        apply(state, composition.counts(atoms), random);
    }

    abstract void apply(byte[] state, int[] wanted, RandomGenerator random);

    private static int[] counts(byte[] state) {
        int[] counts = new int[SiteTable.KINDS];
        for (byte species : state) {
            counts[species]++;
        }
        return counts;
    }

    private static byte[] missing(int[] counts, int[] wanted) {
        int total = 0;
        for (int species = Species.NB; species <= Species.TA; species++) {
            total += Math.max(0, wanted[species] - counts[species]);
        }
        byte[] missing = new byte[total];
        int next = 0;
        for (byte species = Species.NB; species <= Species.TA; species++) {
            for (int k = counts[species]; k < wanted[species]; k++) {
                missing[next++] = species;
            }
        }
        return missing;
    }

    /** Turns {@code other} atoms into {@code species} or back until there are as many as wanted. */
    private static void settle(byte[] state, byte species, byte other, int wanted, RandomGenerator random) {
        int[] counts = counts(state);
        int surplus = counts[species] - wanted;
        if (counts[other] < -surplus) {
            throw new IllegalArgumentException("published repair lacks " + (-surplus - counts[other])
                    + " atoms of species " + other + " to turn into " + species + ": use UNBIASED");
        }
        for (; surplus > 0; surplus--) {
            state[randomSite(state, species, random)] = other;
        }
        for (; surplus < 0; surplus++) {
            state[randomSite(state, other, random)] = species;
        }
    }

    private static int randomSite(byte[] state, byte species, RandomGenerator random) {
        int site = random.nextInt(state.length);
        while (state[site] != species) {
            site = random.nextInt(state.length);
        }
        return site;
    }
}
