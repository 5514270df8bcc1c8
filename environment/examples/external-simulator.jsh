// Learns from a simulator in another process, python/simulator.py (numpy): the Ising model at T = 3, from 8² spins to 32².
//   environment/script environment/examples/external-simulator.jsh [RUNS]
// The protocol for a program of your own is in kernel-lib/EXTERNAL.md.
int runs = args.length > 0 ? Integer.parseInt(args[0]) : 64;
String python = Optional.ofNullable(System.getenv("MACRODYN_PYTHON")).orElse("python3");
boolean numpy;
try {
    numpy = new ProcessBuilder(python, "-c", "import numpy").start().waitFor() == 0;
} catch (java.io.IOException absent) {
    numpy = false;
}
if (!numpy) {
    System.out.println("skipped: " + python + " has no numpy; pip install numpy, or name another Python in MACRODYN_PYTHON");
    System.exit(0);
}

// 1 · Start it, and see whether it keeps what a model promises
var large = ExternalModel.of(StateType.SPINS, python, "-B", "environment/examples/python/simulator.py", "3").on(Grid.square(32));
System.out.println("started:   " + large);
ModelCheck.of(large, Patches.square(32, 8), 42).stream().filter(check -> check.result() != ModelCheck.Result.OK).forEach(System.out::println);

// 2 · Learn from systems of 8² spins, as from any model
var study = Study.of(large).patch(Grid.square(8))
    .from((state, random) -> { for (int i = 0; i < state.length; i++) state[i] = (byte) (random.nextDouble() < 0.9 ? 1 : -1); })
    .until(4)
    .configurations(10 * runs).budget(Duration.ofMillis(80 * runs));
var learnt = study.learn();

// 3 · Forecast 32², and compare with the built-in Ising model
var forecast = learnt.forecast(200);
var builtIn = study.large(Ising.square(32, 3, 0)).truth(200);
var error = RelativeError.ofMeans(forecast.mean(0), builtIn.mean(0));
System.out.printf("forecast:  relMSE %.2e of the magnetisation's mean, against 200 runs of the built-in model%n", error.meanSquare());
large.journal().forEach(System.out::println);
/exit error.meanSquare() < 0.02 ? 0 : 1
