package org.macrodyn.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;

/**
 * Local relaxation: short simulations in overlapping windows that repair the fine scales of an upsampled configuration.
 *
 * <p>Windows start at every stride-th layer, row and column, wrap around, and are visited in order, each in place.
 * Events across a window's edge happen in full, at the rate of their share inside, so that nothing they conserve is lost.
 *
 * @param window side of a window, in sites
 * @param stride distance between the starts of neighbouring windows, in sites
 * @param span how long each window evolves
 * @param isolated true: a window evolves as a small system of its own (the published code); false: as a region of the
 *     whole system, with its true neighbours
 */
public record LocalRelaxation(int window, int stride, Span span, boolean isolated) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if window or stride is below 1
     */
    public LocalRelaxation {
        Objects.requireNonNull(span, "span");
        if (window < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "relaxation with window " + window + " and stride " + stride + ": both must be at least 1");
        }
    }

    /**
     * The published choice: isolated windows of 16 × 16 at stride 8, 256 events each.
     *
     * @return the paper's settings
     */
    public static LocalRelaxation paper() {
        return new LocalRelaxation(16, 8, Span.events(256), true);
    }

    /**
     * A relaxation that keeps the distribution of a trajectory's stages: windows with their true neighbours, for a short
     * physical time. Each site lies in two windows along each axis, four in the plane and eight in space, and evolves for
     * about so many times that span.
     *
     * @param time span of each window, in the model's unit; long enough to repair bonds, short against the macroscopic
     *     relaxation
     * @return the settings
     */
    public static LocalRelaxation brief(double time) {
        return new LocalRelaxation(16, 8, Span.time(time), false);
    }

    /**
     * The same windows for a shorter time.
     *
     * @param fraction of the time, above 0
     * @return the settings
     * @throws IllegalArgumentException if this relaxation lasts for a number of events, or the fraction is not above 0
     */
    public LocalRelaxation shortened(double fraction) {
        if (span instanceof Span.Time time) {
            return new LocalRelaxation(window, stride, Span.time(fraction * time.duration()), isolated);
        }
        throw new IllegalArgumentException(
                "relaxation for " + span + ": must last for a time, which can be shortened; use brief(time)");
    }

    /**
     * Relaxes a configuration.
     *
     * @param model the large system
     * @param state {@code [n]}. Modified.
     * @param random source of randomness
     * @param <S> the state array
     */
    public <S> void relax(MicroModel<S> model, S state, RandomGenerator random) {
        Grid grid = model.grid();
        MicroModel<S> windowModel = isolated ? model.on(window(grid, 0, 0, 0).asGrid()) : model;
        for (Region region : windows(grid)) {
            if (isolated) {
                relaxAlone(windowModel, region, state, random);
            } else {
                model.evolve(state, region, span, random);
            }
        }
    }

    /**
     * The windows in the order in which they are visited.
     *
     * @param grid the sites of the large system
     * @return a window at every stride-th layer, row and column
     */
    public List<Region> windows(Grid grid) {
        List<Region> windows = new ArrayList<>();
        for (int layer = 0; layer < grid.layers(); layer += stride) {
            for (int row = 0; row < grid.rows(); row += stride) {
                for (int column = 0; column < grid.columns(); column += stride) {
                    windows.add(window(grid, layer, row, column));
                }
            }
        }
        return windows;
    }

    private <S> void relaxAlone(MicroModel<S> windowModel, Region region, S state, RandomGenerator random) {
        S inner = windowModel.stateType().allocate(region.sites());
        region.extract(state, inner);
        windowModel.evolve(inner, windowModel.grid().whole(), span, random);
        region.insert(inner, state);
    }

    /** A window no larger than the grid: at L = 16 each of the four windows is the whole lattice. */
    private Region window(Grid grid, int layer, int row, int column) {
        return new Region(
                grid,
                layer,
                row,
                column,
                Math.min(window, grid.layers()),
                Math.min(window, grid.rows()),
                Math.min(window, grid.columns()));
    }
}
