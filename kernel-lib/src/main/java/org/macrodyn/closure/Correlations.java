package org.macrodyn.closure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SiteFunction;

/**
 * Means and correlations of what sites show: ⟨f_a⟩ = (1/n) Σ_p f_a(p), and for each pair a ≤ b and each of the first distances r
 * of the lattice ⟨f_a f_b⟩_r = (1/(n N_r)) Σ_p Σ_o ½ [f_a(p) f_b(p + o) + f_b(p) f_a(p + o)], where o goes through the N_r
 * steps of length r, one of each two opposite ones. Of indicators these are the fractions of sites and of pairs of sites by
 * state. For patches on a lattice, bonds across their edges are those of the whole.
 *
 * @param <S> the state array
 */
final class Correlations<S> implements Measure.Local<S> {
    private final Grid grid;
    private final List<SiteFunction<S>> functions;
    private final int distances;
    private final int positions;
    private final List<String> names;
    /** {@code [distances][steps][positions]} p + o, and p − o. */
    private final int[][][] ahead;

    private final int[][][] behind;

    Correlations(Grid grid, List<SiteFunction<S>> functions, int distances) {
        if (functions.isEmpty() || distances < 0) {
            throw new IllegalArgumentException("correlations of " + functions.size() + " site functions at " + distances
                    + " distances: must be at least 1 and 0");
        }
        this.grid = grid;
        this.functions = List.copyOf(functions);
        this.distances = distances;
        positions = grid.sites() / grid.fields();
        SortedMap<Integer, List<int[]>> steps = steps(grid, distances);
        List<String> all = new ArrayList<>();
        functions.forEach(f -> all.add("⟨" + f.name() + "⟩"));
        steps.keySet().forEach(square -> pairs((a, b) -> all.add(name(a, b, square))));
        names = List.copyOf(all);
        ahead = tables(steps, 1);
        behind = tables(steps, -1);
    }

    private String name(int a, int b, int square) {
        int root = (int) Math.round(Math.sqrt(square));
        String distance = root * root == square ? "" + root : "√" + square;
        return "⟨" + functions.get(a).name() + " " + functions.get(b).name() + "⟩ at " + distance;
    }

    private interface Pair {
        void accept(int a, int b);
    }

    private void pairs(Pair each) {
        for (int a = 0; a < functions.size(); a++) {
            for (int b = a; b < functions.size(); b++) {
                each.accept(a, b);
            }
        }
    }

    /** Half of the steps of each of the first lengths, by squared length. */
    private static SortedMap<Integer, List<int[]>> steps(Grid grid, int distances) {
        TreeMap<Integer, List<int[]>> found = new TreeMap<>();
        int up = grid.layers() > 1 ? distances : 0;
        int down = grid.rows() > 1 ? distances : 0;
        for (int z = 0; z <= up; z++) {
            for (int y = z == 0 ? 0 : -down; y <= down; y++) {
                for (int x = z == 0 && y == 0 ? 1 : -distances; x <= distances; x++) {
                    found.computeIfAbsent(z * z + y * y + x * x, square -> new ArrayList<>())
                            .add(new int[] {z, y, x});
                }
            }
        }
        while (found.size() > distances) {
            found.pollLastEntry();
        }
        return found;
    }

    private int[][][] tables(SortedMap<Integer, List<int[]>> steps, int sign) {
        return steps.values().stream()
                .map(shell -> shell.stream().map(step -> table(step, sign)).toArray(int[][]::new))
                .toArray(int[][][]::new);
    }

    private int[] table(int[] step, int sign) {
        return IntStream.range(0, positions)
                .map(p -> {
                    int x = Math.floorMod(p % grid.columns() + sign * step[2], grid.columns());
                    int y = Math.floorMod(p / grid.columns() % grid.rows() + sign * step[1], grid.rows());
                    int z = Math.floorMod(p / grid.columns() / grid.rows() + sign * step[0], grid.layers());
                    return (z * grid.rows() + y) * grid.columns() + x;
                })
                .toArray();
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Correlations<S> on(Grid other) {
        return new Correlations<>(other, functions, distances);
    }

    @Override
    public double[] of(S state) {
        int m = functions.size();
        double[][] shown = new double[m][positions];
        double[] q = new double[names.size()];
        for (int a = 0; a < m; a++) {
            for (int p = 0; p < positions; p++) {
                shown[a][p] = functions.get(a).at(state, p);
                q[a] += shown[a][p];
            }
        }
        int at = m;
        for (int[][] shell : ahead) {
            for (int a = 0; a < m; a++) {
                for (int b = a; b < m; b++) {
                    q[at++] = product(shown[a], shown[b], shell);
                }
            }
        }
        return divided(q);
    }

    private static double product(double[] one, double[] other, int[][] shell) {
        double sum = 0;
        for (int[] step : shell) {
            for (int p = 0; p < step.length; p++) {
                sum += 0.5 * (one[p] * other[step[p]] + other[p] * one[step[p]]);
            }
        }
        return sum;
    }

    private double[] divided(double[] sums) {
        int m = functions.size();
        int perDistance = m * (m + 1) / 2;
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= i < m ? positions : (double) positions * ahead[(i - m) / perDistance].length;
        }
        return sums;
    }

