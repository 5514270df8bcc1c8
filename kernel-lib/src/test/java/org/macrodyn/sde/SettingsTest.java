package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.BatchModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SiteFunction;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.alloy.AlloySettings;
import org.macrodyn.micro.alloy.AlloyUpsampling;
import org.macrodyn.micro.alloy.Composition;
import org.macrodyn.micro.alloy.PairExpansionFit;
import org.macrodyn.micro.alloy.SeamRelaxation;
import org.macrodyn.micro.alloy.VacancyBoxEvolution;
import org.macrodyn.micro.alloy.VacancySampling;
import org.macrodyn.micro.rules.Picture;
import org.macrodyn.micro.rules.Rule;
import org.macrodyn.micro.spde.InitialProfile;
import org.macrodyn.micro.spde.PredatorPreySettings;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.micro.spin.RasterSweepEnsemble;
import org.macrodyn.net.Dense;
import org.macrodyn.net.LearningRate;
import org.macrodyn.net.Network;
import org.macrodyn.net.WeightsFile;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.AlikePatches;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.Generator;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.ModelCheck;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Refinement;
import org.macrodyn.scale.Upsampler;

/** Every number of every public record of settings: what makes no sense is refused in one line. */
class SettingsTest {
    private static final LocalRelaxation BRIEF = LocalRelaxation.brief(0.5);

    /** One right value of each record. A record that is missing here makes {@link #noRecordIsForgotten} fail. */
    private static final List<Record> RIGHT = List.of(
            Grid.square(8),
            new Region(Grid.square(8), 0, 1, 1, 1, 4, 4),
            new Span.Time(1),
            new Span.Events(1),
            new PatchBoundary.Halo(1),
            new Picture("spins", Grid.square(2), new byte[4], List.of("down", "up"), 0),
            AlloySettings.at(1000),
            Composition.EQUIMOLAR,
            new SeamRelaxation(5, false),
            VacancyBoxEvolution.paper(),
            VacancySampling.paper(),
            new PairExpansionFit.Sampling(1, new double[] {1000}, 1, 1),
            InitialProfile.paper(),
            PredatorPreySettings.paper(),
            new Assembly.Groups(2),
            new Assembly.Likeness(2),
            new Assembly.Origin(2, 3),
            new Assembly(new Assembly.Groups(2), 2, 2, Assembly.Tiling.SHIFTED, Optional.of(BRIEF)),
            BRIEF,
            new PartialEvolution<>(
                    Ising.square(8, 2, 0), Patches.square(8, 4), PatchBoundary.FROZEN_NEIGHBOURS, Span.time(1), 1, 1),
            new Upsampler<byte[]>(2, 2, Refinement.replication(), Optional.empty()),
            new Calibration(List.of("m"), new double[] {0.5}, new double[][] {{0.5}}, 10),
            LambdaSelection.theory(4),
            new LambdaSelection.Law(1, 0.1, 1),
            new Forecast.Times(0.5, 2, 1, Scheme.HEUN),
            new Dense(2, 3, 4),
            LearningRate.plateau(1e-3, 5),
            OnsagerDrift.paper(),
            new PartialLikelihood(4, 1e-3, Diffusion.FULL, new double[] {1}, new double[] {1}),
            Scaling.none(1),
            SdeSettings.of(Diffusion.FULL),
            TrainingSettings.of(4),
            TrainingSettings.of(4).floor(),
            TrainingSettings.of(4).descent(),
            TrainingSettings.of(4).heldOut());

    /** Results, and records without a number. */
    private static final Set<Class<?>> OTHERS = Set.of(
            PatchBoundary.PeriodicPatch.class,
            PatchBoundary.FrozenNeighbours.class,
            AlloyUpsampling.class,
            VacancySampling.Pool.class,
            Refinement.Replication.class,
            Refinement.Linear.class,
            Refinement.Cubic.class,
            Patches.class,
            PairDataset.class,
            ModelCheck.class,
            AlikePatches.class,
            Sde.Coefficients.class,
            Generator.class,
            Generator.Rates.class,
            Rule.class,
            Network.class,
            WeightsFile.class,
            ModelEnsemble.class,
            Diagnostics.class,
            DriftCheck.class,
            EnsembleForecast.class,
            ForecastResult.class,
            LearntSde.class,
            SiteFunction.class,
            BatchModel.AtOnce.class,
            PatchBoundary.Evolving.class,
            TrainingJob.class,
            TrainingResult.class,
            Verdict.class);

