package org.macrodyn.micro.alloy;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;

/**
 * Pairs (z, Δz, δt) of an alloy: a large configuration is made of small ones, and some of its vacancies jump, each in a box of
 * its own. Source: arXiv 2511.12842, section on the NbMoTa alloy.
 *
 * @param ofEach most pairs made of one large configuration, each in another box; at least 1
 * @param upsampling how a large configuration is pasted together from different small ones; empty: one small configuration
 *     is replicated, so that all boxes resemble each other (Theorem 1) and there are no seams
 * @param window small configurations of a pasted one come from this many frames before and after one frame, of all runs
 * @param evolution how one vacancy's box evolves
 */
public record VacancySampling(
        int ofEach, Optional<AlloyUpsampling> upsampling, int window, VacancyBoxEvolution evolution) {
    private static final int CELLS = 8;
    private static final int OF_EACH = 16;
    private static final int PAPER_WINDOW = 10;

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if the window is negative or no pair is made
     */
    public VacancySampling {
        if (ofEach < 1 || window < 0) {
            throw new IllegalArgumentException(
                    "ofEach = " + ofEach + ", window = " + window + ": must be at least 1 and 0");
        }
    }

    /**
     * The published sampling for 8192 atoms: pasted configurations, 124 jumps.
     *
     * @return the sampling
     */
    public static VacancySampling paper() {
        return new VacancySampling(1, Optional.of(AlloyUpsampling.paper()), PAPER_WINDOW, VacancyBoxEvolution.paper());
    }

    /**
     * Replicated configurations, boxes wrapped on themselves: frozen surroundings give the same means and spreads (2000 K,
     * within 0.006 and 5 %) but their walls stop jumps, and time runs 20 % slow.
     *
     * @param jumps of the vacancy in one pair: so many that it has forgotten where it flickered
     * @return the sampling
     */
    public static VacancySampling replicated(int jumps) {
        return new VacancySampling(
                OF_EACH, Optional.empty(), 0, new VacancyBoxEvolution(CELLS, Span.events(jumps), true));
    }

    /**
     * Small configurations, run by run.
     *
     * @param runs number of runs
     * @param frames configurations of each
     * @param states one of them, {@code [n_s]}, by run · frames + frame
     */
    public record Pool(int runs, int frames, IntFunction<byte[]> states) {
        /**
         * Checks the counts.
         *
         * @throws IllegalArgumentException if there is no configuration
         */
        public Pool {
            if (runs < 1 || frames < 1) {
                throw new IllegalArgumentException(
                        "pool of " + runs + " runs with " + frames + " frames: both must be at least 1");
            }
        }

        byte[] state(int run, int frame) {
            return states.apply(run * frames + frame);
        }

        List<byte[]> around(int frame, int window) {
            return IntStream.range(Math.max(0, frame - window), Math.min(frames, frame + window + 1))
                    .boxed()
                    .flatMap(f -> IntStream.range(0, runs).mapToObj(run -> state(run, f)))
                    .toList();
        }
    }

    /**
     * The number of pairs made of one configuration.
     *
     * @param boxes the small lattice in the large one
     * @return at most K
     */
    public int each(AlignedBoxes boxes) {
        return Math.min(boxes.count(), ofEach);
    }

    /**
     * Makes one large configuration and the pairs of it.
     *
     * @param alloy the physics on the large lattice
     * @param boxes the small lattice in the large one
     * @param pool small configurations
     * @param random source of randomness
     * @return {@code [each][13]} the six δ, the six Δδ, δt in s
     */
    public double[][] sample(NbMoTaAlloy alloy, AlignedBoxes boxes, Pool pool, RandomGenerator random) {
        int d = ShortRangeOrder.PAIRS.size();
        double[] z = new double[d];
        double[] change = new double[d];
        byte[] state = configuration(alloy, boxes, pool, z, random);
        double[][] rows = new double[each(boxes)][2 * d + 1];
        int[] vacancies = chosenVacancies(state, rows.length, random);
        for (int k = 0; k < rows.length; k++) {
            rows[k][2 * d] = evolution.evolve(alloy, state, vacancies[k], change, random);
            System.arraycopy(z, 0, rows[k], 0, d);
            System.arraycopy(change, 0, rows[k], d, d);
        }
        return rows;
    }

    /** z receives δ of the large configuration, which for replicas is that of the small one. */
    private byte[] configuration(NbMoTaAlloy alloy, AlignedBoxes boxes, Pool pool, double[] z, RandomGenerator random) {
        byte[] state = new byte[alloy.lattice().sites()];
        int frame = random.nextInt(pool.frames);
        if (upsampling.isEmpty()) {
            byte[] member = pool.state(random.nextInt(pool.runs), frame);
            boxes.replicate(member, state);
            boxes.box().shortRangeOrder(member).delta(z);
        } else {
            upsampling.get().upsample(alloy, boxes, pool.around(frame, window), state, random);
            boxes.order(state, z);
        }
        return state;
    }

    /** Different vacancies at random: the first ones of a random order. */
    private static int[] chosenVacancies(byte[] state, int count, RandomGenerator random) {
        int[] sites = VacancyPlacement.vacancies(state);
        for (int i = 0; i < count; i++) {
            RandomStreams.deal(sites, i, random);
        }
        return sites;
    }
}
