package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.macrodyn.closure.ObservablesOnly;
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
import org.macrodyn.metrics.SecondHalf;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.ShortRangeOrder;
import org.macrodyn.micro.alloy.Species;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.study.Family.LearntFamily;
import org.macrodyn.study.Learnt;
import org.macrodyn.study.Sweep;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Figures and table of the NbMoTa experiment (paper, section on the NbMoTa alloy), judged by direct simulation. */
public final class NbMoTaReport {
    private static final List<String> PAIRS = ShortRangeOrder.PAIRS;
    private static final List<Double> JUDGED = List.of(1200.0, 2000.0, 3000.0);
    private static final double PUBLISHED_SIZE_LAW = 2000;
    private static final int HALF = 450;
    private static final int PANEL_HEIGHT = 280;
    private static final int SLICE = 300;
    private static final double MICRO = 1e6;
    /** Brightness of a vacancy, Nb, Mo, Ta: the two species that part most are furthest apart. */
    private static final double[] SHADE = {Double.NaN, 1, 0, 2};

    /** Where δ(T) comes from, in the order of the table. */
    private enum Source {
        ONSAGER("OnsagerNet", "learnt", Palette.OURS),
        NETWORK("plain network", "network", Palette.BASELINE),
        SMALL("KMC 1024", "direct1024", Palette.TRUTH),
        LARGE("KMC 8192", "direct8192", Palette.EXACT);

        private final String title;
        private final String row;
        private final Pen pen;

        Source(String title, String row, Pen pen) {
            this.title = title;
            this.row = row;
            this.pen = pen;
        }
    }

    private final NbMoTaSettings settings;
    private final Learnt<byte[]> learnt;
    private final Map<Integer, Trajectories> direct;
    private final Map<Integer, Trajectories> forecasts = new TreeMap<>();
    /** {@code [runs][6]} over the second halves of runs of the same number of jumps, by T. */
    private final Map<Source, Map<Double, double[][]>> orders = new EnumMap<>(Source.class);

    /**
     * Forecasts all that the report compares.
     *
     * @param settings the experiment
     * @param onsager the SDE for all T, its drift an OnsagerNet
     * @param network the same with a plain network as drift
     * @param sizes the SDE of each size
     * @param truth direct simulations
     */
    public NbMoTaReport(
            NbMoTaSettings settings,
            LearntFamily<byte[]> onsager,
            LearntFamily<byte[]> network,
            Sweep<byte[]> sizes,
            NbMoTaSettings.Truth truth) {
        this.settings = settings;
        learnt = onsager.at(settings.sizeTemperature());
        direct = truth.sizes();
        settings.cells().forEach(size -> forecasts.put(size, settings.forecast(sizes.learnt(size), learnt.step())));
        for (double t : settings.temperatures()) {
            put(Source.ONSAGER, t, forecast(onsager.at(t)));
            put(Source.NETWORK, t, forecast(network.at(t)));
            put(Source.SMALL, t, small(onsager.at(t)));
            put(Source.LARGE, t, truth.large().get(t).values());
        }
    }

    private void put(Source source, double temperature, double[][][] runs) {
        orders.computeIfAbsent(source, none -> new TreeMap<>()).put(temperature, SecondHalf.means(runs));
    }

    private double[][][] forecast(Learnt<byte[]> model) {
        return settings.forecast(model, model.step()).values();
    }

    private double[][][] small(Learnt<byte[]> model) {
        double[][] z = new ObservablesOnly<>(model.study().small())
                .encode(model.pairs().configurations().value());
        int frames = settings.data().frames();
        return IntStream.range(0, settings.data().runs())
                .mapToObj(run -> Arrays.copyOfRange(z, run * frames, (run + 1) * frames))
                .toArray(double[][][]::new);
    }

    /** All six δ of runs of the like pairs, beside one vacancy in a small box. */
    static Trajectories complete(Trajectories like) {
        double vacant = 8.0 / (atoms(NbMoTaSettings.SMALL_CELLS) - 1);
        return mapped(like, PAIRS, z -> ShortRangeOrder.complete(z, vacant));
    }

