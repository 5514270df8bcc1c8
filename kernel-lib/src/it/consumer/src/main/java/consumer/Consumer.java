package consumer;

import com.google.common.collect.ImmutableList;
import com.google.gson.Gson;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.macrodyn.closure.Increment;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.ensemble.Simulation;
import org.macrodyn.exact.CurieWeissChain;
import org.macrodyn.metrics.RelativeError;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.PatchBoundary;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.spin.CurieWeiss;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.PartialEvolution;
import org.macrodyn.scale.Patches;
import org.macrodyn.scale.Upsampler;
import org.macrodyn.sde.Diffusion;
import org.macrodyn.sde.Forecast;
import org.macrodyn.sde.SdeSettings;
import org.macrodyn.sde.SdeTrainer;
import org.macrodyn.sde.TrainingSettings;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.LoggerFactory;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** Uses the library as a program of somebody else's does; ends with status 1 at the first thing that is not right. */
public final class Consumer {
    private Consumer() {}

    /**
     * Runs everything.
     *
     * @param jars the jars that must be on the class path, by name
     */
    public static void main(String[] jars) {
        versions(List.of(jars));
        noTestLibraries();
        tables();
        product();
        pipeline();
    }

    private static void require(String what, Object found, Object wanted) {
        System.out.println(what + ": " + found);
        if (!found.equals(wanted)) {
            System.err.println(what + ": " + found + ", must be " + wanted);
            System.exit(1);
        }
    }

    private static void versions(List<String> jars) {
        String natives = "/org/bytedeco/openblas/" + Loader.getPlatform() + "/";
        List<String> found = List.of(
                jarOf(IntArrayList.class),
                jarOf(Loader.class),
                jarOf(org.bytedeco.openblas.global.openblas.class),
                jarOf(Consumer.class.getResource(natives)),
                jarOf(Gson.class),
                jarOf(ImmutableList.class),
                jarOf(LoggerFactory.class));
        require("jars", found, jars);
    }

    private static String jarOf(Class<?> type) {
        return jarOf(type.getResource(type.getSimpleName() + ".class"));
    }

    private static String jarOf(URL resource) {
        return resource.toString().replaceAll(".*/([^/!]+[.]jar)!.*", "$1");
    }

    private static void noTestLibraries() {
        for (String name : List.of("org.junit.jupiter.api.Test", "org.assertj.core.api.Assertions")) {
            try {
                require(name, Class.forName(name).getName(), "not on the class path");
            } catch (ClassNotFoundException asItShouldBe) {
                continue;
            }
        }
    }

    private static void tables() {
        DoubleColumn x = DoubleColumn.create("x", 3, 1, 2);
        Table table = Table.create("t", x);
        require("where", table.where(x.isGreaterThan(1.5)).rowCount(), 2);
        require("sortOn", table.sortOn("x").doubleColumn("x").asList(), List.of(1.0, 2.0, 3.0));
    }

    private static void product() {
        INDArray a = Nd4j.create(new double[][] {{1, 2}, {3, 4}});
        double[] product = a.mmul(a).reshape(4).toDoubleVector();
        require("product", Arrays.toString(product), "[7.0, 10.0, 15.0, 22.0]");
    }

    /** The five stages of notebook 00, tiny. */
    private static void pipeline() {
        CurieWeiss large = new CurieWeiss(Grid.square(32), 1.1, 0.1);
        CurieWeiss small = large.on(Grid.square(8));
        var snapshots = new Simulation<byte[]>(small, small::initialise, 10, 20, Span.time(0.5), "small", 42)
                .snapshots(0, 10, 2, ProgressListener.NONE);
        var upsampled = Upsampler.<byte[]>doubling(100, LocalRelaxation.brief(0.5))
                .upsample(snapshots, large, 42, 2, ProgressListener.NONE);
        var configurations = Upsampler.appendRandom(upsampled, large, 300, 42, 2);
        Patches patches = Patches.square(32, 8);
        var evolution =
                new PartialEvolution<byte[]>(large, patches, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(0.05), 20, 42);
        var pairs = new ObservablesOnly<>(large)
                .encodeAll(evolution, configurations, Increment.OURS, 2, ProgressListener.NONE);
        var training = TrainingSettings.of(patches.count()).withBatch(512).withEpochs(20);
        var learnt = SdeTrainer.train(
                pairs, SdeSettings.of(Diffusion.DIAGONAL).withHidden(16, 2), training, null, ProgressListener.NONE);
        var forecast = Forecast.run(learnt.model(), new double[50][1], 0.5, 26, 10, 42, 2)
                .finite();
        double[] exact =
                new CurieWeissChain(32 * 32, 1.1, 0.1).course(0, 0.5, 26).mean();
        double error = RelativeError.ofMeans(forecast.mean(0), exact).meanSquare();
        System.out.println("pairs: " + pairs.size() + ", error of the forecast: " + error);
        require("forecast near the exact mean", error < 0.2, true);
    }
}
