package org.macrodyn.figures;

import java.awt.Graphics2D;
import java.util.List;
import java.util.stream.IntStream;

/** Several figures in one picture. */
public final class Panels {
    private Panels() {}

    /**
     * Figures side by side, their tops in line.
     *
     * @param figures from left to right
     * @return one picture, as wide as all together
     * @throws IllegalArgumentException if there is none
     */
    public static Figure row(Figure... figures) {
        return new Joined(List.of(figures), true);
    }

    /**
     * Figures one below another, their left edges in line.
     *
     * @param figures from top to bottom
     * @return one picture, as high as all together
     * @throws IllegalArgumentException if there is none
     */
    public static Figure column(Figure... figures) {
        return new Joined(List.of(figures), false);
    }

    /**
     * Figures in rows of equally many, but for the last.
     *
     * @param across how many stand in a row, at least 1
     * @param figures from left to right, then from top to bottom
     * @return one picture
     * @throws IllegalArgumentException if there is none
     */
    public static Figure grid(int across, List<Figure> figures) {
        return new Joined(
                IntStream.iterate(0, i -> i < figures.size(), i -> i + across)
                        .<Figure>mapToObj(
                                i -> new Joined(figures.subList(i, Math.min(i + across, figures.size())), true))
                        .toList(),
                false);
    }

    record Joined(List<Figure> figures, boolean horizontal) implements Figure {
        Joined {
            if (figures.isEmpty()) {
                throw new IllegalArgumentException("0 panels: must be at least 1");
            }
        }

        @Override
        public int width() {
            return horizontal
                    ? figures.stream().mapToInt(Figure::width).sum()
                    : figures.stream().mapToInt(Figure::width).max().orElseThrow();
        }

        @Override
        public int height() {
            return horizontal
                    ? figures.stream().mapToInt(Figure::height).max().orElseThrow()
                    : figures.stream().mapToInt(Figure::height).sum();
        }

        @Override
        public void paint(Graphics2D graphics) {
            int offset = 0;
            for (Figure figure : figures) {
                Graphics2D panel = (Graphics2D) graphics.create();
                panel.translate(horizontal ? offset : 0, horizontal ? 0 : offset);
                figure.paint(panel);
                panel.dispose();
                offset += horizontal ? figure.width() : figure.height();
            }
        }
    }
}
