package org.macrodyn.law;

import it.unimi.dsi.fastutil.doubles.DoubleHeapIndirectPriorityQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.apache.commons.math3.util.ArithmeticUtils;
import org.macrodyn.run.Memory;
import org.macrodyn.sde.Sde;

/**
 * The quasi-potential of an SDE of one or two components about one of its attractors, a stable fixed point of the drift: the
 * least action of a path from there to z (Freidlin and Wentzell),
 *
 * <p>V(z) = inf ½ ∫ (ż − μ)ᵀ Σ⁻¹ (ż − μ) dt,
 *
 * <p>and the path that has it, along which noise carries the system to z if it does. Where noise is small, Σ = εΣ₁ with ε → 0 as
 * 1/n for n sites, the stationary density about the attractor is e^(−V) and the mean time to get to z is e^V, up to factors that
 * are no exponentials; V grows as 1/ε. It exists without detailed balance. With a potential, μ = −½Σ∇U and constant Σ, it is U;
 * with one component it is −∫ 2μ/σ² dz, level beyond a barrier where the drift does the rest.
 *
 * <p><b>Method.</b> Shortest ways on the graph of a grid's cells (Dijkstra), each cell linked straight to all within √cells
 * cells; a link's length is its action at the best speed, {@link GeometricAction}. As cells become smaller, links become short
 * and their directions dense, and V converges from above, with an error of the order of a cell's side. The attractor itself is no
 * cell: links lead from it to those around. A path is then drawn tight off the grid. Paths stay in the box.
 */
public final class QuasiPotential {
    private static final int FEWEST = 8;
    private static final int POLL_MASK = 0xff;
    private static final int NONE = -1;
    /** What is kept for each cell and each point half-way, about. */
    private static final double BYTES = 200;

    private final Sde sde;
    private final GeometricAction action;
    private final Support box;
    private final Lattice grid;
    private final int cells;
    private final int reach;
    private final double[] attractor;
    private final double[] values;
    /** The cell before, on the best way. */
    private final int[] before;

    /**
     * The most probable way to a state.
     *
     * @param states {@code [points][d]} from the attractor on
     * @param action S, the quasi-potential at its end
     */
    public record Path(double[][] states, double action) {}

    /** A link to another cell: in cells, in units of z, and as a difference of numbers. */
    private record Link(int[] step, double[] z, int number) {}

    private QuasiPotential(Sde sde, Support box, int cells, double[] attractor) {
        this.sde = sde;
        this.box = box;
        this.cells = cells;
        this.attractor = attractor;
        action = new GeometricAction(sde);
        Memory.require(
                (long) (BYTES * Math.pow(2.0 * cells, attractor.length)),
                "a quasi-potential of " + cells + " cells a side");
        grid = Lattice.cells(box.low(), box.high(), cells);
        reach = sde.dimension() == 1 ? 1 : (int) Math.ceil(Math.sqrt(cells));
        values = new double[(int) grid.size()];
        before = new int[values.length];
        Arrays.fill(values, Double.POSITIVE_INFINITY);
        Arrays.fill(before, NONE);
        solve();
    }

    /**
     * The quasi-potential about the only attractor in a box.
     *
     * @param sde of one or two components
     * @param low {@code [d]} lower corner of the box
     * @param high {@code [d]} upper corner of the box
     * @param cells a side, at least 8; with two components 100 take a second
     * @return V
     * @throws IllegalArgumentException as the other, or if there are several attractors
     */
    public static QuasiPotential of(Sde sde, double[] low, double[] high, int cells) {
        List<Passage.Well> wells = attractors(sde, low, high, cells);
        if (wells.size() > 1) {
            throw new IllegalArgumentException("quasi-potential of " + sde.names() + ": there are " + wells.size()
                    + " attractors in the box, " + wells + "; say which one, from 0 on");
        }
        return new QuasiPotential(
                sde, Support.box(sde.names(), low, high), cells, wells.get(0).z());
    }

