package org.macrodyn.notebook;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.knowm.xchart.internal.chartpart.Chart;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.LatticeFigure;
import org.macrodyn.law.Law;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.micro.rules.Picture;
import tech.tablesaw.table.Relation;

/**
 * The registry type → {@link Bundle}: how results appear, by {@code show} and as the last expression of a cell.
 *
 * <p>Known from the start: XChart charts (PNG, or SVG with the system property {@code macrodyn.charts=svg}), Macrodyn's figures,
 * lists of charts or figures (side by side), pictures of configurations, laws (LaTeX), Tablesaw tables, result tables, images,
 * bundles; arrays print their elements, also inside lists and records. Later registrations come first.
 */
public final class Renderers {
    private static final List<Entry<?>> ENTRIES = new CopyOnWriteArrayList<>();

    static {
        TablesawNames.number();
        // Kernels look a type's renderer up by its supertypes, of which arrays share but this one.
        register(Object.class, value -> Bundle.text(ValueText.of(value)));
        register(Bundle.class, bundle -> bundle);
        register(List.class, ChartRenderer::list);
        register(BufferedImage.class, ChartRenderer::image);
        register(Relation.class, TableRenderer::render);
        register(Chart.class, ChartRenderer::chart);
        register(Figure.class, ChartRenderer::figure);
        register(Picture.class, picture -> ChartRenderer.figure(LatticeFigure.of(picture)));
        register(Law.class, law -> Bundle.text(law.toString()).with(Bundle.LATEX, "$$" + law.latex() + "$$"));
        register(ResultTable.class, results -> TableRenderer.render(results.toTable()));
    }

    private Renderers() {}

    private record Entry<T>(Class<T> type, Function<? super T, Bundle> renderer) {
        boolean accepts(Object value) {
            return type.isInstance(value);
        }

        Bundle render(Object value) {
            return orText(value, () -> renderer.apply(type.cast(value)));
        }

        void installIn(KernelHost host) {
            host.render(type, this::render);
        }
    }

    /**
     * Adds or replaces the rendering of a type, also in the kernel that runs.
     *
     * @param type the type, a class or an interface
     * @param renderer value → bundle; if it throws, the value's text is shown with the reason
     * @param <T> the type
     */
    public static <T> void register(Class<T> type, Function<? super T, Bundle> renderer) {
        Entry<T> entry = new Entry<>(type, renderer);
        ENTRIES.removeIf(other -> other.type().equals(type));
        ENTRIES.add(0, entry);
        Notebook.installedHost().ifPresent(entry::installIn);
    }

    /**
     * How a value appears.
     *
     * @param value any value, may be null
     * @return its bundle; its {@code toString} where no type is registered
     */
    public static Bundle render(Object value) {
        for (Entry<?> entry : ENTRIES) {
            if (entry.accepts(value)) {
                return entry.render(value);
            }
        }
        return Bundle.text("null");
    }

    static void installIn(KernelHost host) {
        for (Entry<?> entry : ENTRIES) {
            entry.installIn(host);
        }
    }

    private static Bundle orText(Object value, Supplier<Bundle> rendering) {
        try {
            return rendering.get();
        } catch (RuntimeException | LinkageError | InternalError e) {
            if (MissingFonts.isBehind(e)) {
                throw new MissingFonts(e);
            }
            if (e instanceof Error error) {
                throw error;
            }
            return Bundle.text(ValueText.of(value) + "\n(could not be drawn: " + e + ")");
        }
    }
}
