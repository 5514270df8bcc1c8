package org.macrodyn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Parallel;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.RandomStreams;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.ensemble.Trajectories;
import org.macrodyn.metrics.ShortRangeOrder;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.AlignedBoxes;
import org.macrodyn.micro.alloy.AlloySettings;
import org.macrodyn.micro.alloy.AlloyUpsampling;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.alloy.NbMoTaAlloy;
import org.macrodyn.micro.alloy.Species;
import org.macrodyn.micro.alloy.WaitingTime;
import org.macrodyn.sde.Diagnostics;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.SdeModel;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.TrainingResult;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Stage;

/**
 * The NbMoTa experiment (SPEC §5): the SDE of the short-range order parameters δ, learnt from boxes of 1024 atoms with one
 * vacancy, with T as its parameter.
 *
 * <p>The six δ obey one linear law exactly and two more but for the atoms beside the vacancies, so the 6 × 6 covariance of
 * their increments is singular. The SDE is therefore one of the three like pairs, and {@link ShortRangeOrder#complete} gives
 * the other three.
 *
 * <p>A pair is a number of jumps N of one vacancy in its box. All pairs of one T have the same δt, the mean time of N jumps
 * there, so that a forecast step of one δt follows the N-jump statistics of the boxes exactly where these are linear. Nothing
 * that is learnt sees a simulation of more than 1024 atoms.
 */
public final class AlloyExperiment {
    /** Unit cells along each axis of the box that {@link #ordered} shows. */
    public static final int ORDERED_CELLS = 6;

    /** Version of how pairs are made: raised when its numbers change, so that stages on disk are made anew. */
    private static final int PAIRS_ALGORITHM = 1;

    private static final int PARTS = 8;
    private static final int D = ShortRangeOrder.PAIRS.size();
    /** Frames of the large simulations, of which means are taken. */
    private static final int LARGE_FRAMES = 40;

    private final AlloyExperimentSettings settings;
    private final Workbench bench;
    private final Map<Double, Kept<Snapshots<byte[]>>> small = new TreeMap<>();
    private final Map<Double, double[][]> smallMeans = new TreeMap<>();

    /**
     * The experiment.
     *
     * @param settings what is run
     * @param bench where its stages are kept
     */
    public AlloyExperiment(AlloyExperimentSettings settings, Workbench bench) {
        this.settings = settings;
        this.bench = bench;
    }

    /**
     * The settings.
     *
     * @return what is run
     */
    public AlloyExperimentSettings settings() {
        return settings;
    }

    /**
     * Simulates boxes of 1024 atoms from random starts: 𝒟_s.
     *
     * @param temperature T in K
     * @return configurations, run by run
     */
    public synchronized Kept<Snapshots<byte[]>> small(double temperature) {
        return small.computeIfAbsent(temperature, t -> {
            NbMoTaAlloy alloy = NbMoTaAlloy.cube(AlloyExperimentSettings.SMALL_CELLS, t);
            long between = settings.jumps(t) / settings.frames();
            return bench.simulate(new Simulation<>(
                    alloy,
                    alloy::initialise,
                    settings.runs(),
                    settings.frames(),
                    Span.events(between),
                    "small",
                    settings.seed()));
        });
    }

    /**
     * Direct simulation of 1024 atoms: δ averaged over the second half of each run.
     *
     * @param temperature T in K
     * @return {@code [runs][6]}
     */
    public synchronized double[][] smallOrder(double temperature) {
        return smallMeans.computeIfAbsent(temperature, this::secondHalves);
    }

    private double[][] secondHalves(double temperature) {
        Snapshots<byte[]> states = small(temperature).value();
        NbMoTaAlloy alloy = NbMoTaAlloy.cube(AlloyExperimentSettings.SMALL_CELLS, temperature);
        byte[] state = new byte[alloy.grid().sites()];
        double[] z = new double[D];
        double[][] means = new double[settings.runs()][D];
        int first = settings.frames() / 2;
        for (int run = 0; run < settings.runs(); run++) {
            for (int frame = first; frame < settings.frames(); frame++) {
                states.get(run * settings.frames() + frame, state);
                alloy.observe(state, z);
                for (int c = 0; c < D; c++) {
                    means[run][c] += z[c] / (settings.frames() - first);
                }
            }
        }
        return means;
    }

