package org.macrodyn.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Pen;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Trajectories;

/** Pictures of a {@link Ladder}: of each observable a panel of differences against time, a line for each size. */
final class LadderPanels {
    /** Standard errors. */
    private static final double SIGNIFICANT = 2;

    private static final int WIDTH = 450;
    private static final int HEIGHT = 330;

    private LadderPanels() {}

    /** What is drawn of one observable. */
    interface Drawing {
        void draw(int component, Curves panel);
    }

    static Figure of(List<String> names, UnaryOperator<String> title, UnaryOperator<String> axis, Drawing drawing) {
        List<Figure> panels = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            Curves panel = Curves.titled(title.apply(names.get(c)))
                    .size(WIDTH, HEIGHT)
                    .x("time t")
                    .y(axis.apply(names.get(c)));
            drawing.draw(c, panel);
            panels.add(panel.horizontal(0, "", Palette.EXACT).figure());
        }
        return Panels.grid(2, panels);
    }

    static void add(Curves panel, Trajectories runs, Grid size, Pen pen, double[] difference, double[] error) {
        double[] band = Arrays.stream(error).map(e -> SIGNIFICANT * e).toArray();
        panel.band(size + " ± 2 s.e.", pen, runs.times()[0], difference, band);
        panel.line("", pen, runs.times()[0], difference);
    }
}
