package org.macrodyn.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.Numpy;
import org.macrodyn.closure.TimeScale;
import org.macrodyn.net.Activation;
import org.macrodyn.run.RandomStreams;

/** {@code environment/examples/python/forecast.py} reads the files of models as this library does. */
class PythonExampleTest {
    private static final Path EXAMPLE =
            Path.of("..", "environment", "examples", "python", "forecast.py").toAbsolutePath();
    private static final String EVALUATE =
            """
            import sys, numpy as np
            sys.path.insert(0, sys.argv[1])
            from forecast import load
            for argument in sys.argv[2:]:
                file, *value = argument.split("@")
                sde = load(file, *map(float, value))
                print(*np.hstack([np.ravel(part) for part in sde(np.array([[0.3, -0.7, 1.1], [-2, 0.4, 0]]))]))
            """;
    private static final double[][] STATES = {{0.3, -0.7, 1.1}, {-2, 0.4, 0}};
    private static final SdeSettings SMALL = SdeSettings.of(Diffusion.FULL).withHidden(8, 2);

    @TempDir
    Path folder;

    private static String python(int status, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Numpy.PYTHON, "-B"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(status);
        return said;
    }

    @BeforeAll
    static void numpyIsHere() throws InterruptedException {
        Numpy.require();
    }

    @Test
    void everyFormOfDriftAndDiffusionHasTheValuesItHasHere() throws IOException, InterruptedException {
        List<SdeModel> models = new ArrayList<>();
        List<String> arguments =
                new ArrayList<>(List.of("-c", EVALUATE, EXAMPLE.getParent().toString()));
        for (SdeSettings settings : forms()) {
            SdeModel family = model(settings, Optional.of(OptionalDouble.empty()));
            for (SdeModel model : List.of(
                    model(settings, Optional.empty()),
                    model(settings, Optional.of(OptionalDouble.of(1.75))),
                    family.at(1.25),
                    family.at(2))) {
                Path file = folder.resolve(models.size() + ".zip");
                boolean open = models.size() % 4 >= 2;
                (open ? family : model).save(file);
                arguments.add(file + (open ? "@" + (models.size() % 4 == 2 ? 1.25 : 2) : ""));
                models.add(model);
            }
        }
        List<String> lines = python(0, arguments.toArray(String[]::new)).lines().toList();
        assertThat(lines).hasSameSizeAs(models);
        for (int i = 0; i < lines.size(); i++) {
            double[] theirs = Stream.of(lines.get(i).split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            assertThat(theirs).containsExactly(values(models.get(i)), within(1e-12));
        }
    }

    private static List<SdeSettings> forms() {
        List<SdeSettings> forms = new ArrayList<>();
        for (Diffusion diffusion : Diffusion.values()) {
            for (Activation activation : Activation.values()) {
                forms.add(new SdeSettings(diffusion, 8, 2, activation, true, Optional.empty()));
            }
            forms.add(SdeSettings.of(diffusion).withHidden(8, 2).with(new OnsagerDrift(6, 5)));
        }
        return forms;
    }

    /** With weights of order 1 throughout, so that each of them counts. */
    private static SdeModel model(SdeSettings settings, Optional<OptionalDouble> parameter) {
        int inputs = parameter.isPresent() ? 4 : 3;
        Scaling scaling = new Scaling(
                Arrays.copyOf(new double[] {1, -1, 0.5, 1.5}, inputs),
                Arrays.copyOf(new double[] {2, 1, 0.5, 0.25}, inputs),
                new double[] {3, 1, 2},
                new double[] {0.1, 1, 4});
        TimeScale time = new TimeScale(new double[] {1, 2}, new double[] {0.5, 3});
        float[] weights = new float[SdeNetworks.of(settings, inputs, 3).parameters()];
        var random = RandomStreams.stream(9, "weights", 0);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextDouble(-1, 1);
        }
        return new SdeModel(
                Pairs.names(3), parameter.map(value -> new Conditioning("T", time, value)), settings, scaling, weights);
    }

