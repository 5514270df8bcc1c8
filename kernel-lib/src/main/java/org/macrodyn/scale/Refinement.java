package org.macrodyn.scale;

import org.macrodyn.micro.Grid;

/**
 * How a configuration is carried to a finer or larger grid before it is relaxed: replication for lattices, interpolation
 * for fields, in one to three dimensions. Its {@code toString} names it, and stages kept on disk are recognised by that name.
 *
 * @param <S> the state array
 */
public interface Refinement<S> {
    /**
     * Carries a configuration over.
     *
     * @param coarse {@code [from.sites()]}. Not modified.
     * @param from the small system's sites
     * @param fine {@code [to.sites()]}. Overwritten.
     * @param to the large system's sites, extents are multiples of the small system's
     */
    void refine(S coarse, Grid from, S fine, Grid to);

    /**
     * Replication: every site becomes a block of equal sites, 2 × 2 when the side doubles (paper, hierarchical
     * upsampling).
     *
     * @param <S> the state array
     * @return x_fine(y, x) = x_coarse(⌊y / m_y⌋, ⌊x / m_x⌋)
     */
    static <S> Refinement<S> replication() {
        return new Replication<>();
    }

    /**
     * Linear interpolation of every field along each axis that grows ({@link Refinement1d#linear}).
     *
     * @return the paper's choice for the predator–prey system
     */
    static Refinement<float[]> linear() {
        return new Linear();
    }

    /**
     * The cubic spline through every field along each axis that grows ({@link Refinement1d#cubic}).
     *
     * @return the smoother alternative to {@link #linear}
     */
    static Refinement<float[]> cubic() {
        return new Cubic();
    }

    /**
     * Type of {@link #replication()}.
     *
     * @param <S> the state array
     */
    record Replication<S>() implements Refinement<S> {
        @Override
        public void refine(S coarse, Grid from, S fine, Grid to) {
            int[] columnOf = new int[to.columns()];
            for (int x = 0; x < columnOf.length; x++) {
                columnOf[x] = x / (to.columns() / from.columns());
            }
            int rowFactor = to.rows() / from.rows();
            int layerFactor = to.layers() / from.layers();
            int target = 0;
            for (int plane = 0; plane < to.fields() * to.layers(); plane++) {
                int field = plane / to.layers();
                int layer = plane % to.layers() / layerFactor;
                for (int y = 0; y < to.rows(); y++) {
                    if (y % rowFactor != 0) {
                        System.arraycopy(fine, target - to.columns(), fine, target, to.columns());
                    } else {
                        int source = ((field * from.layers() + layer) * from.rows() + y / rowFactor) * from.columns();
                        stretch(coarse, source, fine, target, columnOf);
                    }
                    target += to.columns();
                }
            }
        }

        private static void stretch(Object coarse, int source, Object fine, int target, int[] columnOf) {
            if (coarse instanceof byte[] bytes) {
                byte[] out = (byte[]) fine;
                for (int x = 0; x < columnOf.length; x++) {
                    out[target + x] = bytes[source + columnOf[x]];
                }
            } else {
                float[] floats = (float[]) coarse;
                float[] out = (float[]) fine;
                for (int x = 0; x < columnOf.length; x++) {
                    out[target + x] = floats[source + columnOf[x]];
                }
            }
        }

        @Override
        public String toString() {
            return "replication";
        }
    }

    /** Type of {@link #linear()}. */
    record Linear() implements Refinement<float[]> {
        @Override
        public void refine(float[] coarse, Grid from, float[] fine, Grid to) {
            Refinement1d.along(coarse, from, fine, to, Refinement1d::linear);
        }

        @Override
        public String toString() {
            return "linear";
        }
    }

    /** Type of {@link #cubic()}. */
    record Cubic() implements Refinement<float[]> {
        @Override
        public void refine(float[] coarse, Grid from, float[] fine, Grid to) {
            Refinement1d.along(coarse, from, fine, to, Refinement1d::cubic);
        }

        @Override
        public String toString() {
            return "cubic";
        }
    }
}
