package org.macrodyn.micro.alloy;

import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * Kinetic Monte Carlo of vacancies: jump d of vacancy v has rate k = ν exp(−E / k_B T), ν = 1e13 / s; one jump is chosen with
 * probability k / R, and the waiting time has mean 1 / R, R the sum of all rates.
 *
 * <p>Rejection-free. After a jump only the barriers of that vacancy and of vacancies within reach of its old or new site are
 * computed again, unless they were computed lately ({@link JumpRates}); the choice among vacancies is by a tree of sums.
 * Temperatures in K, times in s. Works on the state array it is given; one thread at a time.
 */
public final class VacancyKmc {
    /** k_B in eV / K. */
    public static final double BOLTZMANN = 8.617333e-5;

    /** ν in 1 / s. */
    public static final double ATTEMPT_FREQUENCY = 1e13;

    private static final int DIRECTIONS = Neighbourhood.DIRECTIONS;
    private static final int POLL_MASK = 0x1ff;

    private final BccLattice lattice;
    private final byte[] state;
    private final Region region;
    private final JumpRates.In jumpRates;
    private final WaitingTime waiting;
    private final int[] position;
    private final int[] x;
    private final int[] y;
    private final int[] z;
    private final boolean[] crowded;
    private final double[] rates;
    private final SumTree tree;
    private @Nullable ShortRangeOrder order;
    private double time;
    private long events;

    /**
     * Starts in a configuration; all its sites may evolve.
     *
     * @param lattice the sites
     * @param state {@code [n]}, evolved in place
     * @param model the barriers
     * @param temperature in K, above 0
     * @param waiting how waiting times are chosen
     * @throws IllegalArgumentException if the state has another length or the temperature is not positive and finite
     */
    public VacancyKmc(BccLattice lattice, byte[] state, BarrierModel model, double temperature, WaitingTime waiting) {
        this(lattice, state, lattice.grid().whole(), new JumpRates(model, temperature), waiting);
    }

    VacancyKmc(BccLattice lattice, byte[] state, Region region, JumpRates jumps, WaitingTime waiting) {
        lattice.requireState(state);
        this.lattice = lattice;
        this.state = state;
        this.region = region;
        jumpRates = jumps.in(lattice, state);
        this.waiting = waiting;
        position = VacancyPlacement.vacancies(state, region);
        int count = position.length;
        x = new int[count];
        y = new int[count];
        z = new int[count];
        crowded = new boolean[count];
        rates = new double[count * DIRECTIONS];
        tree = new SumTree(count);
        for (int v = 0; v < count; v++) {
            moveTo(v, position[v]);
            evaluate(v);
        }
    }

