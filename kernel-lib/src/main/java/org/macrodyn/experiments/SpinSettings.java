package org.macrodyn.experiments;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.macrodyn.closure.Increment;
import org.macrodyn.metrics.Published;
import org.macrodyn.micro.Grid;
import org.macrodyn.run.Scale;
import org.macrodyn.scale.Patches;
import org.macrodyn.study.Recipe;
import org.macrodyn.study.SizeSweep;
import org.macrodyn.study.Study;

/** What the experiments on L² spins, learnt from systems of n_s spins, have in common (paper, Figs. 3 to 5). */
interface SpinSettings {
    /** Of a study that nothing was chosen for, at smoke scale. */
    int SMOKE_CONFIGURATIONS = 200;

    int side();

    List<Integer> patchSides();

    Scale scale();

    /**
     * The recipe as published: small runs recorded every n_s events, 2 × 2 replication with isolated windows of relaxation and
     * random configurations beside them, n_s events of one patch, λ = K (ours) or 1 (naive).
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @return the recipe
     */
    Recipe<byte[]> paper(int patchSide, Increment increment);

    /**
     * Whether numbers can be compared with the published ones.
     *
     * @return true for the published T, h and L
     */
    boolean isPublished();

    /** Name of the table of published errors, see {@link Published#table}. */
    String publishedTable();

    /**
     * The paper's relMSE.
     *
     * @param patchSide L_p
     * @param increment ours or naive
     * @return empty unless the system is the published one
     */
    default Optional<Double> published(int patchSide, Increment increment) {
        return isPublished()
                ? Published.number(
                        publishedTable(), "relmse", Map.of("side", patchSide, "method", SizeSweep.name(increment)))
                : Optional.empty();
    }

    /** The sides in ascending order, each a divisor of L. */
    static List<Integer> sorted(int side, List<Integer> patchSides) {
        if (patchSides.isEmpty()) {
            throw new IllegalArgumentException("no patch sides: give at least one divisor of " + side);
        }
        patchSides.forEach(patchSide -> Patches.square(side, patchSide));
        return patchSides.stream().sorted().toList();
    }

    /** Published L_p; at smoke scale the smaller ones. */
    static List<Integer> sides(Scale scale) {
        return scale == Scale.SMOKE ? List.of(8, 16) : List.of(8, 16, 32, 64);
    }

    /** The published recipe but for pairs, closure and fit. */
    default Recipe<byte[]> paper(int patchSide, int configurations) {
        // A patch that is the whole system is learnt from its own configurations, without random ones.
        return Recipe.paper(scale().pick(10, 100, 1000), configurations, patchSide == side() ? 0 : configurations);
    }

    /**
     * The paper's recipe for every size n_s and both increments.
     *
     * @param study the experiment's
     * @return the sweep, with all training seeds of the paper
     */
    default SizeSweep<byte[]> paperSweep(Study<byte[]> study) {
        List<Long> three = List.of(42L, 1L, 2L);
        List<Long> seeds = scale().pick(three.subList(0, 1), three, three);
        return SizeSweep.of(study, this::paper, patchSides(), List.of(Increment.values()), seeds);
    }

    /**
     * The system, a patch and until when forecasts last, and no other setting: {@link Study#learn} chooses all else from small
     * systems, within a minute's work.
     *
     * @param study the experiment's, whose system, seed, horizon and keeping are used
     * @param patchSide L_p
     * @return the study, nothing of which has been tuned
     */
    default Study<byte[]> untuned(Study<byte[]> study, int patchSide) {
        Study<byte[]> open = Study.of(study.large())
                .patch(Grid.square(patchSide))
                .until(study.until())
                .seed(study.seed())
                .with(study.keeping())
                .budget(Duration.ofSeconds(scale().pick(1, 60, 120)));
        return scale() == Scale.SMOKE ? open.configurations(SMOKE_CONFIGURATIONS) : open;
    }

    /** True and forecast runs of one set of the published test. */
    default int testRuns() {
        return scale().pick(4, 20, 20);
    }

    /** Recorded states of each. */
    default int testFrames() {
        return scale().pick(20, 500, 500);
    }
}
