package org.macrodyn.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.rules.Picture;

class LatticeFigureTest {
    private static final List<String> NAMES = List.of("S", "I", "R");

    @Test
    void eachSiteHasTheColourOfItsState() {
        byte[] state = {0, 1, 2, 2, 0, 0, 0, 1, 1, 1, 0, 2};
        LatticeFigure figure = LatticeFigure.of(new Picture("", new Grid(1, 1, 3, 4), state, NAMES, 0));
        BufferedImage image = figure.image();
        int cell = 280 / 4;
        for (int site = 0; site < 12; site++) {
            int x = 12 + site % 4 * cell + cell / 2;
            int y = 12 + site / 4 * cell + cell / 2;
            assertThat(image.getRGB(x, y))
                    .isEqualTo(LatticeFigure.colour(state[site], 3).getRGB());
        }
        // The names' colours, one below the other.
        int left = 12 + 280 + 12 + 7;
        assertThat(IntStream.range(0, 3).map(s -> image.getRGB(left, 12 + 22 * s + 7)))
                .containsExactly(IntStream.range(0, 3)
                        .map(s -> LatticeFigure.colour(s, 3).getRGB())
                        .boxed()
                        .toArray(Integer[]::new));
    }

    @Test
    void aLayerOfACube() {
        byte[] state = new byte[27];
        state[9] = 1;
        Picture picture = new Picture("t = 1", new Grid(1, 3, 3, 3), state, NAMES, 0);
        assertThat(picture.at(0, 0)).isZero();
        assertThat(picture.layer(1).at(0, 0)).isOne();
        BufferedImage image = LatticeFigure.of(picture.layer(1)).image();
        assertThat(image.getRGB(20, 44)).isEqualTo(LatticeFigure.colour(1, 3).getRGB());
        assertThatThrownBy(() -> picture.layer(3))
                .hasMessage("picture of 27 sites, layer 3: must have 27 on the grid 3×3×3, layers from 0 to 2");
        assertThatThrownBy(() -> new Picture("", Grid.square(1), new byte[] {3}, NAMES, 0))
                .hasMessage("a site is in state 3: must be from 0 to 2, the numbers of S, I, R");
    }

    /** States that follow each other are told apart, however many there are. */
    @Test
    void statesHaveDifferentColours() {
        for (int states : new int[] {2, 7, 8, 20}) {
            assertThat(IntStream.range(0, states).mapToObj(s -> LatticeFigure.colour(s, states)))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void moreDenselyEveryPixelBecomesASquareOfThem() {
        Figure corner = new Figure() {
            @Override
            public int width() {
                return 4;
            }

            @Override
            public int height() {
                return 3;
            }

            @Override
            public void paint(Graphics2D graphics) {
                graphics.setColor(Color.BLACK);
                graphics.fillRect(2, 1, 2, 2);
            }
        };
        BufferedImage image = corner.image(2);
        assertThat(image.getWidth()).isEqualTo(8);
        assertThat(image.getHeight()).isEqualTo(6);
        assertThat(image.getRGB(3, 2)).isEqualTo(Color.WHITE.getRGB());
        assertThat(image.getRGB(4, 2)).isEqualTo(Color.BLACK.getRGB());
        assertThat(image.getRGB(7, 5)).isEqualTo(Color.BLACK.getRGB());
    }
}
