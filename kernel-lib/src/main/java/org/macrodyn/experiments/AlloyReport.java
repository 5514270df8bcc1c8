package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.HeatMap;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.metrics.ShortRangeOrder;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.Species;
import org.macrodyn.sde.SdeModel;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Figures and final table of the NbMoTa experiment (paper's alloy section; SPEC §5.7). */
public final class AlloyReport {
    private static final List<String> PAIRS = ShortRangeOrder.PAIRS;
    private static final int ACROSS = 2;
    private static final int HALF = 450;
    private static final int PANEL_HEIGHT = 280;
    private static final int SLICE = 300;
    /** The panel of NbNb has room. */
    private static final int LEGEND_PANEL = 0;

    private static final double MICRO = 1e6;
    /** Brightness of a vacancy, Nb, Mo, Ta: the two species that part most are furthest apart. */
    private static final double[] SHADE = {Double.NaN, 1, 0, 2};

    private final AlloyExperiment experiment;
    private final List<Order> orders = new ArrayList<>();
    private final Map<Integer, Trajectories> forecasts = new TreeMap<>();

    /**
     * Runs what the report compares: forecasts and direct simulations.
     *
     * @param experiment the experiment
     * @param study what it has learnt
     */
    public AlloyReport(AlloyExperiment experiment, AlloyStudy study) {
        this.experiment = experiment;
        AlloyExperimentSettings settings = experiment.settings();
        Map<Double, double[][]> large = experiment.largeOrder();
        for (double temperature : settings.temperatures()) {
            orders.add(new Order(
                    temperature,
                    forecastOrder(study.onsager().model(), temperature),
                    forecastOrder(study.network().model(), temperature),
                    experiment.smallOrder(temperature),
                    large.get(temperature)));
        }
        for (int cells : settings.cells()) {
            forecasts.put(cells, experiment.forecast(study.sizes().get(cells).model(), settings.sizeTemperature()));
        }
    }

    /** δ at one temperature, {@code [runs][6]} each, over the second halves of runs of the same number of jumps. */
    private record Order(
            double temperature, double[][] learnt, double[][] network, double[][] small, double[][] large) {}

    private double[][] forecastOrder(SdeModel model, double temperature) {
        return AlloyExperiment.lastHalves(experiment.forecast(model.at(temperature), temperature));
    }

    private static Spread spread(double[][] runs, int pair) {
        return Spread.of(Arrays.stream(runs).mapToDouble(run -> run[pair]).toArray());
    }

    /**
     * The six δ against temperature: learnt, by direct simulation, published.
     *
     * @return six panels
     */
    public Figure orderAgainstTemperature() {
        List<Figure> rows = new ArrayList<>();
        for (int pair = 0; pair < PAIRS.size(); pair += ACROSS) {
            rows.add(Panels.row(IntStream.range(pair, pair + ACROSS)
                    .mapToObj(this::orderPanel)
                    .toArray(Figure[]::new)));
        }
        return Panels.column(rows.toArray(Figure[]::new));
    }

    private Figure orderPanel(int pair) {
        double[] temperatures = orders.stream().mapToDouble(Order::temperature).toArray();
        Curves curves = Curves.titled("δ " + PAIRS.get(pair)).x("T (K)").y("δ").size(HALF, PANEL_HEIGHT);
        Table published = Published.table("alloy_sro");
        curves.joinedPoints(
                "published",
                Palette.PAPER,
                published.numberColumn("temperature").asDoubleArray(),
                published.numberColumn("delta_" + PAIRS.get(pair)).asDoubleArray(),
                new double[published.rowCount()]);
        add(curves, "KMC, 1024 atoms", Palette.TRUTH, temperatures, Order::small, pair);
        add(curves, "KMC, 8192 atoms", Palette.EXACT, temperatures, Order::large, pair);
        add(curves, "plain network", Palette.BASELINE, temperatures, Order::network, pair);
        add(curves, "OnsagerNet", Palette.OURS, temperatures, Order::learnt, pair);
        return (pair == LEGEND_PANEL ? curves : curves.noLegend()).figure();
    }

    private void add(
            Curves curves, String name, Pen pen, double[] temperatures, Function<Order, double[][]> of, int pair) {
        List<Spread> spreads =
                orders.stream().map(order -> spread(of.apply(order), pair)).toList();
        curves.joinedPoints(
                name,
                pen,
                temperatures,
                spreads.stream().mapToDouble(Spread::mean).toArray(),
                spreads.stream().mapToDouble(Spread::standardError).toArray());
    }

    /**
     * δ(t) at the size law's temperature: bands of one standard deviation of the learnt SDEs for every size, and direct
     * simulation where there is one.
     *
     * @param pairs for example {@code TaTa}, {@code MoMo}
     * @return a panel for each pair
     * @throws IllegalArgumentException if there is no such pair
     */
    public Figure orderInTime(String... pairs) {
        Figure[] panels = new Figure[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            panels[i] = timePanel(index(pairs[i]), i > 0);
        }
        return Panels.row(panels);
    }

    private static int index(String pair) {
        int index = PAIRS.indexOf(pair);
        if (index < 0) {
            throw new IllegalArgumentException("pair " + pair + ": must be one of " + PAIRS);
        }
        return index;
    }

    private Figure timePanel(int pair, boolean legend) {
        Curves curves = Curves.titled("δ " + PAIRS.get(pair) + " at "
                        + Math.round(experiment.settings().sizeTemperature()) + " K")
                .x("time (µs)")
                .y("δ")
                .size(HALF, PANEL_HEIGHT + 80);
        for (int cells : forecasts.keySet()) {
            experiment
                    .direct(cells)
                    .ifPresent(runs -> curves.line(
                            cells == AlloyExperimentSettings.SMALL_CELLS ? "direct KMC" : "",
                            Palette.TRUTH,
                            micro(runs.times()[0]),
                            runs.mean(pair)));
        }
        List<Pen> pens = Palette.sequence(forecasts.size());
        int next = 0;
        for (Map.Entry<Integer, Trajectories> entry : forecasts.entrySet()) {
            Trajectories runs = entry.getValue();
            double[] times = micro(runs.times()[0]);
            Pen pen = pens.get(next++);
            curves.band(pen, times, runs.mean(pair), runs.standardDeviation(pair));
            curves.line(atoms(entry.getKey()) + " atoms", pen, times, runs.mean(pair));
        }
        return (legend ? curves : curves.noLegend()).figure();
    }

    private static double[] micro(double[] seconds) {
        return Arrays.stream(seconds).map(t -> MICRO * t).toArray();
    }

    private static int atoms(int cells) {
        return BccLattice.cube(cells).sites();
    }

    /**
     * The standard deviation of δ against the number of atoms, learnt and by direct simulation (left) and published (right),
     * with lines 1/√n.
     *
     * @return two panels
     */
    public Figure noiseAgainstSize() {
        double[] sizes =
                forecasts.keySet().stream().mapToDouble(AlloyReport::atoms).toArray();
        Curves ours = noisePanel("Learnt (points), direct KMC (grey)");
        Curves paper = noisePanel("Published").noLegend();
        List<Pen> pens = Palette.sequence(PAIRS.size());
        double scale = 0;
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            int component = pair;
            double[] learnt = forecasts.values().stream()
                    .mapToDouble(runs -> stationary(runs, component).standardDeviation())
                    .toArray();
            scale += learnt[0] * Math.sqrt(sizes[0]) / PAIRS.size();
            addDirect(ours, pair);
            ours.joinedPoints(PAIRS.get(pair), pens.get(pair), sizes, learnt, new double[sizes.length]);
            double[] published = Arrays.stream(sizes)
                    .map(n -> Published.alloyEquilibrium(PAIRS.get(component), (int) n)
                            .map(values -> values[1])
                            .orElse(Double.NaN))
                    .toArray();
            paper.joinedPoints(PAIRS.get(pair), pens.get(pair), sizes, published, new double[sizes.length]);
        }
        double factor = scale;
        double[] law = Arrays.stream(sizes).map(n -> factor / Math.sqrt(n)).toArray();
        return Panels.row(
                ours.line("∝ 1/√n", Palette.EXACT, sizes, law).figure(),
                paper.line("", Palette.EXACT, sizes, law).figure());
    }

    private static Curves noisePanel(String title) {
        return Curves.titled(title)
                .x("atoms n")
                .y("std(δ)")
                .xDecades()
                .yDecades()
                .size(HALF, PANEL_HEIGHT + 80);
    }

    private void addDirect(Curves curves, int pair) {
        List<Integer> simulated = forecasts.keySet().stream()
                .filter(cells -> experiment.direct(cells).isPresent())
                .toList();
        if (!simulated.isEmpty()) {
            curves.points(
                    "",
                    Palette.TRUTH,
                    simulated.stream().mapToDouble(AlloyReport::atoms).toArray(),
                    simulated.stream()
                            .mapToDouble(
                                    cells -> stationary(experiment.direct(cells).orElseThrow(), pair)
                                            .standardDeviation())
                            .toArray());
        }
    }

    /** Mean and standard deviation over runs and the second half of their steps. */
    private static Spread stationary(Trajectories runs, int pair) {
        return Spread.of(Arrays.stream(runs.values())
                .flatMapToDouble(
                        run -> Arrays.stream(run).skip(runs.steps() / 2).mapToDouble(state -> state[pair]))
                .toArray());
    }

    /**
     * A (110) plane of a box of 432 atoms, rows of one sublattice above rows of the other: B2 order shows as stripes, Mo on
     * one sublattice and Ta on the other.
     *
     * @param temperature T in K
     * @return Mo 0 (dark), Nb 1, Ta 2 (light)
     */
    public Figure slice(double temperature) {
        byte[] state = experiment.ordered(temperature);
        BccLattice lattice = BccLattice.cube(AlloyExperiment.ORDERED_CELLS);
        int voxels = 2 * AlloyExperiment.ORDERED_CELLS;
        double[][] plane = new double[voxels][voxels];
        for (int z = 0; z < voxels; z++) {
            for (int column = 0; column < voxels; column++) {
                int x = Math.floorMod(column - z % 2, voxels) / 2 * 2 + z % 2;
                plane[z][column] = SHADE[state[lattice.site(x, x, z)]];
            }
        }
        String title = String.format(
                Locale.ROOT,
                "%d K: %d %% of Mo on one sublattice",
                Math.round(temperature),
                Math.round(100 * shareOfMolybdenum(state)));
        return HeatMap.of(title, plane)
                .x("along [110]   (dark Mo, middle Nb, light Ta)", voxels)
                .y("along [001]", voxels)
                .size(SLICE, SLICE);
    }

    /** Sites of the even sublattice come first in a state. */
    private static double shareOfMolybdenum(byte[] state) {
        int even = 0;
        int all = 0;
        for (int site = 0; site < state.length; site++) {
            all += state[site] == Species.MO ? 1 : 0;
            even += state[site] == Species.MO && site < state.length / 2 ? 1 : 0;
        }
        return Math.max(even, all - even) / (double) all;
    }

    /**
     * δ at a few temperatures side by side.
     *
     * @param temperatures T in K, those of the settings among them are shown
     * @return learnt, 1024 and 8192 atoms by direct simulation, published
     */
    public Table summary(double... temperatures) {
        List<Order> shown = orders.stream()
                .filter(order -> DoubleStream.of(temperatures).anyMatch(t -> t == order.temperature))
                .toList();
        List<String> names = new ArrayList<>();
        List<double[]> columns = new ArrayList<>();
        for (Order order : shown) {
            for (int pair = 0; pair < PAIRS.size(); pair++) {
                names.add(Math.round(order.temperature) + " K " + PAIRS.get(pair));
                columns.add(new double[] {
                    spread(order.learnt, pair).mean(),
                    spread(order.network, pair).mean(),
                    spread(order.small, pair).mean(),
                    spread(order.large, pair).mean(),
                    Published.alloyOrder(PAIRS.get(pair), order.temperature).orElse(Double.NaN)
                });
            }
        }
        Table table = Table.create("order", StringColumn.create("δ", names));
        List<String> titles = List.of("OnsagerNet", "plain network", "KMC 1024", "KMC 8192", "published");
        for (int column = 0; column < titles.size(); column++) {
            int at = column;
            table.addColumns(DoubleColumn.create(
                    titles.get(column),
                    columns.stream()
                            .mapToDouble(row -> Math.round(1000 * row[at]) / 1000.0)
                            .toArray()));
        }
        return table;
    }

    /**
     * The final table: {@code sro.<pair>.{learnt,network,direct1024,direct8192}.T<T>} with the spread over runs, {@code
     * {mean,std}.<pair>.n<atoms>} of the learnt SDEs and {@code {mean,std}_direct.<pair>.n<atoms>} at the size law's
     * temperature, and how far the learnt ones are from the size laws.
     *
     * @return all rows
     */
    public ResultTable table() {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of("size_law.std_error", largestDeviation()).exact(0));
        rows.add(Row.of("size_law.mean_range", largestRange()).exact(0));
        for (double temperature : List.of(1200.0, 2000.0, 3000.0)) {
            orders.stream()
                    .filter(order -> order.temperature == temperature)
                    .forEach(order -> rows.add(Row.of("sro.max_error.T" + Math.round(temperature), largestError(order))
                            .exact(0)));
        }
        for (int cells : forecasts.keySet()) {
            addSize(rows, cells);
        }
        orders.forEach(order -> addOrder(rows, order));
        return new ResultTable(rows);
    }

    private void addOrder(List<Row> rows, Order order) {
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            String name = "sro." + PAIRS.get(pair) + ".";
            String at = ".T" + Math.round(order.temperature);
            Row learnt = Row.of(name + "learnt" + at, spread(order.learnt, pair));
            rows.add(Published.alloyOrder(PAIRS.get(pair), order.temperature)
                    .map(learnt::paper)
                    .orElse(learnt));
            rows.add(Row.of(name + "network" + at, spread(order.network, pair)));
            rows.add(Row.of(name + "direct1024" + at, spread(order.small, pair)));
            rows.add(Row.of(name + "direct8192" + at, spread(order.large, pair)));
        }
    }

    private void addSize(List<Row> rows, int cells) {
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            String at = "." + PAIRS.get(pair) + ".n" + atoms(cells);
            Spread learnt = stationary(forecasts.get(cells), pair);
            Optional<double[]> published = Published.alloyEquilibrium(PAIRS.get(pair), atoms(cells));
            Row mean = Row.of("mean" + at, learnt.mean());
            Row std = Row.of("std" + at, learnt.standardDeviation());
            rows.add(published.map(values -> mean.paper(values[0])).orElse(mean));
            rows.add(published.map(values -> std.paper(values[1])).orElse(std));
            int component = pair;
            experiment.direct(cells).ifPresent(runs -> {
                Spread direct = stationary(runs, component);
                rows.add(Row.of("mean_direct" + at, direct.mean()));
                rows.add(Row.of("std_direct" + at, direct.standardDeviation()));
            });
        }
    }

    /** Largest deviation of std·√n of any δ and size from its mean over the sizes, relative. */
    private double largestDeviation() {
        double largest = 0;
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            int component = pair;
            double[] scaled = forecasts.entrySet().stream()
                    .mapToDouble(
                            entry -> stationary(entry.getValue(), component).standardDeviation()
                                    * Math.sqrt(atoms(entry.getKey())))
                    .toArray();
            double mean = Spread.of(scaled).mean();
            for (double value : scaled) {
                largest = Math.max(largest, Math.abs(value / mean - 1));
            }
        }
        return largest;
    }

    /** Largest difference of the means of any δ between two sizes. */
    private double largestRange() {
        double largest = 0;
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            int component = pair;
            var means = forecasts.values().stream()
                    .mapToDouble(runs -> stationary(runs, component).mean())
                    .summaryStatistics();
            largest = Math.max(largest, means.getMax() - means.getMin());
        }
        return largest;
    }

    /** Largest difference of any δ between the OnsagerNet and direct simulation of 1024 atoms. */
    private static double largestError(Order order) {
        double largest = 0;
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            double error = spread(order.learnt, pair).mean()
                    - spread(order.small, pair).mean();
            largest = Math.max(largest, Math.abs(error));
        }
        return largest;
    }
}
