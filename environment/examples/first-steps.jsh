// The pipeline of notebooks/00-first-steps.ipynb without Jupyter:
//   environment/script environment/examples/first-steps.jsh [RUNS]
// Learns the magnetisation of 64² Curie–Weiss spins from 16² spins and compares a forecast with the exact answer.
int runs = args.length > 0 ? Integer.parseInt(args[0]) : 200;
int threads = Parallel.defaultThreads();

// 1 · Simulate a small system of 16 × 16 spins at T = 1.1 in a field h = 0.1
var large = new CurieWeiss(Grid.square(64), 1.1, 0.1);
var small = large.on(Grid.square(16));
var snapshots = new Simulation<byte[]>(small, small::initialise, runs, 40, Span.time(0.5), "small", 42)
    .snapshots(0, runs, threads, ProgressListener.NONE);
System.out.println("simulated: " + snapshots);

// 2 · Enlarge, relax locally, add random configurations
var upsampled = Upsampler.<byte[]>doubling(10 * runs, LocalRelaxation.brief(0.5))
    .upsample(snapshots, large, 42, threads, ProgressListener.NONE);
var configurations = Upsampler.appendRandom(upsampled, large, 30 * runs, 42, threads);
System.out.println("upsampled: " + configurations);

// 3 · Evolve one patch of each for δt = 0.05, many times
var patches = Patches.square(64, 16);
var evolution = new PartialEvolution<byte[]>(large, patches, PatchBoundary.FROZEN_NEIGHBOURS, Span.time(0.05), 50, 42);
var pairs = new ObservablesOnly<>(large).encodeAll(evolution, configurations, Increment.OURS, threads, ProgressListener.NONE);
System.out.println("evolved:   " + pairs.size() + " pairs");

// 4 · Learn drift and diffusion with λ = K
var network = SdeSettings.of(Diffusion.DIAGONAL).withActivation(Activation.TANH).withHidden(32, 2);
var training = TrainingSettings.of(patches.count()).withBatch(4096).withEpochs(8).withLearningRate(LearningRate.cosine(5e-3));
var result = SdeTrainer.train(pairs, network, training, null, ProgressListener.NONE);
System.out.printf("learnt:    loss %.4f in %.1f s%n", result.losses()[result.losses().length - 1], result.seconds());

// 5 · Forecast from m = -0.5 and compare with the exact mean; keep the model, the forecast and the picture
double[][] starts = new double[200][1];
for (double[] start : starts) start[0] = -0.5;
var forecast = Forecast.run(result.model(), starts, 0.5, 101, 10, 42, threads).finite();
var exact = new CurieWeissChain(64 * 64, 1.1, 0.1).course(-0.5, 0.5, 101);
var error = RelativeError.ofMeans(forecast.mean(0), exact.mean());
System.out.printf("forecast:  relMSE %.2e against the exact mean%n", error.meanSquare());
Diagnostics.of(result.model(), pairs, patches.count()).verdicts().forEach(System.out::println);

Path folder = Files.createDirectories(Path.of("build", "first-steps"));
result.model().save(folder.resolve("model.zip"));
Npy.write(folder.resolve("forecast.npy"), NpyArray.of(forecast.values()));
MeanAndSpread.of("m", "time t", List.of(
    new MeanAndSpread.Curve("exact", Palette.EXACT, exact.times(), exact.mean(), exact.standardDeviation()),
    MeanAndSpread.Curve.of("learnt", Palette.OURS, forecast, 0))).save(folder.resolve("forecast.png"));
System.out.println("kept:      " + folder);
/exit error.meanSquare() < 0.2 ? 0 : 1