    /**
     * Direct simulation of 8192 atoms at every temperature, for comparison only: as many jumps of each vacancy as in the
     * small boxes.
     *
     * @return for each T in K {@code [runs][6]} δ averaged over the second half of each run
     * @throws java.util.concurrent.CancellationException if interrupted; finished temperatures are kept
     */
    public Map<Double, double[][]> largeOrder() {
        List<Double> temperatures = settings.temperatures();
        double[][][] means = new double[temperatures.size()][][];
        Parallel.forEach(
                0,
                means.length,
                bench.threads(),
                bench.started(
                        temperatures.stream()
                                .map(temperature -> largeStage(largeRuns(temperature)))
                                .toList(),
                        "direct simulation of 8192 atoms"),
                i -> means[i] = lastHalves(large(temperatures.get(i))));
        Map<Double, double[][]> byTemperature = new TreeMap<>();
        for (int i = 0; i < means.length; i++) {
            byTemperature.put(temperatures.get(i), means[i]);
        }
        return byTemperature;
    }

    private Simulation<byte[]> largeRuns(double temperature) {
        NbMoTaAlloy alloy = NbMoTaAlloy.cube(AlloyExperimentSettings.LARGE_CELLS, temperature);
        int frames = Math.min(settings.frames(), LARGE_FRAMES);
        long between = alloy.vacancies() * settings.jumps(temperature) / frames;
        return new Simulation<>(
                alloy, alloy::initialise, settings.largeRuns(), frames, Span.events(between), "large", settings.seed());
    }

    private Stage largeStage(Simulation<byte[]> simulation) {
        return bench.stage("large", Identities.of(simulation));
    }

    private Trajectories large(double temperature) {
        Simulation<byte[]> simulation = largeRuns(temperature);
        Stage stage = largeStage(simulation);
        Map<String, NpyArray> arrays = stage.part("runs", () -> {
            Trajectories runs = simulation.trajectories(0, settings.largeRuns(), 1, ProgressListener.NONE);
            return Map.of("t", NpyArray.of(runs.times()), "z", NpyArray.of(runs.values()));
        });
        if (!stage.finished()) {
            stage.finish();
        }
        return new Trajectories(
                ShortRangeOrder.PAIRS, arrays.get("t").matrix(), arrays.get("z").cube());
    }

    /** {@code [runs][d]} means over the second half of each run. */
    static double[][] lastHalves(Trajectories runs) {
        int first = runs.steps() / 2;
        double[][] means = new double[runs.runs()][runs.dimension()];
        for (int run = 0; run < means.length; run++) {
            for (int k = first; k < runs.steps(); k++) {
                for (int c = 0; c < runs.dimension(); c++) {
                    means[run][c] += runs.values()[run][k][c] / (runs.steps() - first);
                }
            }
        }
        return means;
    }

    /**
     * Direct simulation at the size law's temperature, for comparison only, at times one δt apart.
     *
     * @param cells size along each axis
     * @return δ(t), t in s; empty if the settings ask for no run of that size
     */
    public Optional<Trajectories> direct(int cells) {
        int index = settings.cells().indexOf(cells);
        if (index < 0 || index >= settings.sizeRuns().size()) {
            return Optional.empty();
        }
        NbMoTaAlloy alloy = NbMoTaAlloy.cube(cells, settings.sizeTemperature());
        return Optional.of(bench.observe(new Simulation<>(
                        alloy,
                        alloy::initialise,
                        settings.sizeRuns().get(index),
                        steps(settings.sizeTemperature()),
                        Span.time(step(settings.sizeTemperature())),
                        "direct-" + alloy.lattice().sites(),
                        settings.seed()))
                .value());
    }

    /** Steps of a forecast that is as long as the simulations, in jumps of each vacancy. */
    int steps(double temperature) {
        return (int) Math.max(4, settings.jumps(temperature) / settings.recipe().jumps());
    }

    /**
     * The step δt of the pairs at a temperature: the mean time of their jumps.
     *
     * @param temperature T in K, one of the settings'
     * @return δt in s
     */
    public double step(double temperature) {
        return pairs(AlloyExperimentSettings.LARGE_CELLS, temperature, settings.pairs())
                .value()
                .meanTime();
    }