    private static Trajectories mapped(Trajectories runs, List<String> names, UnaryOperator<double[]> of) {
        double[][][] values = Arrays.stream(runs.values())
                .map(run -> Arrays.stream(run).map(of).toArray(double[][]::new))
                .toArray(double[][][]::new);
        return new Trajectories(names, runs.times(), values);
    }

    private static int atoms(int cells) {
        return BccLattice.cube(cells).sites();
    }

    private Spread order(Source source, double temperature, int pair) {
        return Spread.of(each(orders.get(source).get(temperature), run -> run[pair]));
    }

    private static double[] each(double[][] rows, java.util.function.ToDoubleFunction<double[]> of) {
        return Arrays.stream(rows).mapToDouble(of).toArray();
    }

    private static double[] each(double[] x, DoubleUnaryOperator of) {
        return Arrays.stream(x).map(of).toArray();
    }

    /**
     * The six δ against temperature: learnt, by direct simulation, published.
     *
     * @return six panels
     */
    public Figure orderAgainstTemperature() {
        return Panels.column(IntStream.range(0, PAIRS.size() / 2)
                .mapToObj(row -> Panels.row(orderPanel(2 * row), orderPanel(2 * row + 1)))
                .toArray(Figure[]::new));
    }

    private Figure orderPanel(int pair) {
        Curves curves = Curves.titled("δ " + PAIRS.get(pair)).x("T (K)").y("δ").size(HALF, PANEL_HEIGHT);
        Table published = Published.table("alloy_sro");
        double[] known = published.numberColumn("temperature").asDoubleArray();
        double[] values = published.numberColumn("delta_" + PAIRS.get(pair)).asDoubleArray();
        curves.joinedPoints("published", Palette.PAPER, known, values, new double[known.length]);
        double[] temperatures =
                settings.temperatures().stream().mapToDouble(t -> t).toArray();
        // The learnt ones lie on top.
        for (Source source : List.of(Source.SMALL, Source.LARGE, Source.NETWORK, Source.ONSAGER)) {
            double[] means = each(temperatures, t -> order(source, t, pair).mean());
            double[] errors = each(temperatures, t -> order(source, t, pair).standardError());
            curves.joinedPoints(source.title, source.pen, temperatures, means, errors);
        }
        return (pair == 0 ? curves : curves.noLegend()).figure();
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
        return Panels.row(IntStream.range(0, pairs.length)
                .mapToObj(i -> timePanel(pairs[i], i > 0))
                .toArray(Figure[]::new));
    }

    private Figure timePanel(String name, boolean legend) {
        int pair = PAIRS.indexOf(name);
        if (pair < 0) {
            throw new IllegalArgumentException("pair " + name + ": must be one of " + PAIRS);
        }
        Curves curves = Curves.titled("δ " + name + " at " + Math.round(settings.sizeTemperature()) + " K")
                .x("time (µs)")
                .y("δ")
                .size(HALF, PANEL_HEIGHT + 80);
        direct.forEach((size, runs) -> curves.line(
                size == NbMoTaSettings.SMALL_CELLS ? "direct KMC" : "", Palette.TRUTH, micro(runs), runs.mean(pair)));
        List<Pen> pens = Palette.sequence(forecasts.size());
        forecasts.forEach((size, runs) -> {
            Pen pen = pens.get(settings.cells().indexOf(size));
            curves.band(pen, micro(runs), runs.mean(pair), runs.standardDeviation(pair));
            curves.line(atoms(size) + " atoms", pen, micro(runs), runs.mean(pair));
        });
        return (legend ? curves : curves.noLegend()).figure();
    }

    private static double[] micro(Trajectories runs) {
        return each(runs.times()[0], t -> MICRO * t);
    }

