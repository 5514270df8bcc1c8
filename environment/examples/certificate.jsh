// How wrong will a forecast be? Said by smaller systems, before the large one is simulated: environment/script environment/examples/certificate.jsh
// The Ising model on 32² sites at T = 3 in a field of 0.1, learnt from patches of 8², from m = −0.5.

// 1 · Learn
var ising = Ising.square(32, 3.0, 0.1);
var study = Study.of(ising).patch(Grid.square(8))
    .from((model, state, random) -> ((Ising) model).initialise(state, -0.5, random))
    .until(4).configurations(300).budget(Duration.ofSeconds(5));
var learnt = study.learn();
System.out.println("learnt:   " + learnt);

// 2 · The ladder: patches and 2 × 2 patches, simulated themselves; the mean of the larger is what the large system's will be. And two trainings with other seeds
var ladder = Ladder.of(learnt.study(), 1, 60);
var certificate = learnt.certify(ladder);
System.out.println("promised: " + certificate);

// 3 · Only now the truth
var comparison = certificate.compare(study.truth(60));
System.out.println(comparison.table());
Path folder = Files.createDirectories(Path.of("build", "certificate"));
certificate.figure().save(folder.resolve("certificate.png"));
System.out.println("kept:     " + folder);
double worst = 0;
for (int c = 0; c < 2; c++) worst = max(worst, RelativeError.of(comparison.forecast(), comparison.truth(), c).meanSquare());
/exit worst < 0.05 ? 0 : 1