    static void requireTemperature(double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("T = " + temperature + " K: must be above 0 and finite");
        }
    }

    private void moveTo(int vacancy, int site) {
        position[vacancy] = site;
        x[vacancy] = lattice.x(site);
        y[vacancy] = lattice.y(site);
        z[vacancy] = lattice.z(site);
    }

    private void evaluate(int v) {
        int first = v * DIRECTIONS;
        crowded[v] = jumpRates.evaluate(x[v], y[v], z[v], rates, first);
        double sum = 0;
        for (int d = 0; d < DIRECTIONS; d++) {
            if (!region.isWhole() && !region.contains(target(v, d))) {
                rates[first + d] = 0;
            }
            sum += rates[first + d];
        }
        tree.set(v, sum);
    }

    private int target(int v, int direction) {
        return lattice.neighbour(x[v], y[v], z[v], Neighbourhood.target(direction));
    }

    /**
     * Evolves by a number of jumps or for a time. Without a possible jump nothing happens: a number of jumps then takes 0 s,
     * and a time passes at once.
     *
     * @param span how long, in s
     * @param random source of randomness
     * @return the time that has passed in s; with {@link WaitingTime#DRAWN} and a time span, that time
     * @throws CancellationException if the thread is interrupted; the state is then a valid one on the way
     */
    public double run(Span span, RandomGenerator random) {
        double limit = span instanceof Span.Time t ? t.duration() : Double.POSITIVE_INFINITY;
        long jumps = span instanceof Span.Events e ? e.count() : Long.MAX_VALUE;
        double start = time;
        double elapsed = 0;
        for (long done = 0; done < jumps && tree.total() > 0; done++) {
            double wait = waiting.sample(tree.total(), random);
            if (elapsed + wait > limit) {
                break;
            }
            jump(random);
            elapsed += wait;
            time = start + elapsed;
            if ((done & POLL_MASK) == POLL_MASK && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("vacancy KMC stopped after " + (done + 1) + " jumps");
            }
        }
        if (span instanceof Span.Time) {
            time = start + limit;
            return limit;
        }
        return elapsed;
    }

    private void jump(RandomGenerator random) {
        int v = tree.find(random.nextDouble() * tree.total());
        int direction = direction(v, tree.remainder());
        int from = position[v];
        int to = target(v, direction);
        byte atom = state[to];
        boolean wasCrowded = crowded[v];
        int oldX = x[v];
        int oldY = y[v];
        int oldZ = z[v];
        if (order != null) {
            countBonds(order, to, atom, from, false);
        }
        state[from] = atom;
        state[to] = Species.VACANCY;
        moveTo(v, to);
        jumpRates.changed(oldX, oldY, oldZ, Species.VACANCY, atom);
        jumpRates.changed(x[v], y[v], z[v], atom, Species.VACANCY);
        if (order != null) {
            countBonds(order, from, atom, to, true);
        }
        events++;
        evaluate(v);
        if (wasCrowded || crowded[v]) {
            evaluateNear(v, oldX, oldY, oldZ);
        }
    }

    private int direction(int v, double remainder) {
        int last = -1;
        double left = remainder;
        for (int d = 0; d < DIRECTIONS; d++) {
            double rate = rates[v * DIRECTIONS + d];
            if (rate > 0) {
                last = d;
                if (left < rate) {
                    break;
                }
                left -= rate;
            }
        }
        return last;
    }

    /** Adds or removes the bonds of an atom, except to the site that it comes from or goes to. */
    private void countBonds(ShortRangeOrder counted, int site, int atom, int except, boolean add) {
        for (int d = 0; d < DIRECTIONS; d++) {
            int neighbour = lattice.neighbour(site, d);
            if (neighbour == except) {
                continue;
            }
            if (add) {
                counted.addBond(atom, state[neighbour]);
            } else {
                counted.removeBond(atom, state[neighbour]);
            }
        }
    }

    private void evaluateNear(int moved, int oldX, int oldY, int oldZ) {
        for (int w = 0; w < position.length; w++) {
            if (w != moved && (near(w, oldX, oldY, oldZ) || near(w, x[moved], y[moved], z[moved]))) {
                evaluate(w);
            }
        }
    }

    private boolean near(int w, int px, int py, int pz) {
        return close(x[w] - px, lattice.grid().layers())
                && close(y[w] - py, lattice.grid().rows())
                && close(z[w] - pz, lattice.grid().columns());
    }

    private static boolean close(int difference, int cells) {
        int distance = Math.abs(difference);
        return Math.min(distance, 2 * cells - distance) <= Neighbourhood.REACH;
    }

    /**
     * The order parameters δ of the whole periodic box. The first call counts all bonds; from then on every jump keeps the
     * count, and a call costs nothing.
     *
     * @param delta {@code [6]}, in the order of {@link ShortRangeOrder#PAIRS}. Overwritten.
     */
    public void delta(double[] delta) {
        if (order == null) {
            order = lattice.shortRangeOrder(state);
        }
        order.delta(delta);
    }

    /**
     * The total rate of all jumps.
     *
     * @return R in 1 / s
     */
    public double totalRate() {
        return tree.total();
    }

    /**
     * The time since the start.
     *
     * @return s
     */
    public double time() {
        return time;
    }

    /**
     * The number of jumps since the start.
     *
     * @return jumps
     */
    public long events() {
        return events;
    }
}
