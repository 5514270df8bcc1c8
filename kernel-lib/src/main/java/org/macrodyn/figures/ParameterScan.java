package org.macrodyn.figures;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.macrodyn.metrics.SecondHalf;
import org.macrodyn.metrics.Spread;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What one source says of an equilibrium at several values of a parameter.
 *
 * @param name in tables
 * @param title in legends
 * @param pen one of {@link Palette}
 * @param means {@code [runs][d]} of each run over its second half, by value
 */
public record ParameterScan(String name, String title, Pen pen, SortedMap<Double, double[][]> means) {
    /**
     * The scan of some runs.
     *
     * @param name in tables
     * @param title in legends
     * @param pen one of {@link Palette}
     * @param values of the parameter
     * @param runs {@code [runs][steps][d]} at a value
     * @return their means over second halves
     */
    public static ParameterScan of(
            String name, String title, Pen pen, Collection<Double> values, Function<Double, double[][][]> runs) {
        SortedMap<Double, double[][]> means = new TreeMap<>();
        values.forEach(value -> means.put(value, SecondHalf.means(runs.apply(value))));
        return new ParameterScan(name, title, pen, means);
    }

    /**
     * A component at one value.
     *
     * @param value of the parameter, one of the scan's
     * @param component its index
     * @return mean and standard deviation over runs
     */
    public Spread at(double value, int component) {
        return Spread.of(Arrays.stream(means.get(value))
                .mapToDouble(run -> run[component])
                .toArray());
    }

    /**
     * The means of several sources side by side.
     *
     * @param title of the table
     * @param symbol of the rows' names
     * @param scans a column each
     * @param values of the parameter that are shown
     * @param label of a value, before the component's name
     * @param components their names
     * @return a row for each value and component, in thousandths
     */
    public static Table beside(
            String title,
            String symbol,
            List<ParameterScan> scans,
            List<Double> values,
            Function<Double, String> label,
            List<String> components) {
        Table table = Table.create(title, StringColumn.create(symbol));
        scans.forEach(scan -> table.addColumns(DoubleColumn.create(scan.title)));
        for (double value : values) {
            for (int c = 0; c < components.size(); c++) {
                table.stringColumn(0).append(label.apply(value) + components.get(c));
                for (int i = 0; i < scans.size(); i++) {
                    ((DoubleColumn) table.column(i + 1))
                            .append(rounded(scans.get(i).at(value, c).mean()));
                }
            }
        }
        return table;
    }

    /**
     * A number as such tables show it.
     *
     * @param number any
     * @return in thousandths
     */
    public static double rounded(double number) {
        return Math.rint(1000 * number) / 1000;
    }

    /**
     * Adds a component to a chart, against the parameter.
     *
     * @param curves the chart
     * @param component its index
     * @return the chart, with means and their standard errors
     */
    public Curves draw(Curves curves, int component) {
        List<Spread> all =
                means.keySet().stream().map(value -> at(value, component)).toList();
        return curves.joinedPoints(
                title,
                pen,
                means.keySet().stream().mapToDouble(value -> value).toArray(),
                all.stream().mapToDouble(Spread::mean).toArray(),
                all.stream().mapToDouble(Spread::standardError).toArray());
    }
}