    /**
     * The standard deviation of δ against the number of atoms, learnt and by direct simulation (left) and published (right),
     * with lines 1/√n.
     *
     * @return two panels; one where nothing was published
     */
    public Figure noiseAgainstSize() {
        double[] sizes = sizes(forecasts);
        double scale = IntStream.range(0, PAIRS.size())
                .mapToDouble(pair -> deviations(forecasts, pair)[0] * Math.sqrt(sizes[0]))
                .average()
                .orElseThrow();
        double[] law = each(sizes, n -> scale / Math.sqrt(n));
        Curves ours = noisePanel("Learnt (points), direct KMC (grey)");
        Curves paper = noisePanel("Published").noLegend();
        List<Pen> pens = Palette.sequence(PAIRS.size());
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            int component = pair;
            if (!direct.isEmpty()) {
                ours.points("", Palette.TRUTH, sizes(direct), deviations(direct, pair));
            }
            ours.joinedPoints(
                    PAIRS.get(pair), pens.get(pair), sizes, deviations(forecasts, pair), new double[sizes.length]);
            double[] published =
                    each(sizes, n -> published(component, (int) n, 1).orElse(Double.NaN));
            paper.joinedPoints(PAIRS.get(pair), pens.get(pair), sizes, published, new double[sizes.length]);
        }
        Figure left = ours.line("∝ 1/√n", Palette.EXACT, sizes, law).figure();
        return published(0, (int) sizes[0], 1).isEmpty()
                ? left
                : Panels.row(left, paper.line("", Palette.EXACT, sizes, law).figure());
    }

    private static Curves noisePanel(String title) {
        return Curves.titled(title)
                .x("atoms n")
                .y("std(δ)")
                .xDecades()
                .yDecades()
                .size(HALF, PANEL_HEIGHT + 80);
    }

    private static double[] sizes(Map<Integer, Trajectories> bySize) {
        return bySize.keySet().stream().mapToDouble(NbMoTaReport::atoms).toArray();
    }

    private static double[] deviations(Map<Integer, Trajectories> bySize, int pair) {
        return bySize.values().stream()
                .mapToDouble(runs -> SecondHalf.of(runs.values(), pair).standardDeviation())
                .toArray();
    }

    /** Published mean (0) or standard deviation (1), if the size law is looked at where it was published. */
    private Optional<Double> published(int pair, int atoms, int which) {
        return settings.sizeTemperature() == PUBLISHED_SIZE_LAW
                ? Published.alloyEquilibrium(PAIRS.get(pair), atoms).map(values -> values[which])
                : Optional.empty();
    }

    /**
     * A (110) plane of a box of 432 atoms, see {@link BccLattice#plane110}: B2 order shows as stripes, Mo on one sublattice
     * and Ta on the other.
     *
     * @param temperature T in K
     * @return Mo 0 (dark), Nb 1, Ta 2 (light)
     */
    public Figure slice(double temperature) {
        byte[] state = settings.ordered(learnt.study().keeping(), temperature);
        BccLattice lattice = BccLattice.cube(NbMoTaSettings.ORDERED_CELLS);
        byte[][] plane = lattice.plane110(state);
        double[][] shades = new double[plane.length][plane.length];
        for (int i = 0; i < plane.length * plane.length; i++) {
            shades[i / plane.length][i % plane.length] = SHADE[plane[i / plane.length][i % plane.length]];
        }
        long share = Math.round(100 * lattice.sublatticeShare(state, Species.MO));
        return HeatMap.of(Math.round(temperature) + " K: " + share + " % of Mo on one sublattice", shades)
                .x("along [110]   (dark Mo, middle Nb, light Ta)", plane.length)
                .y("along [001]", plane.length)
                .size(SLICE, SLICE);
    }

    /**
     * Residuals of the OnsagerNet on its pairs of 8192 atoms at the size law's temperature, and coverage of its forecast bands
     * by direct simulations, if there are any.
     *
     * @return the diagnostics
     */
    public Diagnostics diagnose() {
        Diagnostics residuals =
                Diagnostics.of(learnt.model(), learnt.pairs().pairs().value(), learnt.lambda());
        Trajectories runs = direct.get(NbMoTaSettings.LARGE_CELLS);
        if (runs == null) {
            return residuals;
        }
        List<String> names = learnt.model().names();
        int[] like = names.stream().mapToInt(PAIRS::indexOf).toArray();
        Trajectories truth = mapped(
                runs, names, z -> Arrays.stream(like).mapToDouble(c -> z[c]).toArray());
        int threads = learnt.study().keeping().threads();
        return residuals.with(learnt.model(), truth, 1, settings.seed(), threads);
    }

    /**
     * δ at a few temperatures side by side.
     *
     * @param temperatures T in K, those of the settings among them are shown
     * @return learnt, 1024 and 8192 atoms by direct simulation, published
     */
    public Table summary(double... temperatures) {
        List<Double> shown = settings.temperatures().stream()
                .filter(t -> DoubleStream.of(temperatures).anyMatch(wanted -> wanted == t))
                .toList();
        Table table =
                Table.create("order", StringColumn.create("δ", shown.stream().flatMap(t -> PAIRS.stream()
                        .map(pair -> Math.round(t) + " K " + pair))));
        for (Source source : Source.values()) {
            table.addColumns(column(
                    source.title, shown, (t, pair) -> order(source, t, pair).mean()));
        }
        return table.addColumns(column("published", shown, (t, pair) -> Published.alloyOrder(PAIRS.get(pair), t)
                .orElse(Double.NaN)));
    }

    private static DoubleColumn column(
            String title, List<Double> temperatures, ToDoubleBiFunction<Double, Integer> of) {
        return DoubleColumn.create(
                title,
                temperatures.stream()
                        .flatMapToDouble(t -> IntStream.range(0, PAIRS.size())
                                .mapToDouble(pair -> Math.rint(1000 * of.applyAsDouble(t, pair)) / 1000))
                        .toArray());
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
        rows.add(Row.of("size_law.std_error", largest(this::deviation)).exact(0));
        rows.add(Row.of("size_law.mean_range", largest(this::range)).exact(0));
        settings.temperatures().stream()
                .filter(JUDGED::contains)
                .forEach(t -> rows.add(Row.of("sro.max_error.T" + Math.round(t), largest(pair -> error(t, pair)))
                        .exact(0)));
        settings.cells().forEach(size -> addSize(rows, size));
        settings.temperatures().forEach(t -> addOrder(rows, t));
        return new ResultTable(rows);
    }

    private void addSize(List<Row> rows, int size) {
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            String at = "." + PAIRS.get(pair) + ".n" + atoms(size);
            Spread learnt = SecondHalf.of(forecasts.get(size).values(), pair);
            rows.add(Row.of("mean" + at, learnt.mean()).paper(published(pair, atoms(size), 0)));
            rows.add(Row.of("std" + at, learnt.standardDeviation()).paper(published(pair, atoms(size), 1)));
            if (direct.containsKey(size)) {
                Spread truth = SecondHalf.of(direct.get(size).values(), pair);
                rows.add(Row.of("mean_direct" + at, truth.mean()));
                rows.add(Row.of("std_direct" + at, truth.standardDeviation()));
            }
        }
    }

    private void addOrder(List<Row> rows, double temperature) {
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            for (Source source : Source.values()) {
                String name = "sro." + PAIRS.get(pair) + "." + source.row + ".T" + Math.round(temperature);
                Row row = Row.of(name, order(source, temperature, pair));
                rows.add(
                        source == Source.ONSAGER ? row.paper(Published.alloyOrder(PAIRS.get(pair), temperature)) : row);
            }
        }
    }

    private static double largest(java.util.function.IntToDoubleFunction ofPair) {
        return IntStream.range(0, PAIRS.size()).mapToDouble(ofPair).max().orElseThrow();
    }

    /** Largest deviation of std·√n of any size from its mean over the sizes, relative. */
    private double deviation(int pair) {
        double[] sizes = sizes(forecasts);
        double[] scaled = deviations(forecasts, pair);
        Arrays.setAll(scaled, i -> scaled[i] * Math.sqrt(sizes[i]));
        double mean = Spread.of(scaled).mean();
        return Arrays.stream(scaled)
                .map(value -> Math.abs(value / mean - 1))
                .max()
                .orElseThrow();
    }

    /** Largest difference of the means between two sizes. */
    private double range(int pair) {
        var means = forecasts.values().stream()
                .mapToDouble(runs -> SecondHalf.of(runs.values(), pair).mean())
                .summaryStatistics();
        return means.getMax() - means.getMin();
    }

    /** Difference between the OnsagerNet and direct simulation of 1024 atoms. */
    private double error(double temperature, int pair) {
        return Math.abs(order(Source.ONSAGER, temperature, pair).mean()
                - order(Source.SMALL, temperature, pair).mean());
    }
}
