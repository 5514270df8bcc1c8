// Notebook 17 without Jupyter: an SDE from trajectories in files.
//   environment/script environment/examples/your-data.jsh [FILE.npy ...]
// Files hold runs of one variable x, (runs, steps), a state every 0.01; without any, three are made of dx = −2x dt + 0.3 dW.
Path folder = Files.createDirectories(Path.of("build", "your-data"));
List<String> files = new ArrayList<>(List.of(args));
var exact = new OrnsteinUhlenbeck(2, 0, 0.3);
while (args.length == 0 && files.size() < 3) {
    var noise = RandomStreams.stream(42, "your data", files.size());
    double[][] x = new double[600][30];
    for (double[] run : x) {
        run[0] = noise.nextDouble(-2, 2);
        for (int k = 1; k < run.length; k++) run[k] = exact.step(run[k - 1], 0.01, noise);
    }
    Path file = folder.resolve("x-" + files.size() + ".npy");
    Npy.write(file, NpyArray.of(x));
    files.add(file.toString());
}

// 1 · Read: what is missing (NaN) is counted and left out
var data = Recordings.read(List.of("x"), 0.01, files.toArray(String[]::new));
System.out.println("read:     " + data);

// 2 · Learn from all but the last file, judge by the last
var learnt = LearntSde.of(MacroPairs.of(Recordings.read(List.of("x"), 0.01, files.subList(0, files.size() - 1).toArray(String[]::new))));
var fresh = MacroPairs.of(Recordings.read(List.of("x"), 0.01, files.get(files.size() - 1)));
learnt.diagnose(fresh).verdicts().forEach(System.out::println);

// 3 · Forecast from x = 1; what goes back to Python
var forecast = learnt.forecast(new double[] {1}, 2, 500);
learnt.model().save(folder.resolve("model.zip"));
Recordings.of(forecast).save(folder.resolve("forecast.npz").toString());
MeanAndSpread.of("x", "time t", List.of(MeanAndSpread.Curve.of("learnt", Palette.OURS, forecast, 0))).save(folder.resolve("forecast.png"));
double end = forecast.mean(0)[forecast.steps() - 1];
System.out.printf("forecast: mean %.3f at t = 2%s%n", end, args.length == 0 ? ", exact %.3f".formatted(exact.mean(1, 2)) : "");
System.out.println("kept:     " + folder);
/exit args.length > 0 || abs(end - exact.mean(1, 2)) < 0.05 ? 0 : 1
