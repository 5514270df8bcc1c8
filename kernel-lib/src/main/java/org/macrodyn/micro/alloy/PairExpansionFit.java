package org.macrodyn.micro.alloy;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.macrodyn.micro.Span;

/**
 * Fits the coefficients of a {@link PairExpansion} to the barriers of another model, such as the published network.
 *
 * <p>Least squares, one system for each migrating species: minimise Σ (E − Σ_f c[M][f] x_f)² over the jumps that were added.
 * {@link #sample} adds the kinds of neighbourhoods that the embedded coefficients were fitted to, so
 * {@code new PairExpansionFit(PairExpansion.embedded())}, {@code sample}, {@link #solve}, {@link PairExpansion#write}
 * reproduces them within the noise of the sample.
 */
public final class PairExpansionFit {
    /** Keeps the systems regular when a feature never occurs; relative to the number of jumps. */
    private static final double RIDGE = 1e-10;

    private static final int CELLS = 8;

    /** How far random compositions lie from the equimolar one; with 1 the fit pays on real alloys for pure metals. */
    private static final double SPREAD = 0.25;

    private final PairExpansion form;
    private final int features;
    private final double[] row;
    private final int[] present;
    private final double[][][] normal;
    private final double[][] moment;
    private final double[] squares = new double[SiteTable.MIGRATING];
    private final long[] jumps = new long[SiteTable.MIGRATING];

    /**
     * An empty fit.
     *
     * @param form gives the orbits; its coefficients do not matter
     */
    public PairExpansionFit(PairExpansion form) {
        this.form = form;
        features = form.basis().features();
        row = new double[features];
        present = new int[features];
        normal = new double[SiteTable.MIGRATING][features][features];
        moment = new double[SiteTable.MIGRATING][features];
    }

    /**
     * What neighbourhoods are sampled.
     *
     * @param random number of neighbourhoods filled at random, each with a composition drawn evenly from those
     *     within a quarter of the way from the equimolar one to pure metals
     * @param temperatures of the simulations in K
     * @param snapshots number of times each simulation is looked at; each gives the vacancy's neighbourhood and that of
     *     a random site
     * @param jumpsBetween jumps between two looks
     */
    public record Sampling(int random, double[] temperatures, int snapshots, int jumpsBetween) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if a number is negative, or a temperature not finite and above 0
         */
        public Sampling {
            if (random < 0 || snapshots < 0 || jumpsBetween < 0) {
                throw new IllegalArgumentException("sampling " + random + " random, " + snapshots + " snapshots, "
                        + jumpsBetween + " jumps: none may be negative");
            }
            temperatures = temperatures.clone();
            Arrays.stream(temperatures).forEach(VacancyKmc::requireTemperature);
        }

        /**
         * About the sample of the embedded coefficients: 300 000 jumps.
         *
         * @return the sampling
         */
        public static Sampling standard() {
            return new Sampling(20_000, new double[] {800, 1200, 2000, 3000}, 2500, 200);
        }