    /**
     * The quasi-potential about one of several attractors.
     *
     * @param sde of one or two components
     * @param low {@code [d]} lower corner of the box
     * @param high {@code [d]} upper corner of the box
     * @param cells a side, at least 8; with two components 100 take a second
     * @param attractor its number, 0 for that of the least first component
     * @return V
     * @throws IllegalArgumentException if the SDE has more components, the box is empty, there are fewer cells, there is no such
     *     attractor in the box, or in some direction no noise somewhere in it
     */
    public static QuasiPotential of(Sde sde, double[] low, double[] high, int cells, int attractor) {
        List<Passage.Well> wells = attractors(sde, low, high, cells);
        if (attractor < 0 || attractor >= wells.size()) {
            throw new IllegalArgumentException("attractor " + attractor + " of " + sde.names() + ": there are "
                    + wells.size() + " in the box, " + wells + ", numbered from 0");
        }
        return new QuasiPotential(
                sde,
                Support.box(sde.names(), low, high),
                cells,
                wells.get(attractor).z());
    }

    private static List<Passage.Well> attractors(Sde sde, double[] low, double[] high, int cells) {
        int d = sde.dimension();
        if (d > 2 || low.length != d || high.length != d || cells < FEWEST) {
            throw new IllegalArgumentException("quasi-potential of " + sde.names() + " from " + Arrays.toString(low)
                    + " to " + Arrays.toString(high) + " with " + cells
                    + " cells a side: needs one or two components, corners of as many, and " + FEWEST
                    + " cells or more");
        }
        Support box = Support.box(sde.names(), low, high);
        List<Passage.Well> wells = Wells.of(sde, box);
        if (wells.isEmpty()) {
            throw new IllegalArgumentException("quasi-potential of " + sde.names() + " within " + box
                    + ": there is no attractor, a stable fixed point of the drift; choose a box around one");
        }
        return wells;
    }

    /** Dijkstra: the cell of least V among those that are not settled has no better way. */
    private void solve() {
        List<Link> links = links();
        GeometricAction.Local[] half = halves();
        DoubleHeapIndirectPriorityQueue queue = new DoubleHeapIndirectPriorityQueue(values);
        for (int i : around(attractor)) {
            values[i] = action.cost(attractor, state(i));
            queue.enqueue(i);
        }
        boolean[] settled = new boolean[values.length];
        for (int count = 0; !queue.isEmpty(); count++) {
            if ((count & POLL_MASK) == 0 && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("quasi-potential interrupted; run again");
            }
            int i = queue.dequeue();
            settled[i] = true;
            int[] at = grid.counts(i);
            for (Link link : links) {
                int to = i + link.number;
                if (grid.holds(at, link.step) && !settled[to]) {
                    improve(queue, i, to, values[i] + cost(half, at, link));
                }
            }
        }
    }

    private void improve(DoubleHeapIndirectPriorityQueue queue, int from, int to, double value) {
        if (value < values[to]) {
            boolean known = values[to] < Double.POSITIVE_INFINITY;
            values[to] = value;
            before[to] = from;
            if (known) {
                queue.changed(to);
            } else {
                queue.enqueue(to);
            }
        }
    }

    /** To all cells within reach that no nearer one lies on the way to. */
    private List<Link> links() {
        List<Link> links = new ArrayList<>();
        int second = sde.dimension() == 1 ? 0 : reach;
        for (int i = -reach; i <= reach; i++) {
            for (int j = -second; j <= second; j++) {
                if (i * i + j * j <= reach * reach && ArithmeticUtils.gcd(i, j) == 1) {
                    int[] step = Arrays.copyOf(new int[] {i, j}, sde.dimension());
                    double[] z = new double[step.length];
                    Arrays.setAll(z, c -> step[c] * grid.unit(c));
                    links.add(new Link(step, z, grid.number(step)));
                }
            }
        }
        return links;
    }

    /** What steps cost at the cells and half-way between them. */
    private GeometricAction.Local[] halves() {
        int d = sde.dimension();
        int count = (int) Math.pow(2.0 * cells - 1, d);
        GeometricAction.Local[] half = new GeometricAction.Local[count];
        double[] z = new double[d];
        for (int number = 0; number < count; number++) {
            int rest = number;
            for (int c = d - 1; c >= 0; c--) {
                z[c] = box.low()[c] + (1 + rest % (2 * cells - 1)) * grid.unit(c) / 2;
                rest /= 2 * cells - 1;
            }
            half[number] = action.at(z);
        }
        return half;
    }