    @Override
    public double[] increment(S before, S after, Region region) {
        int[] changed = IntStream.range(0, region.sites() / grid.fields())
                .map(region::site)
                .filter(p -> differ(before, after, p))
                .toArray();
        double[] dq = new double[names.size()];
        changes(before).to(after, changed, dq);
        return dq;
    }

    private boolean differ(S before, S after, int position) {
        boolean differ = false;
        for (int site = position; site < grid.sites(); site += positions) {
            differ |= before instanceof byte[] bytes
                    ? bytes[site] != ((byte[]) after)[site]
                    : ((float[]) before)[site] != ((float[]) after)[site];
        }
        return differ;
    }

    @Override
    public Changes<S> changes(S before) {
        return new FromOne(before);
    }

    /**
     * Changes Δf of sites of one configuration. Of a bond from a site that changes to one that does not, ½ [f_a f_b + f_b f_a]
     * changes by ½ [Δf_a f_b + Δf_b f_a], so that the sums of f over all sites at a distance are enough, which are made once for
     * each site; where both ends change, ½ [Δf_a Δf_b + Δf_b Δf_a] comes to what each of them does.
     */
    private final class FromOne implements Changes<S> {
        private final int m = functions.size();
        private final S before;
        /**
         * {@code [positions][(1 + distances) · m]} f, then its sums over the sites at each distance; null where nothing changed
         * yet.
         */
        private final double[][] around = new double[positions][];
        /** {@code [positions]} numbers of those that change, from 1; 0 elsewhere. */
        private final int[] place = new int[positions];
        /** {@code [changes · m]} Δf. */
        private double[] df = {};

        FromOne(S before) {
            this.before = before;
        }

        @Override
        public void to(S after, int[] sites, double[] dq) {
            Arrays.fill(dq, 0);
            int[] changed = positions(sites);
            df = df.length < changed.length * m ? new double[changed.length * m] : df;
            for (int i = 0; i < changed.length; i++) {
                double[] old = around(changed[i]);
                for (int a = 0; a < m; a++) {
                    df[i * m + a] = functions.get(a).at(after, changed[i]) - old[a];
                }
                place[changed[i]] = i + 1;
            }
            for (int i = 0; i < changed.length; i++) {
                add(i, changed[i], dq);
            }
            for (int position : changed) {
                place[position] = 0;
            }
            divided(dq);
        }

        /** Each once, whatever changes of its fields. */
        private int[] positions(int[] sites) {
            return grid.fields() == 1
                    ? sites
                    : IntStream.of(sites)
                            .map(site -> site % positions)
                            .distinct()
                            .toArray();
        }

        private void add(int i, int position, double[] dq) {
            for (int a = 0; a < m; a++) {
                dq[a] += df[i * m + a];
            }
            int at = m;
            for (int r = 0; r < ahead.length; r++) {
                addProducts(i, around[position], (r + 1) * m, at, dq);
                for (int[] step : ahead[r]) {
                    int other = place[step[position]];
                    if (other > 0) {
                        addProducts(i, df, (other - 1) * m, at, dq);
                    }
                }
                at += m * (m + 1) / 2;
            }
        }

        private void addProducts(int i, double[] others, int from, int first, double[] dq) {
            int own = i * m;
            int at = first;
            for (int a = 0; a < m; a++) {
                for (int b = a; b < m; b++) {
                    dq[at++] += 0.5 * (df[own + a] * others[from + b] + df[own + b] * others[from + a]);
                }
            }
        }

        private double[] around(int position) {
            if (around[position] == null) {
                double[] sums = new double[(1 + ahead.length) * m];
                addShown(position, sums, 0);
                for (int r = 0; r < ahead.length; r++) {
                    for (int o = 0; o < ahead[r].length; o++) {
                        addShown(ahead[r][o][position], sums, (r + 1) * m);
                        addShown(behind[r][o][position], sums, (r + 1) * m);
                    }
                }
                around[position] = sums;
            }
            return around[position];
        }

        private void addShown(int position, double[] sums, int from) {
            for (int a = 0; a < m; a++) {
                sums[from + a] += functions.get(a).at(before, position);
            }
        }
    }

    @Override
    public String toString() {
        return "correlations of " + functions + " at " + distances + " distances";
    }
}
