package org.macrodyn.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;

class RefinementTest {
    private static final float[] COARSE = {0, 1, 8, 27, 3, 2, 1, 0};

    private static float[] refine(Refinement<float[]> refinement) {
        float[] fine = new float[16];
        refinement.refine(COARSE, Grid.line(2, 4), fine, Grid.line(2, 8));
        return fine;
    }

    /** Mixes of ¼ and ¾ inside, end values outside. */
    @Test
    void linearMixesNeighboursOfEachField() {
        assertThat(refine(Refinement.linear()))
                .containsExactly(
                        0, 0.25f, 0.75f, 2.75f, 6.25f, 12.75f, 22.25f, 27, 3, 2.75f, 2.25f, 1.75f, 1.25f, 0.75f, 0.25f,
                        0);
    }

    /** x³ comes back at x = −¼, ¼, ¾, …. */
    @Test
    void cubicReproducesACubic() {
        float[] fine = refine(Refinement.cubic());
        for (int j = 0; j < 8; j++) {
            double x = (j + 0.5) / 2 - 0.5;
            assertThat(fine[j]).isCloseTo((float) (x * x * x), org.assertj.core.data.Offset.offset(1e-5f));
        }
    }

    /** A product of polynomials of each coordinate comes back: cubes inside and outside, for two fields in space. */
    @Test
    void axesAreRefinedInTurn() {
        Grid from = new Grid(2, 4, 5, 6);
        Grid to = new Grid(2, 8, 15, 6);
        float[] coarse = new float[from.sites()];
        for (int i = 0; i < coarse.length; i++) {
            coarse[i] = (float) value(i / 120, i / 30 % 4, i / 6 % 5, i % 6);
        }
        float[] fine = new float[to.sites()];
        Refinement.cubic().refine(coarse, from, fine, to);
        for (int i = 0; i < fine.length; i++) {
            double z = (i / 90 % 8 + 0.5) / 2 - 0.5;
            double y = (i / 6 % 15 + 0.5) / 3 - 0.5;
            assertThat((double) fine[i])
                    .isCloseTo(value(i / 720, z, y, i % 6), org.assertj.core.data.Offset.offset(2e-2));
        }
        float[] plane = new float[8];
        Refinement.linear().refine(new float[] {0, 4, 8, 12}, Grid.square(2), plane, new Grid(1, 1, 4, 2));
        assertThat(plane).containsExactly(0, 4, 2, 6, 6, 10, 8, 12);
    }

    private static double value(int field, double z, double y, double x) {
        return (1 + field) * (z * z * z - 2 * z + 1) * (y * y + 1) * (x - 3);
    }

    /** Stages on disk are recognised by these names. */
    @Test
    void namesThemselves() {
        assertThat(Refinement.linear()).hasToString("linear");
        assertThat(Refinement.cubic()).hasToString("cubic");
    }
}
