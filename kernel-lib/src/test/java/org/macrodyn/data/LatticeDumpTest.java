package org.macrodyn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.macrodyn.micro.Exchanges;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Springs;
import org.macrodyn.micro.alloy.BccLattice;
import org.macrodyn.micro.spin.EventSampler;
import org.macrodyn.micro.spin.Ising;

class LatticeDumpTest {
    private static final MicroModel<byte[]> SPINS = new Ising(new Grid(1, 1, 2, 3), 2, 0, EventSampler.AUTOMATIC);

    @TempDir
    Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("dump.txt"), text).toString();
    }

    /** As SPPARKS writes: a time beside the step, no kind of boundaries, a space at each end. */
    private static String spparks(int step, String... atoms) {
        return "ITEM: TIMESTEP\n" + step + "        0.5\nITEM: NUMBER OF ATOMS\n" + atoms.length
                + "\nITEM: BOX BOUNDS\n0 3\n0 2\n-0.5 0.5\nITEM: ATOMS id type x y z \n" + String.join(" \n", atoms)
                + " \n";
    }

    @Test
    void sitesAreFoundByTheirCoordinatesInAnyOrder() throws IOException {
        String file = file(spparks(0, "6 2 2 1 0", "1 1 0 0 0", "2 2 1 0 0", "3 1 2 0 0", "4 1 0 1 0", "5 2 1 1 0")
                + spparks(1, "1 2 0 0 0", "2 1 1 0 0", "3 1 2 0 0", "4 1 0 1 0", "5 1 1 1 0", "6 1 2 1 0"));
        var read = LatticeDump.read(SPINS, "type", type -> 2 * type - 3, file, file);
        assertThat(read.size()).isEqualTo(4);
        byte[] state = new byte[6];
        read.get(2, state);
        assertThat(state).containsExactly(-1, 1, -1, -1, 1, 1);
        read.get(3, state);
        assertThat(state).containsExactly(1, -1, -1, -1, -1, -1);
    }

    /** As LAMMPS writes: units and a time of their own, scaled coordinates, more columns. */
    @Test
    void layersRunAlongZAndOtherColumnsAreLeft() throws IOException {
        Grid grid = new Grid(1, 2, 2, 2);
        StringBuilder text = new StringBuilder(
                """
                ITEM: UNITS
                metal
                ITEM: TIME
                0.25
                ITEM: TIMESTEP
                7
                ITEM: NUMBER OF ATOMS
                8
                ITEM: BOX BOUNDS pp pp pp
                0 9
                0 9
                0 9
                ITEM: ATOMS id c_heat type xs ys zs
                """);
        for (int site = 0; site < 8; site++) {
            String x = site % 2 == 0 ? "0" : "0.5";
            String y = site / 2 % 2 == 0 ? "0" : "0.5";
            String z = site < 4 ? "0" : "0.5";
            text.append(String.join(" ", "" + (site + 1), "" + site * 0.5, "1", x, y, z))
                    .append('\n');
        }
        float[] state = new float[8];
        LatticeDump.read(new Springs(grid, 1, 1, 0.1), "c_heat", u -> u, file(text.toString()))
                .get(0, state);
        assertThat(state).containsExactly(0f, 0.5f, 1f, 1.5f, 2f, 2.5f, 3f, 3.5f);
    }

    /** Of the alloy's own lattice, whose site(x, y, z) says where a voxel is; coordinates to six digits. */
    @Test
    void bodyCentredCubicSitesAreThoseOfTheAlloy() throws IOException {
        BccLattice lattice = new BccLattice(new Grid(2, 3, 4, 5));
        byte[] expected = new byte[lattice.sites()];
        List<String> atoms = new ArrayList<>();
        for (int x = 0; x < 6; x++) {
            for (int y = x % 2; y < 8; y += 2) {
                for (int z = x % 2; z < 10; z += 2) {
                    int species = 1 + (x * 31 + y * 17 + z) % 3;
                    expected[lattice.site(x, y, z)] = (byte) species;
                    atoms.add(atoms.size() + " " + species + " " + (float) (x * 1.62) + " " + (float) (y * 1.62) + " "
                            + (float) (z * 1.62));
                }
            }
        }
        Collections.shuffle(atoms, new Random(3));
        byte[] state = new byte[lattice.sites()];
        LatticeDump.read(new Exchanges(lattice.grid(), 1), file(spparks(0, atoms.toArray(String[]::new))))
                .get(0, state);
        assertThat(state).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    1 1 0 0 0,2 1 1 0 0; line 4: '2' atoms for 2×3: must be 6
                    1 1 0 0 0,2 1 1 0 0,3 1 2 0 0,4 1 0 1 0,5 1 1 1 0,6 3 2 1 0; line 15: a site with 3.0 in a system of spins: must be -1 or +1, translate types 1 and 2 by t -> 2 * t - 3
                    1 1 0 0 0,2 1 1 0 0,3 1 2 0 0,4 1 0 1 0,5 1 1 1 0,6 1 1 1 0; line 15: the configuration that ends here has two atoms at (1.0, 1.0, 0.0)
                    1 1 0 0 0,2 1 1.1 0 0,3 1 2 0 0,4 1 0 1 0,5 1 1 1 0,6 1 2 1 0; line 15: the configuration that ends here has 4 different x: must be 3, those of atoms at rest on the lattice
                    1 1 0 0 0,2 one 1 0 0,3 1 2 0 0,4 1 0 1 0,5 1 1 1 0,6 1 2 1 0; line 11: 'one': must be a number
                    1 1 0 0 0,2 1 1 0,3 1 2 0 0,4 1 0 1 0,5 1 1 1 0,6 1 2 1 0; line 11: 4 values: must be 5, [id, type, x, y, z]
                    """)
    void whatIsNoSuchLatticeIsToldByItsLine(String atoms, String message) throws IOException {
        String file = file(spparks(0, atoms.split(",", -1)));
        assertThatThrownBy(() -> LatticeDump.read(SPINS, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ", " + message);
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        String half = file("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n6\nITEM: ATOMS id type x y z\n1 1 0 0 0\n");
        assertThatThrownBy(() -> LatticeDump.read(SPINS, half))
                .hasMessage(half + ", line 7: the file ends in the middle of a configuration: give the whole file");
        String other = file("t,m\n0,1\n");
        assertThatThrownBy(() -> LatticeDump.read(SPINS, other))
                .hasMessage(other + ", line 1: 't,m' where a line 'ITEM: …' must be");
        String empty = file("\n");
        assertThatThrownBy(() -> LatticeDump.read(SPINS, empty))
                .hasMessage(empty + ": no configuration; a dump has lines 'ITEM: ATOMS id type x y z'");
        String columns = file("ITEM: ATOMS id x y z\n");
        assertThatThrownBy(() -> LatticeDump.read(SPINS, columns))
                .hasMessage(columns + ", line 1: columns [id, x, y, z]: must have type");
        assertThatThrownBy(() -> LatticeDump.read(SPINS)).hasMessage("no file: give the path of one or more dumps");
    }
}
