package org.macrodyn.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.StateType;

/**
 * Configurations in text dumps of SPPARKS and LAMMPS: {@code ITEM: TIMESTEP}, {@code ITEM: ATOMS id type x y z}, … once for each
 * recorded configuration.
 *
 * <p>Atoms are sites of a lattice, at rest: where they lie says which site of the grid they are, in whatever order they are
 * written. On a grid of one field columns run along x, rows along y, layers along z. On a grid of two fields they are a
 * body-centred cubic lattice: layers run along x, rows along y, columns along z, and the fields are its two sublattices, that
 * of the smallest coordinates first ({@code micro.alloy.BccLattice}).
 */
public final class LatticeDump {
    private static final String ATOMS = "ITEM: ATOMS ";
    private static final String COUNT = "ITEM: NUMBER OF ATOMS";
    private static final String BOX = "ITEM: BOX BOUNDS";
    private static final String ITEM = "ITEM: ";
    private static final int BOX_LINES = 3;

    private LatticeDump() {}

    /**
     * Reads configurations whose sites hold the column {@code type} as it is.
     *
     * @param model the system, whose grid and states they must have
     * @param files one or more dumps
     * @param <S> the state array
     * @return all of them, file by file
     * @throws IllegalArgumentException if a file is no such dump, has other sites than the grid, or holds a value that no site
     *     of the system can have
     * @throws UncheckedIOException if a file cannot be read
     */
    public static <S> Snapshots<S> read(MicroModel<S> model, String... files) {
        return read(model, "type", DoubleUnaryOperator.identity(), files);
    }

    /**
     * Reads configurations whose sites hold a column's values, translated:
     * {@code read(ising, "type", t -> 2 * t - 3, "dump.ising")} makes spins of the types 1 and 2.
     *
     * @param model the system, whose grid and states they must have
     * @param column name of the column
     * @param value from what the dump holds to what a site does
     * @param files one or more dumps
     * @param <S> the state array
     * @return all of them, file by file
     * @throws IllegalArgumentException if a file is no such dump, has other sites than the grid, or holds a value that no site
     *     of the system can have
     * @throws UncheckedIOException if a file cannot be read
     */
    public static <S> Snapshots<S> read(
            MicroModel<S> model, String column, DoubleUnaryOperator value, String... files) {
        List<S> states = new ArrayList<>();
        for (String file : files) {
            int before = states.size();
            try (BufferedReader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
                new Reading<>(model, column, value, file, reader, states).run();
            } catch (IOException e) {
                throw new UncheckedIOException(file + ": cannot be read, " + e.getMessage(), e);
            }
            if (states.size() == before) {
                throw new IllegalArgumentException(
                        file + ": no configuration; a dump has lines '" + ATOMS + "id type x y z'");
            }
        }
        if (states.isEmpty()) {
            throw new IllegalArgumentException("no file: give the path of one or more dumps");
        }
        Snapshots<S> all = new Snapshots<>(model.grid(), model.stateType(), states.size());
        for (int i = 0; i < states.size(); i++) {
            all.set(i, states.get(i));
        }
        return all;
    }

    /** One file, line by line. */
    private static final class Reading<S> {
        private final MicroModel<S> model;
        private final Grid grid;
        private final String column;
        private final DoubleUnaryOperator value;
        private final String file;
        private final BufferedReader reader;
        private final List<S> states;
        private int number;

        Reading(
                MicroModel<S> model,
                String column,
                DoubleUnaryOperator value,
                String file,
                BufferedReader reader,
                List<S> states) {
            this.model = model;
            this.grid = model.grid();
            this.column = column;
            this.value = value;
            this.file = file;
            this.reader = reader;
            this.states = states;
        }

        void run() throws IOException {
            while (true) {
                String line = reader.readLine();
                number++;
                if (line == null) {
                    return;
                }
                if (!line.isBlank()) {
                    item(line);
                }
            }
        }

        private void item(String line) throws IOException {
            if (line.startsWith(ATOMS)) {
                states.add(configuration(words(line.substring(ATOMS.length()))));
            } else if (line.startsWith(COUNT)) {
                String count = next();
                if (!count.strip().equals("" + grid.sites())) {
                    throw refused("'" + Line.of(count, 20) + "' atoms for " + grid + ": must be " + grid.sites());
                }
            } else if (line.startsWith(ITEM)) {
                for (int skipped = 0; skipped < (line.startsWith(BOX) ? BOX_LINES : 1); skipped++) {
                    next();
                }
            } else {
                throw refused("'" + Line.of(line, 40) + "' where a line '" + ITEM + "…' must be");
            }
        }

        private String next() throws IOException {
            String line = reader.readLine();
            number++;
            if (line == null) {
                throw refused("the file ends in the middle of a configuration: give the whole file");
            }
            return line;
        }

        private S configuration(List<String> columns) throws IOException {
            int[] at = {
                index(columns, column), index(columns, "x", "xs"), index(columns, "y", "ys"), index(columns, "z", "zs")
            };
            double[][] rows = new double[at.length][grid.sites()];
            for (int atom = 0; atom < grid.sites(); atom++) {
                List<String> words = words(next());
                if (words.size() != columns.size()) {
                    throw refused(words.size() + " values: must be " + columns.size() + ", " + columns);
                }
                for (int c = 0; c < at.length; c++) {
                    rows[c][atom] = number(words.get(at[c]));
                }
                rows[0][atom] = allowed(value.applyAsDouble(rows[0][atom]));
            }
            S state = model.stateType().allocate(grid.sites());
            int[] sites = sites(rows);
            for (int atom = 0; atom < sites.length; atom++) {
                put(state, sites[atom], rows[0][atom]);
            }
            return state;
        }

        private int[] sites(double[][] rows) {
            try {
                return LatticeSites.of(grid, rows[1], rows[2], rows[3]);
            } catch (IllegalArgumentException otherLattice) {
                throw refused("the configuration that ends here " + otherLattice.getMessage());
            }
        }

        private int index(List<String> columns, String... names) {
            return Arrays.stream(names)
                    .filter(columns::contains)
                    .mapToInt(columns::indexOf)
                    .findFirst()
                    .orElseThrow(() -> refused("columns " + columns + ": must have " + String.join(" or ", names)));
        }

        private static List<String> words(String line) {
            return List.of(line.strip().split("\\s+", -1));
        }

        private double number(String word) {
            try {
                return Double.parseDouble(word);
            } catch (NumberFormatException none) {
                throw refused("'" + Line.of(word, 20) + "': must be a number");
            }
        }

        private double allowed(double site) {
            StateType<S> type = model.stateType();
            boolean allowed = type == StateType.SPINS
                    ? Math.abs(site) == 1
                    : type == StateType.BYTES ? site == (byte) site : Float.isFinite((float) site);
            if (!allowed) {
                throw refused("a site with " + site + " in a system of " + type
                        + (type == StateType.SPINS
                                ? ": must be -1 or +1, translate types 1 and 2 by t -> 2 * t - 3"
                                : ": out of range"));
            }
            return site;
        }

        private static void put(Object state, int site, double value) {
            if (state instanceof byte[] bytes) {
                bytes[site] = (byte) value;
            } else {
                ((float[]) state)[site] = (float) value;
            }
        }

        private IllegalArgumentException refused(String why) {
            return new IllegalArgumentException(file + ", line " + number + ": " + why);
        }
    }
}
