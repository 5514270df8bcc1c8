package org.macrodyn.notebook;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
        Figure drawn = new Drawn(chart);
        return "svg".equals(System.getProperty("macrodyn.charts"))
                ? Bundle.text(drawn.toString()).with(Bundle.SVG, svg(chart))
                : picture(drawn.toString(), drawn);
    }

    /** Charts, figures or pictures side by side; any other list as its text. */
    static Bundle list(List<?> given) {
        List<Object> values = new ArrayList<>();
        given.forEach(value -> values.add(drawn(value)));
        if (values.isEmpty() || !values.stream().allMatch(Figure.class::isInstance)) {
            return Bundle.text(ValueText.of(given));
        }
        Figure row = Panels.row(values.stream().map(Figure.class::cast).toArray(Figure[]::new));
        return values.stream().allMatch(Drawn.class::isInstance)
                ? picture(values.stream().map(Object::toString).collect(Collectors.joining("\n")), row)
                : figure(row);
    }

    private static @Nullable Object drawn(@Nullable Object value) {
        if (value instanceof Picture configuration) {
            return LatticeFigure.of(configuration);
        }
        return value instanceof Chart<?, ?> chart ? new Drawn(chart) : value;
    }

    private record Drawn(Chart<?, ?> chart) implements Figure {
        @Override
        public int width() {
            return chart.getWidth();
        }

        @Override
        public int height() {
            return chart.getHeight();
        }

        @Override
        public void paint(Graphics2D graphics) {
            Graphics2D own = (Graphics2D) graphics.create();
            chart.paint(own, width(), height());
            own.dispose();
        }

        @Override
        public String toString() {
            return "[" + chart.getClass().getSimpleName() + " \"" + chart.getTitle() + "\", " + width() + " × "
                    + height() + "]";
        }
    }

    static Bundle figure(Figure figure) {
        return picture("[figure " + figure.width() + " × " + figure.height() + "]", figure);
    }

    private static Bundle picture(String text, Figure figure) {
        double shrink = Math.min(1, (double) PAGE_WIDTH / figure.width());
        return Bundle.text(text).png(Png.of(figure.image(DENSITY)), (int) Math.round(shrink * figure.width()), (int)
                Math.round(shrink * figure.height()));
    }

    static Bundle image(BufferedImage image) {
        String text = "[image " + image.getWidth() + " × " + image.getHeight() + "]";
        return Bundle.text(text).png(Png.of(image), image.getWidth(), image.getHeight());
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
