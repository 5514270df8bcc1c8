// A system of one's own as a class (notebook 10), checked before it is used: environment/script environment/examples/own-system.jsh
// Noisy voters: at rate 1 a site takes the opinion of one of its four neighbours, or, one time in ten, any. ⟨m⟩ decays as e^(−0.1 t).

// 1 · The class: the sites, how they evolve, and what each adds to the macroscopic variables
record Voters(Grid grid, double noise) implements LocalModel<byte[]> {
    public Voters on(Grid other) {
        return new Voters(other, noise);
    }

    public StateType<byte[]> stateType() {
        return StateType.SPINS;
    }

    public void initialise(byte[] state, RandomGenerator random) {
        fill(state, random.nextDouble(-1, 1), random);
    }

    static void fill(byte[] state, double mean, RandomGenerator random) {
        for (int i = 0; i < state.length; i++) state[i] = (byte) (2 * random.nextDouble() < 1 + mean ? 1 : -1);
    }

    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        return span.attempts(region.sites(), random, () -> {
            int site = region.site(random.nextInt(region.sites()));
            boolean any = random.nextDouble() < noise;
            int step = random.nextBoolean() ? 1 : -1;
            int neighbour = random.nextBoolean() ? grid.shift(site, step, 0) : grid.shift(site, 0, step);
            state[site] = any ? (byte) (random.nextBoolean() ? 1 : -1) : state[neighbour];
        });
    }

    public List<String> observables() {
        return List.of("m", "unlike");
    }

    public void addShare(byte[] state, int site, double[] sums) {
        sums[0] += state[site];
        sums[1] += state[site] != state[grid.shift(site, 0, 1)] ? 0.5 : 0;
        sums[1] += state[site] != state[grid.shift(site, 1, 0)] ? 0.5 : 0;
    }
}

// 2 · Does it keep its promises?
var voters = new Voters(Grid.square(32), 0.1);
for (var check : ModelCheck.of(voters, Patches.square(32, 8), 42)) System.out.println(check);

// 3 · The same study as for any system
var study = Study.of(voters).patch(Grid.square(8)).from((state, random) -> Voters.fill(state, 0.8, random)).until(5).configurations(400);
var learnt = study.learn();
System.out.println(learnt.certify());
var forecast = learnt.forecast(400);
double end = forecast.mean(0)[forecast.steps() - 1], exact = 0.8 * exp(-0.5);
System.out.printf("⟨m⟩ at t = 5: learnt %.3f, exact %.3f%n", end, exact);
/exit abs(end - exact) < 0.05 ? 0 : 1
