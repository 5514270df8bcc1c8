package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.figures.Curves;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Panels;
import org.macrodyn.figures.ParameterScan;
import org.macrodyn.figures.Pen;
import org.macrodyn.metrics.Published;
import org.macrodyn.metrics.ResultTable;
import org.macrodyn.metrics.ResultTable.Row;
import org.macrodyn.metrics.SizeLaw;
import org.macrodyn.metrics.Spread;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.alloy.ShortRangeOrder;
import org.macrodyn.run.Trajectories;
import org.macrodyn.sde.Calibration;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.store.Entries;
import org.macrodyn.study.Family.LearntFamily;
import org.macrodyn.study.Keeping;
import org.macrodyn.study.Learnt;
import org.macrodyn.systems.alloy.OrderSlice;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** Figures and table of the NbMoTa experiment (paper, section on the NbMoTa alloy), judged by direct simulation. */
public final class NbMoTaReport {
    private static final List<String> PAIRS = ShortRangeOrder.PAIRS;
    private static final List<Double> JUDGED = List.of(1200.0, 2000.0, 3000.0);
    private static final double PUBLISHED_SIZE_LAW = 2000;
    private static final int HALF = 450;
    private static final int PANEL_HEIGHT = 280;

    private final NbMoTaSettings settings;
    private final Learnt<byte[]> learnt;
    private final SortedMap<Integer, Trajectories> forecasts = new TreeMap<>();
    private final SortedMap<Integer, Trajectories> direct = new TreeMap<>();
    /** Where δ(T) comes from, in the order of the table: learnt with both drifts, simulated in both sizes. */
    private final List<ParameterScan> sources;

    /**
     * Forecasts all that the report compares.
     *
     * @param settings the experiment
     * @param models the SDE for all T with an OnsagerNet as drift, and with a plain network
     * @param sizes the SDEs of all sizes
     * @param large direct simulation of 8192 atoms by T
     * @param direct direct simulation of some sizes, by cells along each axis
     */
    public NbMoTaReport(
            NbMoTaSettings settings,
            List<LearntFamily<byte[]>> models,
            List<Learnt<byte[]>> sizes,
            Map<Double, Trajectories> large,
            Map<Integer, Trajectories> direct) {
        this.settings = settings;
        direct.forEach((cells, runs) -> this.direct.put(BccLattice.cube(cells).sites(), runs));
        learnt = models.get(0).at(settings.sizeTemperature());
        for (Learnt<byte[]> size : sizes) {
            int atoms = size.study().large().grid().sites();
            forecasts.put(atoms, settings.forecast(size, learnt.step()));
        }
        LearntFamily<byte[]> onsager = models.get(0);
        List<Double> all = settings.temperatures();
        sources = List.of(
                ParameterScan.of("learnt", "OnsagerNet", Palette.OURS, all, t -> forecast(onsager.at(t))),
                ParameterScan.of(
                        "network",
                        "plain network",
                        Palette.BASELINE,
                        all,
                        t -> forecast(models.get(1).at(t))),
                ParameterScan.of("direct1024", "KMC 1024", Palette.TRUTH, all, t -> small(onsager.at(t))),
                ParameterScan.of("direct8192", "KMC 8192", Palette.EXACT, all, t -> Entries.required(large, t, "T = ")
                        .values()));
    }

    private double[][][] forecast(Learnt<byte[]> one) {
        return settings.forecast(one, one.step()).values();
    }

    private static double[][][] small(Learnt<byte[]> learnt) {
        int frames = learnt.study().recipe().small().frames();
        double[][] z = new ObservablesOnly<>(learnt.study().small())
                .encode(learnt.pairs().configurations().value());
        return IntStream.range(0, z.length / frames)
                .mapToObj(run -> Arrays.copyOfRange(z, run * frames, (run + 1) * frames))
                .toArray(double[][][]::new);
    }

    /** Over the second halves, by pair. */
    private static Map<String, SizeLaw> laws(SortedMap<Integer, Trajectories> bySize) {
        return byPair(pair -> SizeLaw.of(bySize, PAIRS.indexOf(pair)));
    }