        @Override
        public double[] temperatures() {
            return temperatures.clone();
        }
    }

    /**
     * Adds neighbourhoods with the barriers that a model gives them.
     *
     * @param model what to fit to
     * @param sampling which neighbourhoods
     * @param random source of randomness
     * @throws CancellationException if the thread is interrupted
     */
    public void sample(BarrierModel model, Sampling sampling, RandomGenerator random) {
        BarrierModel.Evaluator evaluator = model.evaluator();
        byte[] types = new byte[model.sites()];
        for (int i = 0; i < sampling.random(); i++) {
            fillAtRandom(types, random);
            add(types, evaluator);
        }
        for (double temperature : sampling.temperatures) {
            simulate(model, temperature, sampling, random);
        }
    }

    private void simulate(BarrierModel model, double temperature, Sampling sampling, RandomGenerator random) {
        BarrierModel.Evaluator evaluator = model.evaluator();
        byte[] types = new byte[model.sites()];
        BccLattice lattice = BccLattice.cube(CELLS);
        byte[] state = new byte[lattice.sites()];
        Composition.EQUIMOLAR.fill(state, 1, random);
        VacancyKmc kmc = new VacancyKmc(lattice, state, model, temperature, WaitingTime.MEAN);
        for (int i = 0; i < sampling.snapshots(); i++) {
            if (sampling.jumpsBetween() > 0) {
                kmc.run(Span.events(sampling.jumpsBetween()), random);
            }
            int vacancy = Bytes.indexOf(state, Species.VACANCY);
            lattice.neighbourhood(state, vacancy, types);
            add(types, evaluator);
            addForeign(lattice, state, vacancy, random.nextInt(state.length), types, evaluator);
        }
    }

    /** The neighbourhood that the vacancy would have elsewhere: exchanges it, looks, and exchanges back. */
    private void addForeign(
            BccLattice lattice,
            byte[] state,
            int vacancy,
            int elsewhere,
            byte[] types,
            BarrierModel.Evaluator evaluator) {
        byte atom = state[elsewhere];
        state[vacancy] = atom;
        state[elsewhere] = Species.VACANCY;
        lattice.neighbourhood(state, elsewhere, types);
        add(types, evaluator);
        state[elsewhere] = atom;
        state[vacancy] = Species.VACANCY;
    }

    private static void fillAtRandom(byte[] types, RandomGenerator random) {
        double a = random.nextDouble();
        double b = random.nextDouble();
        double nb = (1 - SPREAD) / 3 + SPREAD * Math.min(a, b);
        double mo = 2 * (1 - SPREAD) / 3 + SPREAD * Math.max(a, b);
        for (int i = 0; i < types.length; i++) {
            double u = random.nextDouble();
            types[i] = u < nb ? Species.NB : u < mo ? Species.MO : Species.TA;
        }
    }

    private void add(byte[] types, BarrierModel.Evaluator evaluator) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("fit of the pair expansion stopped while sampling");
        }
        double[] barriers = new double[Neighbourhood.DIRECTIONS];
        evaluator.barriers(types, barriers);
        add(types, barriers);
    }

    /**
     * Adds the eight jumps of one neighbourhood.
     *
     * @param types {@code [112]} or more species around the vacancy, in the order of {@link Neighbourhood}. Not modified.
     * @param barriers {@code [8]} in eV; infinite ones are left out. Not modified.
     */
    public void add(byte[] types, double[] barriers) {
        for (int d = 0; d < Neighbourhood.DIRECTIONS; d++) {
            int species = types[Neighbourhood.target(d)] - 1;
            if (species >= 0 && Double.isFinite(barriers[d])) {
                form.basis().count(types, d, row);
                addRow(species, barriers[d]);
            }
        }
    }

    private void addRow(int species, double barrier) {
        int count = 0;
        for (int f = 0; f < features; f++) {
            present[count] = f;
            count += row[f] == 0 ? 0 : 1;
        }
        for (int i = 0; i < count; i++) {
            double value = row[present[i]];
            double[] target = normal[species][present[i]];
            moment[species][present[i]] += value * barrier;
            for (int j = 0; j <= i; j++) {
                target[present[j]] += value * row[present[j]];
            }
        }
        squares[species] += barrier * barrier;
        jumps[species]++;
    }

    /**
     * Solves for the coefficients.
     *
     * @return the expansion with the same orbits and the fitted coefficients
     * @throws IllegalArgumentException if a species has fewer jumps than features
     */
    public PairExpansion solve() {
        double[][] coefficients = new double[SiteTable.MIGRATING][];
        for (int species = 0; species < coefficients.length; species++) {
            if (jumps[species] < features) {
                throw new IllegalArgumentException(jumps[species] + " jumps of species " + (species + 1)
                        + ": add at least " + features + " of each");
            }
            coefficients[species] = solve(species);
        }
        return form.with(coefficients);
    }

    private double[] solve(int species) {
        double[][] full = new double[features][features];
        for (int i = 0; i < features; i++) {
            for (int j = 0; j <= i; j++) {
                full[i][j] = normal[species][i][j];
                full[j][i] = full[i][j];
            }
            full[i][i] += RIDGE * jumps[species];
        }
        return new CholeskyDecomposition(new Array2DRowRealMatrix(full, false))
                .getSolver()
                .solve(new ArrayRealVector(moment[species], false))
                .toArray();
    }

    /**
     * The root mean square error of an expansion on the jumps added here.
     *
     * @param expansion with the same orbits
     * @return eV
     */
    public double rootMeanSquareError(PairExpansion expansion) {
        double[][] coefficients = expansion.coefficients();
        double sum = 0;
        long count = 0;
        for (int species = 0; species < coefficients.length; species++) {
            sum += squares[species] + quadratic(species, coefficients[species]);
            count += jumps[species];
        }
        return Math.sqrt(Math.max(0, sum) / count);
    }

    /** cᵀ N c − 2 mᵀ c. */
    private double quadratic(int species, double[] c) {
        double sum = 0;
        for (int i = 0; i < features; i++) {
            for (int j = 0; j < i; j++) {
                sum += 2 * c[i] * c[j] * normal[species][i][j];
            }
            sum += c[i] * (c[i] * normal[species][i][i] - 2 * moment[species][i]);
        }
        return sum;
    }
}
