// The paper's Fig. 4 at the scale of a smoke test, from two recipes: environment/script environment/examples/paper-figure.jsh [smoke|laptop]
// The magnetisation of Curie–Weiss spins from m = −0.5, learnt from 16² spins, against the exact chain.
var settings = CurieWeissSettings.at(Scale.valueOf((args.length > 0 ? args[0] : "smoke").toUpperCase(Locale.ROOT)));
var study = settings.study("build/paper-figure/runs", label -> ProgressListener.NONE).patch(Grid.square(16));

// 1 · The paper's recipe and ours, the whole way
var paper = study.recipe(settings.paper(16, Increment.OURS)).learn();
var ours = study.recipe(settings.best(16, Increment.OURS)).learn();
System.out.println("paper's recipe: " + paper);
System.out.println("our recipe:     " + ours);

// 2 · Forecasts of 200 runs, and the exact mean and spread
var exact = settings.exact().course(-0.5, 0.5, 121);
double[][] starts = Stream.generate(() -> new double[] {-0.5}).limit(200).toArray(double[][]::new);
var paperForecast = paper.forecast(starts, 0.5, 121, 10).finite();
var ourForecast = ours.forecast(starts, 0.5, 121, 10).finite();
double error = RelativeError.ofMeans(ourForecast.mean(0), exact.mean()).meanSquare();
System.out.printf("relMSE of the mean: paper's recipe %.1e, ours %.1e%n",
    RelativeError.ofMeans(paperForecast.mean(0), exact.mean()).meanSquare(), error);

// 3 · The figure
Path folder = Files.createDirectories(Path.of("build", "paper-figure"));
MeanAndSpread.of("m", "time t", List.of(
    new MeanAndSpread.Curve("exact", Palette.EXACT, exact.times(), exact.mean(), exact.standardDeviation()),
    MeanAndSpread.Curve.of("paper's recipe", Palette.PAPER, paperForecast, 0),
    MeanAndSpread.Curve.of("our recipe", Palette.OURS, ourForecast, 0))).save(folder.resolve("fig4.png"));
System.out.println("kept:           " + folder);
/exit error < 0.1 ? 0 : 1