    /**
     * Evolves single vacancies' boxes in large configurations made of small ones.
     *
     * @param cells size of the large system along each axis
     * @param temperature T in K
     * @param count number of pairs
     * @return (δ, Δδ, δt) of the like pairs, δt in s and the same in all pairs
     */
    Kept<MacroPairs> pairs(int cells, double temperature, int count) {
        Kept<Snapshots<byte[]>> pool = small(temperature);
        NbMoTaAlloy alloy = withMeanTimes(cells, temperature);
        AlloyRecipe recipe = settings.recipe();
        Map<String, Object> identity = Map.of(
                "upsampling", recipe.upsampling().toString(),
                "window", recipe.window(),
                "evolution", recipe.evolution().toString(),
                "pairsOfEach", recipe.pairsOfEach(),
                "count", count,
                "seed", settings.seed());
        Stage stage = bench.stage(
                "pairs", Identities.of(alloy, PAIRS_ALGORITHM, identity).from(pool.hash()));
        AlignedBoxes boxes = boxes(alloy.lattice());
        int each = Math.min(boxes.count(), recipe.pairsOfEach());
        int configurations = (count + each - 1) / each;
        float[] z0 = new float[configurations * each * D];
        float[] dz = new float[z0.length];
        double time = 0;
        String label = "evolve boxes of %d atoms at %.0f K";
        ProgressListener progress = bench.started(
                stage, String.format(Locale.ROOT, label, alloy.lattice().sites(), temperature));
        for (int part = 0; part < PARTS; part++) {
            int from = (int) ((long) part * configurations / PARTS);
            int to = (int) ((long) (part + 1) * configurations / PARTS);
            Map<String, NpyArray> made = stage.part(
                    String.format(Locale.ROOT, "part-%04d", part),
                    () -> evolve(alloy, boxes, pool.value(), from, to, each));
            System.arraycopy(made.get("z0").floats(), 0, z0, from * each * D, (to - from) * each * D);
            System.arraycopy(made.get("dz").floats(), 0, dz, from * each * D, (to - from) * each * D);
            time += Arrays.stream(made.get("seconds").doubles()).sum();
            progress.update(part + 1, PARTS, "");
        }
        if (!stage.finished()) {
            stage.finish();
        }
        float[] dt = new float[configurations * each];
        Arrays.fill(dt, (float) (time / dt.length));
        return new Kept<>(
                new MacroPairs(ShortRangeOrder.LIKE_PAIRS, LikePairs.of(z0), LikePairs.of(dz), dt), stage.hash());
    }

    private static NbMoTaAlloy withMeanTimes(int cells, double temperature) {
        return new NbMoTaAlloy(
                BccLattice.cube(cells), AlloySettings.at(temperature).with(WaitingTime.MEAN));
    }

    private static AlignedBoxes boxes(BccLattice lattice) {
        return new AlignedBoxes(BccLattice.cube(AlloyExperimentSettings.SMALL_CELLS), lattice);
    }

    private Map<String, NpyArray> evolve(
            NbMoTaAlloy alloy, AlignedBoxes boxes, Snapshots<byte[]> pool, int from, int to, int each) {
        int count = (to - from) * each;
        float[] z0 = new float[count * D];
        float[] dz = new float[count * D];
        double[] seconds = new double[count];
        String name =
                "pairs-" + alloy.lattice().sites() + "-" + alloy.settings().temperature();
        Parallel.forEach(from, to, bench.threads(), ProgressListener.NONE, index -> {
            RandomGenerator random = RandomStreams.stream(settings.seed(), name, index);
            double[] z = new double[D];
            byte[] state = configuration(alloy, boxes, pool, z, random);
            double[] change = new double[D];
            int[] vacancies = chosenVacancies(state, each, random);
            for (int k = 0; k < each; k++) {
                int at = (index - from) * each + k;
                seconds[at] = settings.recipe().evolution().evolve(alloy, state, vacancies[k], change, random);
                for (int c = 0; c < D; c++) {
                    z0[at * D + c] = (float) z[c];
                    dz[at * D + c] = (float) change[c];
                }
            }
        });
        return Map.of(
                "z0", NpyArray.of(z0, count, D),
                "dz", NpyArray.of(dz, count, D),
                "seconds", NpyArray.of(seconds, count));
    }

    /** A large configuration; z receives its δ, which for replicas is that of the small one. */
    private byte[] configuration(
            NbMoTaAlloy alloy, AlignedBoxes boxes, Snapshots<byte[]> pool, double[] z, RandomGenerator random) {
        byte[] state = new byte[alloy.lattice().sites()];
        int frame = random.nextInt(settings.frames());
        Optional<AlloyUpsampling> upsampling = settings.recipe().upsampling();
        if (upsampling.isEmpty()) {
            byte[] member = member(pool, random.nextInt(settings.runs()), frame);
            boxes.replicate(member, state);
            alloy.on(pool.grid()).observe(member, z);
        } else {
            upsampling.get().upsample(alloy, boxes, members(pool, frame), state, random);
            boxes.order(state, z);
        }
        return state;
    }

    private List<byte[]> members(Snapshots<byte[]> pool, int frame) {
        int window = settings.recipe().window();
        List<byte[]> members = new ArrayList<>();
        for (int f = Math.max(0, frame - window); f < Math.min(settings.frames(), frame + window + 1); f++) {
            for (int run = 0; run < settings.runs(); run++) {
                members.add(member(pool, run, f));
            }
        }
        return members;
    }

    private byte[] member(Snapshots<byte[]> pool, int run, int frame) {
        byte[] member = new byte[pool.grid().sites()];
        pool.get(run * settings.frames() + frame, member);
        return member;
    }