    private static Map<String, SizeLaw> byPair(Function<String, SizeLaw> law) {
        Map<String, SizeLaw> laws = new LinkedHashMap<>();
        PAIRS.forEach(pair -> laws.put(pair, law.apply(pair)));
        return laws;
    }

    private static SizeLaw law(Map<String, SizeLaw> laws, String pair) {
        return Entries.required(laws, pair, "pair ");
    }

    /** Published ones of the same sizes, if the size law is looked at where it was published. */
    private Map<String, SizeLaw> published() {
        return byPair(pair -> {
            SortedMap<Integer, Spread> known = new TreeMap<>();
            forecasts.keySet().forEach(atoms -> published(pair, atoms).ifPresent(spread -> known.put(atoms, spread)));
            return new SizeLaw(
                    known.keySet().stream().mapToDouble(atoms -> atoms).toArray(), List.copyOf(known.values()));
        });
    }

    private Optional<Spread> published(String pair, int atoms) {
        Map<String, Object> row = Map.of("pair", pair, "atoms", atoms);
        String table = "alloy_equilibrium_2000K";
        return settings.sizeTemperature() != PUBLISHED_SIZE_LAW
                ? Optional.empty()
                : Published.number(table, "mean", row)
                        .map(mean -> new Spread(
                                mean, Published.number(table, "std", row).orElseThrow(), 1));
    }

    private static Optional<Double> published(int pair, double temperature) {
        return Published.number("alloy_sro", "delta_" + PAIRS.get(pair), Map.of("temperature", temperature));
    }

    /**
     * The six δ against temperature: learnt, by direct simulation, published.
     *
     * @return six panels
     */
    public Figure orderAgainstTemperature() {
        return Panels.grid(
                2, IntStream.range(0, PAIRS.size()).mapToObj(this::orderPanel).toList());
    }

    private Figure orderPanel(int pair) {
        Curves curves = Curves.titled("δ " + PAIRS.get(pair)).x("T (K)").y("δ").size(HALF, PANEL_HEIGHT);
        Table published = Published.table("alloy_sro");
        double[] known = published.numberColumn("temperature").asDoubleArray();
        double[] values = published.numberColumn("delta_" + PAIRS.get(pair)).asDoubleArray();
        curves.joinedPoints("published", Palette.PAPER, known, values, new double[known.length]);
        List.of(2, 3, 1, 0).forEach(source -> sources.get(source).draw(curves, pair));
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
        String title = "δ " + name + " at " + Math.round(settings.sizeTemperature()) + " K";
        Curves curves = Curves.titled(title).x("time (µs)").y("δ").size(HALF, PANEL_HEIGHT + 80);
        direct.forEach((atoms, runs) -> curves.line(
                atoms == NbMoTaSettings.SMALL.sites() ? "direct KMC" : "",
                Palette.TRUTH,
                microseconds(runs),
                runs.mean(pair)));
        Iterator<Pen> pens = Palette.sequence(forecasts.size()).iterator();
        forecasts.forEach((atoms, runs) -> {
            Pen pen = pens.next();
            curves.band(pen, microseconds(runs), runs.mean(pair), runs.standardDeviation(pair));
            curves.line(atoms + " atoms", pen, microseconds(runs), runs.mean(pair));
        });
        return (legend ? curves : curves.noLegend()).figure();
    }

    private static double[] microseconds(Trajectories runs) {
        return Arrays.stream(runs.times()[0]).map(t -> 1e6 * t).toArray();
    }

    /**
     * The standard deviation of δ against the number of atoms, learnt and by direct simulation (left) and published (right),
     * with lines 1/√n.
     *
     * @return two panels; one where nothing was published
     */
    public Figure noiseAgainstSize() {
        Map<String, SizeLaw> published = published();
        Figure left = noise("Learnt (points), direct KMC (grey)", laws(forecasts), laws(direct))
                .figure();
        return law(published, PAIRS.get(0)).sizes().length == 0
                ? left
                : Panels.row(
                        left, noise("Published", published, Map.of()).noLegend().figure());
    }

