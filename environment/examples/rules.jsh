// A system named by its events (notebook 13), from a line for each to a forecast: environment/script environment/examples/rules.jsh
// S are infected by neighbours, I recover, R lose their immunity; fractions of I and R on 32² sites, learnt from patches of 8².

// 1 · The events, their rates, and what is to be forecast
var sirs = Rules.on(Grid.square(32)).states("S", "I", "R")
    .change("I -> R", 1.0).change("R -> S", 0.1)
    .pair("S I -> I I", 0.6)
    .observe("I", "R", "S|I");
System.out.println("system:   " + sirs);

// 2 · The study: patch, start, horizon; everything else is the library's choice
var outbreak = sirs.start("I", 0.1).start("R", 0);
var study = Study.of(sirs).patch(Grid.square(8)).from(outbreak::initialise).until(4).configurations(400).budget(Duration.ofSeconds(5));
var learnt = study.learn();
System.out.println("learnt:   " + learnt);

// 3 · The forecast, and direct simulations of all 32² sites
var truth = study.truth(100);
var forecast = learnt.forecast(400);
double error = 0;
for (int c = 0; c < 2; c++) {
    double relative = RelativeError.of(forecast, truth, c).meanSquare();
    System.out.printf("%s: %.3f at t = 4, truth %.3f, relMSE %.1e%n",
        truth.names().get(c), forecast.mean(c)[forecast.steps() - 1], truth.mean(c)[truth.steps() - 1], relative);
    error = max(error, relative);
}
Path folder = Files.createDirectories(Path.of("build", "rules"));
MeanAndSpread.of("I", "time t", List.of(
    MeanAndSpread.Curve.of("truth", Palette.TRUTH, truth, 0),
    MeanAndSpread.Curve.of("learnt", Palette.OURS, forecast, 0))).save(folder.resolve("infected.png"));
System.out.println("kept:     " + folder);
/exit error < 0.05 ? 0 : 1
