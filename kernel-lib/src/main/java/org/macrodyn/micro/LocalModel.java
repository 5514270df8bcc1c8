package org.macrodyn.micro;

/**
 * A micro model whose observables are means over sites of what each site and its surroundings show, z* = (1/n) Σ_i f_i(x):
 * fractions of species, bonds, densities, local moments.
 *
 * <p>Only f_i is to be written. Measuring the whole, and measuring the change that one patch makes, follow from it; the
 * latter looks at the patch and its surroundings only.
 *
 * @param <S> the state array
 */
public interface LocalModel<S> extends MicroModel<S> {
    /**
     * Adds one site's share f_i(x) to the sums of the observables.
     *
     * @param state {@code [n]}. Not modified.
     * @param site i
     * @param sums {@code [observables]}. Added to.
     */
    void addShare(S state, int site, double[] sums);

    /**
     * How far a site's share looks, in rows and columns.
     *
     * @return 1, for neighbours and diagonal neighbours; override for more
     */
    default int reach() {
        return 1;
    }

    @Override
    default void observe(S state, double[] z) {
        java.util.Arrays.fill(z, 0);
        int n = grid().sites();
        for (int site = 0; site < n; site++) {
            addShare(state, site, z);
        }
        for (int i = 0; i < z.length; i++) {
            z[i] /= n;
        }
    }

    @Override
    default void increment(S before, S after, Region region, double[] dz) {
        Region seen = region.widened(reach());
        double[] old = new double[dz.length];
        java.util.Arrays.fill(dz, 0);
        for (int inner = 0; inner < seen.sites(); inner++) {
            int site = seen.site(inner);
            addShare(before, site, old);
            addShare(after, site, dz);
        }
        for (int i = 0; i < dz.length; i++) {
            dz[i] = (dz[i] - old[i]) / grid().sites();
        }
    }
}