    private static Curves noise(String title, Map<String, SizeLaw> laws, Map<String, SizeLaw> others) {
        return Figures.noiseAgainstSize(title, "atoms", laws, others.values())
                .y("std(δ)")
                .size(HALF, PANEL_HEIGHT + 80);
    }

    /**
     * A (110) plane of a box of 432 atoms, see {@link OrderSlice}.
     *
     * @param temperature T in K
     * @return Mo 0 (dark), Nb 1, Ta 2 (light)
     */
    public Figure slice(double temperature) {
        return OrderSlice.of(
                learnt.study().keeping(),
                NbMoTaAlloy.cube(NbMoTaSettings.ORDERED, temperature),
                settings.orderingJumps(temperature),
                settings.seed());
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
        Trajectories truth = direct.get(BccLattice.cube(NbMoTaSettings.LARGE).sites());
        Keeping keeping = learnt.study().keeping();
        return truth == null
                ? residuals
                : residuals.with(Calibration.of(
                        learnt.model(),
                        truth.only(learnt.model().names()),
                        1,
                        settings.seed(),
                        keeping.threads(),
                        keeping.late("forecast bands")));
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
        DoubleColumn published = DoubleColumn.create("published");
        shown.forEach(t -> IntStream.range(0, PAIRS.size())
                .forEach(pair -> published.append(
                        ParameterScan.rounded(published(pair, t).orElse(Double.NaN)))));
        return ParameterScan.beside("order", "δ", sources, shown, t -> Math.round(t) + " K ", PAIRS)
                .addColumns(published);
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
        Map<String, SizeLaw> laws = laws(forecasts);
        rows.add(worst("size_law.std_error", pair -> law(laws, pair).noiseError()));
        rows.add(worst("size_law.mean_range", pair -> law(laws, pair).meanRange()));
        settings.temperatures().stream()
                .filter(JUDGED::contains)
                .forEach(t -> rows.add(worst("sro.max_error.T" + Math.round(t), pair -> error(t, pair))));
        forecasts.keySet().forEach(atoms -> addSize(rows, atoms, laws));
        settings.temperatures().forEach(t -> addOrder(rows, t));
        return new ResultTable(rows);
    }

    private double error(double temperature, String pair) {
        int index = PAIRS.indexOf(pair);
        return Math.abs(sources.get(0).at(temperature, index).mean()
                - sources.get(2).at(temperature, index).mean());
    }

    private static Row worst(String name, ToDoubleFunction<String> ofPair) {
        return Row.of(name, PAIRS.stream().mapToDouble(ofPair).max().orElseThrow())
                .exact(0);
    }

    private void addSize(List<Row> rows, int atoms, Map<String, SizeLaw> laws) {
        Map<String, SizeLaw> truth = laws(direct);
        for (String pair : PAIRS) {
            String at = "." + pair + ".n" + atoms;
            Spread found = law(laws, pair).at(atoms).orElseThrow();
            Optional<Spread> paper = published(pair, atoms);
            rows.add(Row.of("mean" + at, found.mean()).paper(paper.map(Spread::mean)));
            rows.add(Row.of("std" + at, found.standardDeviation()).paper(paper.map(Spread::standardDeviation)));
            law(truth, pair).at(atoms).ifPresent(spread -> {
                rows.add(Row.of("mean_direct" + at, spread.mean()));
                rows.add(Row.of("std_direct" + at, spread.standardDeviation()));
            });
        }
    }

    private void addOrder(List<Row> rows, double temperature) {
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            for (ParameterScan source : sources) {
                String name = "sro." + PAIRS.get(pair) + "." + source.name() + ".T" + Math.round(temperature);
                Row row = Row.of(name, source.at(temperature, pair));
                rows.add(source.equals(sources.get(0)) ? row.paper(published(pair, temperature)) : row);
            }
        }
    }
}
