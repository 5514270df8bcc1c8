package org.macrodyn.micro.alloy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The sites around a vacancy that decide its barriers, and the eight jump directions.
 *
 * <p>Offsets are in half lattice constants (1.62 Å). The first {@value #CUTOFF_SITES} sites are those within 7.5 Å
 * (d² ≤ 20), in lexicographic order of (dx, dy, dz): all that the published network sees. The remaining sites up to {@value
 * #ALL_SITES} (d² = 24 and 27) complete the shells around both ends of a jump, which models with exact detailed balance
 * need.
 *
 * <p>Directions are numbered −−−, −−+, −+−, −++, +−−, +−+, ++−, +++. Barriers are tabulated in the canonical frame, in
 * which the atom comes from (1, 1, 1): the canonical site c of direction d is the laboratory site {@code toLab(d, c)}.
 * Source: the code published with Xing et al., Nature Communications 15, 3879 (2024).
 */
public final class Neighbourhood {
    /** Number of sites within the network's cutoff of 7.5 Å. */
    public static final int CUTOFF_SITES = 112;

    /** Number of sites within the shells around both ends of a jump. */
    public static final int ALL_SITES = 144;

    /** Number of jump directions, the coordination number of bcc. */
    public static final int DIRECTIONS = 8;

    /** Farthest offset along an axis. */
    static final int REACH = 4;

    private static final int[][] OFFSETS = offsets();
    private static final Map<Integer, Integer> INDEX = index();
    private static final int[][] TO_LAB = toLab();
    private static final int[] TARGETS = targets();

    private Neighbourhood() {}

    private static int[][] offsets() {
        int[][] offsets = new int[ALL_SITES][];
        int inside = 0;
        int outside = CUTOFF_SITES;
        for (int x = -REACH; x <= REACH; x++) {
            for (int y = -REACH; y <= REACH; y++) {
                for (int z = -REACH; z <= REACH; z++) {
                    boolean site = (x + y) % 2 == 0 && (y + z) % 2 == 0;
                    int square = x * x + y * y + z * z;
                    if (site && square > 0 && square <= 20) {
                        offsets[inside++] = new int[] {x, y, z};
                    } else if (site && (square == 24 || square == 27)) {
                        offsets[outside++] = new int[] {x, y, z};
                    }
                }
            }
        }
        return offsets;
    }

    private static Map<Integer, Integer> index() {
        Map<Integer, Integer> index = new HashMap<>();
        for (int i = 0; i < ALL_SITES; i++) {
            index.put(key(OFFSETS[i][0], OFFSETS[i][1], OFFSETS[i][2]), i);
        }
        return index;
    }

    private static int key(int x, int y, int z) {
        return ((x + 64) * 128 + y + 64) * 128 + z + 64;
    }

    private static int[][] toLab() {
        int[][] map = new int[DIRECTIONS][ALL_SITES];
        for (int d = 0; d < DIRECTIONS; d++) {
            for (int i = 0; i < ALL_SITES; i++) {
                int[] lab = rotated(d, OFFSETS[i]);
                map[d][i] = indexOf(lab[0], lab[1], lab[2]);
            }
        }
        return map;
    }

    /** The published re-orientation: a quarter turn about z for each pair of directions, mirrored in z for even ones. */
    private static int[] rotated(int direction, int[] offset) {
        int x = offset[0];
        int y = offset[1];
        int z = direction % 2 == 1 ? offset[2] : -offset[2];
        return switch (direction / 2) {
            case 0 -> new int[] {-x, -y, z};
            case 1 -> new int[] {-y, x, z};
            case 2 -> new int[] {y, -x, z};
            default -> new int[] {x, y, z};
        };
    }

    private static int[] targets() {
        int[] targets = new int[DIRECTIONS];
        Arrays.setAll(targets, d -> toLab(d, indexOf(1, 1, 1)));
        return targets;
    }

    /**
     * The offset of a site from the vacancy.
     *
     * @param site 0 to {@value #ALL_SITES} − 1
     * @return a new {@code [3]} array (dx, dy, dz) in half lattice constants
     */
    public static int[] offset(int site) {
        return OFFSETS[site].clone();
    }

    /**
     * The number of the site at an offset.
     *
     * @param dx offset in half lattice constants
     * @param dy offset in half lattice constants
     * @param dz offset in half lattice constants
     * @return the site's number, or −1 if it is not one of the {@value #ALL_SITES} sites
     */
    public static int indexOf(int dx, int dy, int dz) {
        return INDEX.getOrDefault(key(dx, dy, dz), -1);
    }

    /**
     * Where a site of the canonical frame lies in the laboratory frame.
     *
     * @param direction jump direction, 0 to 7
     * @param site number of a site in the canonical frame
     * @return the number of that site in the laboratory frame
     */
    public static int toLab(int direction, int site) {
        return TO_LAB[direction][site];
    }

    /**
     * The site that holds the atom that would jump.
     *
     * @param direction jump direction, 0 to 7
     * @return the number of the first neighbour in that direction
     */
    public static int target(int direction) {
        return TARGETS[direction];
    }
}
