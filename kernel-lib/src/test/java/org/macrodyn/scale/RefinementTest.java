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

    /** Stages on disk are recognised by these names. */
    @Test
    void namesThemselves() {
        assertThat(Refinement.linear()).hasToString("linear");
        assertThat(Refinement.cubic()).hasToString("cubic");
    }
}
