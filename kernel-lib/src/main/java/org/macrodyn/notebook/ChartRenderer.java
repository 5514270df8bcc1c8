package org.macrodyn.notebook;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.LatticeFigure;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Png;
import org.macrodyn.micro.rules.Picture;

/** XChart charts and images as pictures. */
final class ChartRenderer {
    /** Pixels per CSS pixel: text stays sharp on fine screens and in print. */
    private static final int DENSITY = 2;
    /** CSS pixels that a notebook's page has room for. */
    private static final int PAGE_WIDTH = 1000;

    private ChartRenderer() {}

    static Bundle chart(Chart<?, ?> chart) {
        if ("svg".equals(System.getProperty("macrodyn.charts"))) {
            return Bundle.text(describe(chart)).with(Bundle.SVG, svg(chart));
        }
        return picture(describe(chart), List.of(chart));
    }

    /** Charts, figures or pictures side by side; any other list as its text. */
    static Bundle list(List<?> given) {
        List<?> values = given.stream().map(ChartRenderer::drawn).toList();
        if (!values.isEmpty() && values.stream().allMatch(Figure.class::isInstance)) {
            return figure(Panels.row(values.stream().map(Figure.class::cast).toArray(Figure[]::new)));
        }
        if (values.isEmpty() || !values.stream().allMatch(Chart.class::isInstance)) {
            return Bundle.text(ValueText.of(values));
        }
        List<Chart<?, ?>> charts = charts(values);
        String text =
                String.join("\n", charts.stream().map(ChartRenderer::describe).toList());
        return picture(text, charts);
    }

    private static Object drawn(Object value) {
        return value instanceof Picture configuration ? LatticeFigure.of(configuration) : value;
    }

    private static Bundle picture(String text, List<Chart<?, ?>> charts) {
        return picture(text, png(charts), width(charts), height(charts));
    }

    private static Bundle picture(String text, byte[] png, int width, int height) {
        double shrink = Math.min(1, (double) PAGE_WIDTH / width);
        return Bundle.text(text).png(png, (int) Math.round(shrink * width), (int) Math.round(shrink * height));
    }

    static Bundle figure(Figure figure) {
        BufferedImage image = canvas(figure.width(), figure.height());
        Graphics2D graphics = pen(image);
        figure.paint(graphics);
        graphics.dispose();
        String text = "[figure " + figure.width() + " × " + figure.height() + "]";
        return picture(text, Png.of(image), figure.width(), figure.height());
    }

    static Bundle image(BufferedImage image) {
        String text = "[image " + image.getWidth() + " × " + image.getHeight() + "]";
        return Bundle.text(text).png(Png.of(image), image.getWidth(), image.getHeight());
    }

    private static List<Chart<?, ?>> charts(List<?> values) {
        List<Chart<?, ?>> charts = new ArrayList<>();
        values.forEach(value -> charts.add((Chart<?, ?>) value));
        return charts;
    }

    private static String describe(Chart<?, ?> chart) {
        return "[" + chart.getClass().getSimpleName() + " \"" + chart.getTitle() + "\", " + chart.getWidth() + " × "
                + chart.getHeight() + "]";
    }

    private static int width(List<Chart<?, ?>> charts) {
        return charts.stream().mapToInt(Chart::getWidth).sum();
    }

    private static int height(List<Chart<?, ?>> charts) {
        return charts.stream().mapToInt(Chart::getHeight).max().orElseThrow();
    }

    private static byte[] png(List<Chart<?, ?>> charts) {
        BufferedImage image = canvas(width(charts), height(charts));
        Graphics2D canvas = pen(image);
        for (Chart<?, ?> chart : charts) {
            Graphics2D part = (Graphics2D) canvas.create();
            chart.paint(part, chart.getWidth(), chart.getHeight());
            part.dispose();
            canvas.translate(chart.getWidth(), 0);
        }
        canvas.dispose();
        return Png.of(image);
    }

    private static BufferedImage canvas(int width, int height) {
        return new BufferedImage(DENSITY * width, DENSITY * height, BufferedImage.TYPE_INT_RGB);
    }

    /** Draws on white, in the figure's own pixels. */
    private static Graphics2D pen(BufferedImage image) {
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.scale(DENSITY, DENSITY);
        return pen;
    }

    /** Without the XML prolog, on which nbconvert 6.5.3 fails. */
    private static String svg(Chart<?, ?> chart) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String svg = bytes.toString(StandardCharsets.UTF_8);
        return svg.substring(svg.indexOf("<svg"));
    }
}