    private double cost(GeometricAction.Local[] half, int[] at, Link link) {
        int from = 0;
        int way = 0;
        for (int c = 0; c < at.length; c++) {
            from = from * (2 * cells - 1) + 2 * at[c];
            way = way * (2 * cells - 1) + link.step[c];
        }
        return GeometricAction.integral(half[from], half[from + way], half[from + 2 * way], link.z);
    }

    private double[] state(int number) {
        double[] z = new double[sde.dimension()];
        grid.state(grid.counts(number), z);
        return z;
    }

    /** The cells within reach of a state. */
    private int[] around(double[] z) {
        int[] middle = grid.nearest(z);
        return IntStream.range(0, values.length)
                .filter(i -> within(grid.counts(i), middle))
                .toArray();
    }

    private boolean within(int[] a, int[] b) {
        double square = 0;
        for (int c = 0; c < a.length; c++) {
            square += Math.pow(a[c] - b[c], 2);
        }
        return square <= reach * reach;
    }

    /**
     * What it is the quasi-potential of.
     *
     * @return the SDE
     */
    public Sde sde() {
        return sde;
    }

    /**
     * Where V is 0.
     *
     * @return {@code [d]} the stable fixed point
     */
    public double[] attractor() {
        return attractor.clone();
    }

    /**
     * The middles of the cells along a component.
     *
     * @param component its index
     * @return {@code [cells]}
     */
    public double[] grid(int component) {
        double[] z = new double[sde.dimension()];
        int[] at = new int[z.length];
        return IntStream.range(0, cells)
                .mapToDouble(j -> {
                    at[component] = j;
                    grid.state(at, z);
                    return z[component];
                })
                .toArray();
    }

    /**
     * V at the middles of the cells.
     *
     * @return {@code [rows][columns]}: rows along the second component, one if there is none; columns along the first
     */
    public double[][] values() {
        int rows = values.length / cells;
        double[][] matrix = new double[rows][cells];
        for (int i = 0; i < values.length; i++) {
            matrix[i % rows][i / rows] = values[i];
        }
        return matrix;
    }

    /**
     * The most probable way from the attractor to a state.
     *
     * @param to {@code [d]} inside the box
     * @return the path of least action, and V at its end
     * @throws IllegalArgumentException if the state lies outside the box
     */
    public Path path(double... to) {
        if (to.length != attractor.length || !box.contains(to)) {
            throw new IllegalArgumentException("path to " + Arrays.toString(to) + ": must lie in the box " + box);
        }
        int last = NONE;
        boolean linked = within(grid.nearest(to), grid.nearest(attractor));
        double least = linked ? action.cost(attractor, to) : Double.POSITIVE_INFINITY;
        for (int i : around(to)) {
            double value = values[i] + action.cost(state(i), to);
            if (value < least) {
                least = value;
                last = i;
            }
        }
        List<double[]> states = new ArrayList<>(List.of(to.clone()));
        for (int i = last; i != NONE; i = before[i]) {
            states.add(state(i));
        }
        states.add(attractor());
        Collections.reverse(states);
        double[][] path = states.toArray(double[][]::new);
        double[][] best = to.length == 1 ? path : action.relaxed(path, box);
        return new Path(best, action.cost(best));
    }

    /**
     * The most probable way out of the box.
     *
     * @return the path to the cell at its border where V is least; e^S is the order of the mean time until it is gone
     */
    public Path exit() {
        int least = IntStream.range(0, values.length)
                .filter(i -> Arrays.stream(grid.counts(i)).anyMatch(j -> j == 0 || j == cells - 1))
                .boxed()
                .min((a, b) -> Double.compare(values[a], values[b]))
                .orElseThrow();
        return path(state(least));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "quasi-potential of %s about %s, %d cells a side",
                sde.names(),
                Support.text(sde.names(), attractor),
                cells);
    }
}
