package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.sde.Sde;

/**
 * The landscape of an SDE of two components in a box whose walls reflect: stationary density p, and the current J = μp − ½∇·(Σp)
 * that is left where there is no potential.
 *
 * <p>The stationary Fokker–Planck equation on a grid of cells, by the rates of a chain that jumps between them ({@link
 * GridRates}): finite volumes whose fluxes conserve probability and whose density is positive at any drift. Solved without a
 * subtraction (Grassmann, Taksar and Heyman), so that p has all its digits however small it is. The error is of the order of the
 * cells' area.
 *
 * @param names of the two components
 * @param x {@code [columns]} middles of the cells, first component
 * @param y {@code [rows]} middles of the cells, second component
 * @param density {@code [rows][columns]} p, of integral 1
 * @param across {@code [rows][columns]} J, first component
 * @param up {@code [rows][columns]} J, second component
 * @param entropyProduction ∫ 2 Jᵀ(Σp)⁻¹J dz per unit time, over cells where Σ has an inverse: 0 in detailed balance, and how far
 *     from it else
 */
public record PlaneLandscape(
        List<String> names,
        double[] x,
        double[] y,
        double[][] density,
        double[][] across,
        double[][] up,
        double entropyProduction) {
    private static final int[][] WAYS = {{1, 0}, {0, 1}, {1, 1}, {1, -1}};

    /**
     * The landscape of an SDE.
     *
     * @param sde of two components
     * @param low {@code [2]} lower left corner of the box
     * @param high {@code [2]} upper right corner of the box
     * @param cells a side, at least 3; the cost grows with their fourth power, 100 take a second or two
     * @return p and J
     * @throws IllegalArgumentException if the SDE has another number of components, the box is empty, there are fewer cells, or
     *     from somewhere in the box nothing leads away because there is no noise
     */
    public static PlaneLandscape of(Sde sde, double[] low, double[] high, int cells) {
        boolean box = sde.dimension() == 2 && low.length == 2 && high.length == 2;
        if (!box || cells < 3 || !(low[0] < high[0] && low[1] < high[1])) {
            throw new IllegalArgumentException("landscape of " + sde.names() + " from " + Arrays.toString(low) + " to "
                    + Arrays.toString(high) + " with " + cells
                    + " cells a side: needs two components, a box that goes upwards and 3 cells or more");
        }
        Lattice grid = Lattice.cells(low, high, cells);
        Chain chain = new Chain(cells * cells, cells + 1);
        GridRates rates = new GridRates(sde, grid);
        for (int i = 0; i < chain.states(); i++) {
            rates.add(chain, i);
        }
        return new Fluxes(sde, grid, chain, cells).landscape();
    }

    /** What flows between the cells of a stationary state. */
    private static final class Fluxes {
        private final Sde sde;
        private final Lattice grid;
        private final Chain chain;
        private final int cells;
        private final double[] p;
        private final double[][] across;
        private final double[][] up;

        Fluxes(Sde sde, Lattice grid, Chain chain, int cells) {
            this.sde = sde;
            this.grid = grid;
            this.chain = chain;
            this.cells = cells;
            p = chain.stationary();
            across = new double[cells][cells];
            up = new double[cells][cells];
        }

        PlaneLandscape landscape() {
            for (int i = 0; i < p.length; i++) {
                int[] at = grid.counts(i);
                for (int[] way : WAYS) {
                    if (grid.holds(at, way)) {
                        add(at, way);
                    }
                }
            }
            double area = grid.unit(0) * grid.unit(1);
            double[][] density = new double[cells][cells];
            double production = 0;
            for (int i = 0; i < p.length; i++) {
                int[] at = grid.counts(i);
                density[at[1]][at[0]] = p[i] / area;
                production += production(at, p[i] / area) * area;
            }
            return new PlaneLandscape(sde.names(), middles(0), middles(1), density, across, up, production);
        }

        /** What flows through an edge belongs to the cells at both ends, half and half. */
        private void add(int[] at, int[] way) {
            int i = grid.number(at);
            int j = i + grid.number(way);
            double forth = p[i] * chain.rate(i, j);
            double back = p[j] * chain.rate(j, i);
            double half = (forth - back) / 2;
            int[] there = {at[0] + way[0], at[1] + way[1]};
            for (int[] end : List.of(at, there)) {
                across[end[1]][end[0]] += half * way[0] / grid.unit(1);
                up[end[1]][end[0]] += half * way[1] / grid.unit(0);
            }
        }

        /** 2 Jᵀ(Σp)⁻¹J of a cell. */
        private double production(int[] at, double density) {
            double[] z = new double[2];
            grid.state(at, z);
            double[][] sigma = sde.covariance(z);
            double determinant = sigma[0][0] * sigma[1][1] - sigma[0][1] * sigma[1][0];
            double x = across[at[1]][at[0]];
            double y = up[at[1]][at[0]];
            double square = sigma[1][1] * x * x - 2 * sigma[0][1] * x * y + sigma[0][0] * y * y;
            return density > 0 && determinant > 0 ? 2 * square / (determinant * density) : 0;
        }

        private double[] middles(int c) {
            double[] z = new double[2];
            return IntStream.range(0, cells)
                    .mapToDouble(j -> {
                        grid.state(new int[] {c == 0 ? j : 0, c == 1 ? j : 0}, z);
                        return z[c];
                    })
                    .toArray();
        }
    }

    /**
     * The potential.
     *
     * @return {@code [rows][columns]} −log p, 0 where p is largest; infinite where p is 0 in double precision
     */
    public double[][] potential() {
        double most =
                Arrays.stream(density).flatMapToDouble(Arrays::stream).max().orElseThrow();
        return Arrays.stream(density)
                .map(row -> Arrays.stream(row)
                        .map(q -> Math.log(most) - Math.log(q))
                        .toArray())
                .toArray(double[][]::new);
    }
}