    /** Numbers that may be 0 or negative, by record and component. */
    private static final Map<String, Double> LOWEST = new HashMap<>();

    static {
        for (String zero : List.of(
                "Region.layer",
                "Region.row",
                "Region.column",
                "Picture.layer",
                "Composition.niobium",
                "Composition.molybdenum",
                "Composition.tantalum",
                "SeamRelaxation.jumps",
                "Sampling.random",
                "Sampling.snapshots",
                "Sampling.jumpsBetween",
                "PredatorPreySettings.predatorGrowth",
                "PredatorPreySettings.preyThreshold",
                "PredatorPreySettings.preyDiffusion",
                "PredatorPreySettings.predatorDiffusion",
                "PredatorPreySettings.noise",
                "VacancySampling.window",
                "Calibration.levels",
                "Calibration.coverage",
                "LambdaSelection.error",
                "Law.error",
                "Law.chiSquare",
                "Dense.inputs",
                "Dense.from",
                "PartialLikelihood.epsilon",
                "PartialLikelihood.floor",
                "PartialLikelihood.driftScale",
                "PartialLikelihood.diffusionScale",
                "LearningRate.minimum",
                "LearningRate.patience",
                "LearningRate.threshold",
                "Floor.epsilon",
                "Floor.relative",
                "Descent.averaging",
                "HeldOut.fraction",
                "HeldOut.patience")) {
            LOWEST.put(zero, 0.0);
        }
        for (String any : List.of(
                "InitialProfile.meanFrom",
                "InitialProfile.meanTo",
                "InitialProfile.amplitudeFrom",
                "InitialProfile.amplitudeTo",
                "PartialEvolution.seed",
                "TrainingSettings.seed",
                "Law.exponent",
                "Scaling.inputShift")) {
            LOWEST.put(any, Double.NEGATIVE_INFINITY);
        }
    }

    static Stream<Record> records() {
        return RIGHT.stream();
    }

