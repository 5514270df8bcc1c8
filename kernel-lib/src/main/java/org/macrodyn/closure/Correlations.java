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
        change(before, after, changed, dq);
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
    public void change(S before, S after, int[] sites, double[] dq) {
        Arrays.fill(dq, 0);
        Change change = new Change(before, after, dq);
        for (int site : sites) {
            change.add(site % positions);
        }
        divided(dq);
    }

    /** Adds up what the change of one position after another does; both ends of a bond are told apart by their order. */
    private final class Change {
        private final S before;
        private final S after;
        private final double[] dq;
        private final double[] old = new double[functions.size()];
        private final double[] now = new double[functions.size()];
        private final double[] endOld = new double[functions.size()];
        private final double[] endNow = new double[functions.size()];

        Change(S before, S after, double[] dq) {
            this.before = before;
            this.after = after;
            this.dq = dq;
        }

        /** Each bond with an end that changed is counted once, from its first end if that changed. */
        void add(int position) {
            show(before, position, old);
            show(after, position, now);
            for (int a = 0; a < old.length; a++) {
                dq[a] += now[a] - old[a];
            }
            int at = old.length;
            for (int r = 0; r < ahead.length; r++) {
                for (int o = 0; o < ahead[r].length; o++) {
                    addBond(ahead[r][o][position], at);
                    if (!differ(before, after, behind[r][o][position])) {
                        addBond(behind[r][o][position], at);
                    }
                }
                at += old.length * (old.length + 1) / 2;
            }
        }

        /** Bonds have no direction, ½ [f_a f_b + f_b f_a]. */
        private void addBond(int end, int first) {
            show(before, end, endOld);
            show(after, end, endNow);
            int at = first;
            for (int a = 0; a < old.length; a++) {
                for (int b = a; b < old.length; b++) {
                    double then = old[a] * endOld[b] + old[b] * endOld[a];
                    dq[at++] += 0.5 * (now[a] * endNow[b] + now[b] * endNow[a] - then);
                }
            }
        }

        private void show(S state, int position, double[] shown) {
            for (int a = 0; a < shown.length; a++) {
                shown[a] = functions.get(a).at(state, position);
            }
        }
    }

    @Override
    public String toString() {
        return "correlations of " + functions + " at " + distances + " distances";
    }
}