    private static double[] values(SdeModel model) {
        DoubleStream drift = Arrays.stream(STATES).flatMapToDouble(z -> Arrays.stream(model.drift(z)));
        DoubleStream diffusion = Arrays.stream(STATES)
                .map(model::diffusion)
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream);
        return DoubleStream.concat(drift, diffusion).toArray();
    }

    @Test
    void itsForecastHasTheMeanAndTheSpreadOfOurs() throws IOException, InterruptedException {
        int runs = 4000;
        SdeModel model = SdeModel.create(Pairs.names(2), SMALL, Scaling.none(2), 5);
        Path file = folder.resolve("model.zip");
        model.save(file);
        double[] last = python(0, EXAMPLE.toString(), file.toString(), "0.05", "21", "" + runs, "0.5", "-1")
                .lines()
                .map(line -> Stream.of(line.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .reduce((before, after) -> after)
                .orElseThrow();
        double[][] starts = new double[runs][];
        Arrays.fill(starts, new double[] {0.5, -1});
        var ours = Forecast.run(model, starts, 0.05, 21, 3, 2).finite();
        assertThat(last[0]).isEqualTo(1, within(1e-12));
        for (int c = 0; c < 2; c++) {
            double spread = ours.standardDeviation(c)[20];
            double error = spread * Math.sqrt(2.0 / runs);
            assertThat(last[1 + c]).isEqualTo(ours.mean(c)[20], within(4 * error));
            assertThat(last[3 + c]).isEqualTo(spread, within(4 * error / Math.sqrt(2)));
        }
    }

    @Test
    void aFamilyIsForecastAtTheValueThatIsGivenAndRefusedWithoutOne() throws IOException, InterruptedException {
        Path file = folder.resolve("family.zip");
        SdeModel family = model(SMALL.with(new OnsagerDrift(6, 5)), Optional.of(OptionalDouble.empty()));
        family.save(file);
        String[] run = {EXAMPLE.toString(), file.toString(), "0.5", "2", "1", "0.3", "-0.7", "1.1", "T=1.25"};
        String[] first = python(0, run).lines().toList().get(0).split(" ");
        assertThat(first).containsExactly("0.0", "0.3", "-0.7", "1.1", "0.0", "0.0", "0.0");
        assertThat(python(1, Arrays.copyOf(run, 8))).contains("its parameter is open: give T=VALUE");
        run[8] = "T=2.5";
        assertThat(python(1, run)).contains("2.5: was learnt from 1.0 to 2.0");
        run[8] = "X=1.2";
        assertThat(python(1, run)).isEqualToIgnoringNewLines("X=1.2: must be one T=VALUE");
    }

    @Test
    void whatCannotBeForecastIsRefusedInALine() throws IOException, InterruptedException {
        Path file = folder.resolve("three.zip");
        model(SMALL, Optional.empty()).save(file);
        String[] run = {EXAMPLE.toString(), file.toString(), "0.04", "3", "10", "0.05"};
        assertThat(python(1, run))
                .isEqualToIgnoringNewLines(
                        "start [0.05]: must be 3 numbers, one of each of " + String.join(", ", Pairs.names(3)));
        String[] whole = {EXAMPLE.toString(), file.toString(), "-0.1", "3", "10", "0.3", "-0.7", "1.1"};
        assertThat(python(1, whole))
                .isEqualToIgnoringNewLines(
                        "step -0.1, 3 steps, 10 runs: the step must be finite and above 0, " + "the others at least 1");
        whole[2] = "0.1";
        assertThat(python(0, whole).lines()).hasSize(3);
        whole[5] = "T=1";
        String[] valued = Arrays.copyOf(whole, 9);
        valued[8] = "0.3";
        assertThat(python(1, valued)).isEqualToIgnoringNewLines("T=1: must be left out, this model has no parameter");
    }

    /** The README says so. */
    @Test
    void itReadsAndForecastsInTwentyFiveLines() throws IOException {
        assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThanOrEqualTo(25);
    }
}