    @ParameterizedTest
    @MethodSource("records")
    void numbersThatMakeNoSenseAreRefusedInOneLine(Record right) throws ReflectiveOperationException {
        RecordComponent[] components = right.getClass().getRecordComponents();
        assertThatCode(() -> make(right, -1, null)).doesNotThrowAnyException();
        for (int i = 0; i < components.length; i++) {
            String name = right.getClass().getSimpleName() + "." + components[i].getName();
            double lowest = LOWEST.getOrDefault(name, Double.MIN_VALUE);
            for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                Object value = as(components[i].getType(), bad);
                boolean allowed = Double.isFinite(bad) && bad >= lowest;
                if (value == null || allowed) {
                    continue;
                }
                int changed = i;
                assertThatIllegalArgumentException()
                        .as(name + " = " + bad)
                        .isThrownBy(() -> make(right, changed, value))
                        .satisfies(
                                e -> assertThat(e.getMessage()).contains(": ").doesNotContain("\n"));
            }
        }
    }

    /** A number as the type of a component, or null if it is none. */
    private static Object as(Class<?> type, double value) {
        if (type.isArray()) {
            Object inner = as(type.getComponentType(), value);
            if (inner == null) {
                return null;
            }
            Object array = Array.newInstance(type.getComponentType(), 1);
            Array.set(array, 0, inner);
            return array;
        }
        if (type == double.class) {
            return value;
        }
        boolean whole = value == Math.rint(value) && Double.isFinite(value);
        return !whole ? null : type == int.class ? (Object) (int) value : type == long.class ? (long) value : null;
    }

    private static Object make(Record right, int changed, Object value) throws ReflectiveOperationException {
        RecordComponent[] components = right.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = i == changed ? value : components[i].getAccessor().invoke(right);
        }
        Constructor<?> constructor = right.getClass()
                .getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw e;
        }
    }

    @Test
    void noRecordIsForgotten() throws IOException, URISyntaxException {
        Path root = Path.of(
                Span.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<String> found = new TreeSet<>();
        for (String part : List.of("micro", "net", "scale", "sde")) {
            try (Stream<Path> files = Files.walk(root.resolve("org/macrodyn").resolve(part))) {
                files.map(file -> root.relativize(file).toString().replaceAll("[/\\\\]", "."))
                        .filter(name -> name.endsWith(".class"))
                        .map(name -> load(name.substring(0, name.length() - ".class".length())))
                        .filter(type -> type.isRecord() && isPublic(type))
                        .forEach(type -> found.add(type.getName()));
            }
        }
        Set<String> known = new TreeSet<>();
        RIGHT.forEach(record -> known.add(record.getClass().getName()));
        OTHERS.forEach(type -> known.add(type.getName()));
        assertThat(found.stream().filter(name -> !known.contains(name))).isEmpty();
        assertThat(known.stream().filter(name -> !found.contains(name))).isEmpty();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, SettingsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        return type == null || (Modifier.isPublic(type.getModifiers()) && isPublic(type.getEnclosingClass()));
    }

    @Test
    void argumentsOfMethodsAreCheckedToo() {
        Ising lattice = Ising.square(8, 2, 0);
        Snapshots<byte[]> none = new Snapshots<>(lattice.grid(), lattice.stateType(), 1);
        RasterSweepEnsemble sweeps = new RasterSweepEnsemble(lattice);
        MacroPairs pairs = Pairs.linear(new double[][] {{1}}, new double[][] {{1}}, 1, 0.1, 40, 1);
        for (Runnable wrong : List.<Runnable>of(
                () -> sweeps.sweep(-1, null),
                () -> Upsampler.appendRandom(none, lattice, -1, 1, 1),
                () -> Upsampler.appendRandom(none, lattice, Integer.MAX_VALUE, 1, 1),
                () -> LambdaSelection.estimate(pairs, pairs, 0, 1),
                () -> LambdaSelection.estimate(pairs, pairs, 1, -1),
                () -> SdeModel.create(List.of(), SdeSettings.of(Diffusion.FULL), Scaling.none(1), 1),
                () -> SdeModel.create(List.of("m", "e"), SdeSettings.of(Diffusion.FULL), Scaling.none(1), 1),
                () -> SdeTrainer.trainAll(List.of(), 1, ProgressListener.NONE),
                () -> new PartialLikelihood(Double.NaN, 0, Diffusion.FULL, new double[] {1}, new double[] {1}),
                () -> new PartialLikelihood(1, Double.NaN, Diffusion.FULL, new double[] {1}, new double[] {1}),
                () -> new PartialLikelihood(1, 0, Diffusion.FULL, new double[] {1}, new double[] {Double.NaN}),
                () -> Normalisation.standard(new double[][] {{1, 0.1}}))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(wrong::run)
                    .satisfies(e -> assertThat(e.getMessage()).contains(": ").doesNotContain("\n"));
        }
    }

    /** More states than any heap holds, also more than a long can count; several models together count together. */
    @Test
    void forecastsBeyondMemoryAreRefusedBeforeTheWork() {
        SdeModel model = SdeModel.create(List.of("m"), SdeSettings.of(Diffusion.FULL), Scaling.none(1), 1);
        for (int steps : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE / 64}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Forecast.run(model, new double[1000][1], 0.1, steps, 1, 1))
                    .withMessageMatching(
                            "forecasts of 1000 runs × " + steps + " states need \\d+ MB of \\d+ MB heap: .*");
        }
        long states = Runtime.getRuntime().maxMemory() / 40;
        int steps = (int) (states / 3000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelEnsemble(List.of(model, model, model, model))
                        .forecast(new double[1000][1], 0.1, steps, 1, 1, 1))
                .withMessageStartingWith("4 forecasts of 1000 runs × " + steps + " states need ");
    }
}