    /** Different vacancies at random: the first ones of a random order. */
    private static int[] chosenVacancies(byte[] state, int count, RandomGenerator random) {
        int[] sites = IntStream.range(0, state.length)
                .filter(site -> state[site] == Species.VACANCY)
                .toArray();
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, sites.length);
            int swap = sites[i];
            sites[i] = sites[j];
            sites[j] = swap;
        }
        return sites;
    }

    /**
     * Learns the SDE of 8192 atoms with T as its parameter, by an OnsagerNet and by a plain network, and the SDE of each size
     * at the size law's temperature; λ = K.
     *
     * @return what was learnt
     */
    public AlloyStudy learn() {
        AlloyRecipe recipe = settings.recipe();
        Trainings trainings = new Trainings(bench, "train SDEs");
        Kept<MacroPairs> all = conditionalPairs();
        int k = boxes(BccLattice.cube(AlloyExperimentSettings.LARGE_CELLS)).count();
        trainings.add(all, recipe.network(), recipe.training().withLambda(k));
        trainings.add(all, plain(recipe.network()), recipe.training().withLambda(k));
        for (int cells : settings.cells()) {
            int boxes = boxes(BccLattice.cube(cells)).count();
            trainings.add(
                    pairs(cells, settings.sizeTemperature(), settings.sizePairs()),
                    recipe.network(),
                    recipe.training().withLambda(boxes));
        }
        List<TrainingResult> results = trainings.run();
        Map<Integer, TrainingResult> sizes = new TreeMap<>();
        for (int i = 0; i < settings.cells().size(); i++) {
            sizes.put(settings.cells().get(i), results.get(i + 2));
        }
        return new AlloyStudy(results.get(0), results.get(1), sizes);
    }

    private Kept<MacroPairs> conditionalPairs() {
        Map<Double, MacroPairs> byTemperature = new TreeMap<>();
        List<String> hashes = new ArrayList<>();
        for (double temperature : settings.temperatures()) {
            Kept<MacroPairs> pairs = pairs(AlloyExperimentSettings.LARGE_CELLS, temperature, settings.pairs());
            byTemperature.put(temperature, pairs.value());
            hashes.add(pairs.hash());
        }
        return new Kept<>(MacroPairs.conditional("T", byTemperature), "conditional+" + String.join("+", hashes));
    }

    private static SdeSettings plain(SdeSettings network) {
        return new SdeSettings(
                network.diffusion(),
                network.hiddenWidth(),
                network.hiddenLayers(),
                network.activation(),
                network.scaled(),
                Optional.empty());
    }

    /**
     * Forecasts the six δ from the random alloy, δ = 0, for as many jumps of each vacancy as in the simulations.
     *
     * @param model an SDE of the like pairs with time in s
     * @param temperature T in K, one of the settings'
     * @return runs that stayed finite
     */
    public Trajectories forecast(SdeModel model, double temperature) {
        double[][] starts = new double[settings.forecastRuns()][ShortRangeOrder.LIKE_PAIRS.size()];
        return LikePairs.complete(
                Forecast.run(model, starts, step(temperature), steps(temperature), settings.seed(), bench.threads())
                        .finite());
    }

    /**
     * Residuals of the learnt SDE on its pairs of 8192 atoms at the size law's temperature, and coverage of its forecast
     * bands by direct simulations.
     *
     * @param study what was learnt
     * @return diagnostics of the OnsagerNet
     */
    public Diagnostics diagnose(AlloyStudy study) {
        double temperature = settings.sizeTemperature();
        SdeModel model = study.onsager().model().at(temperature);
        MacroPairs pairs = pairs(AlloyExperimentSettings.LARGE_CELLS, temperature, settings.pairs())
                .value();
        int k = boxes(BccLattice.cube(AlloyExperimentSettings.LARGE_CELLS)).count();
        Diagnostics residuals = Diagnostics.of(model, pairs, k);
        return direct(AlloyExperimentSettings.LARGE_CELLS)
                .map(runs -> residuals.with(model, LikePairs.of(runs), 1, settings.seed(), bench.threads()))
                .orElse(residuals);
    }

    /**
     * A configuration of a box of {@link #ORDERED_CELLS}³ cells, so small that one ordered domain fills it: after the
     * settings' ordering jumps where order comes slowly, otherwise after those of a run.
     *
     * @param temperature T in K
     * @return {@code [432]} species
     */
    public byte[] ordered(double temperature) {
        NbMoTaAlloy alloy = NbMoTaAlloy.cube(ORDERED_CELLS, temperature);
        long jumps = settings.slow(temperature) ? settings.orderingJumps() : settings.jumps(temperature);
        byte[] state = new byte[alloy.grid().sites()];
        bench.simulate(new Simulation<>(alloy, alloy::initialise, 1, 2, Span.events(jumps), "ordered", settings.seed()))
                .value()
                .get(1, state);
        return state;
    }
}
