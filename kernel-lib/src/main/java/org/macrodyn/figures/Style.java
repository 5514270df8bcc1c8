package org.macrodyn.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;

/** The house style: white ground, light grid, fonts that read at a notebook's width. */
final class Style {
    /** The width of a notebook's output cell, in pixels. */
    static final int NOTEBOOK_WIDTH = 900;

    static final int HEIGHT = 400;
    static final Color INK = new Color(0x26, 0x26, 0x26);
    static final Color FRAME = new Color(0x9A, 0x9A, 0x9A);
    static final Color GRID = new Color(0xE6, 0xE6, 0xE6);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    static final Font TICKS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    static final int MARKER_SIZE = 8;
    private static final int TICK_SPACING_X = 70;
    private static final int TICK_SPACING_Y = 45;

    private Style() {}

    static void apply(XYChart chart) {
        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderColor(FRAME);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setChartFontColor(INK);
        styler.setAxisTickLabelsColor(INK);
        styler.setAxisTickMarksColor(FRAME);
        styler.setAxisTickMarksStroke(new BasicStroke(1));
        styler.setAxisTicksLineVisible(false);
        styler.setChartTitleFont(TITLE);
        styler.setChartTitleBoxVisible(false);
        styler.setAxisTitleFont(LABEL);
        styler.setAxisTickLabelsFont(TICKS);
        styler.setLegendFont(LABEL);
        styler.setLegendBackgroundColor(new Color(255, 255, 255, 225));
        styler.setLegendBorderColor(GRID);
        styler.setLegendSeriesLineLength(26);
        styler.setLegendPadding(8);
        styler.setAnnotationTextFont(TICKS);
        styler.setAnnotationTextFontColor(INK);
        styler.setErrorBarsColorSeriesColor(true);
        styler.setMarkerSize(MARKER_SIZE);
        styler.setXAxisTickMarkSpacingHint(TICK_SPACING_X);
        styler.setYAxisTickMarkSpacingHint(TICK_SPACING_Y);
        styler.setPlotContentSize(1);
        styler.setChartPadding(12);
        styler.setToolTipsEnabled(false);
        styler.setAntiAlias(true);
    }
}
