package org.macrodyn.study;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.run.Trajectories;

/**
 * Whether small systems start where the large one does: small runs are data for forecasts only if ⟨z⟩ of the start is the same at
 * both sizes. A start that is alike everywhere has that; a stripe, a seed or a droplet has not, and what grows from it is no
 * function of z.
 */
final class AlikeStart {
    private static final int DRAWS = 32;
    private static final double SIGNIFICANT = 5;
    /** Of two patches that were picked as the ones furthest apart. */
    private static final double EXTREME = 8;
    /** Of the larger ⟨z⟩: less is left to chance and to the certificate. */
    private static final double SHARE = 0.1;
    /** Sites of a patch by which a fraction of them may be rounded. */
    private static final double ROUNDED = 2;

    private AlikeStart() {}

    /** {@code [draws][1][d]} z of starts of one size. */
    private static <S> Trajectories drawn(Study<S> study, MicroModel<S> model) {
        int sites = model.grid().sites();
        S state = model.stateType().allocate(sites);
        RandomGenerator random = RandomStreams.stream(study.seed(), "starts", sites);
        double[][][] z = new double[DRAWS][1][model.observables().size()];
        for (double[][] one : z) {
            study.start().draw(model, state, random);
            model.observe(state, one[0]);
        }
        return new Trajectories(model.observables(), new double[DRAWS][1], z);
    }

    /**
     * Refuses another start in small systems than in the large one.
     *
     * @throws IllegalArgumentException if ⟨z⟩ differs by more than a tenth, by more than chance and by more than a fraction of
     *     sites is rounded by, from one size to the other or from patch to patch of the large system
     */
    static <S> void require(Study<S> study) {
        Trajectories small = drawn(study, study.small());
        Trajectories large = drawn(study, study.large());
        double rounded = ROUNDED / study.patches().patch().sites();
        for (int c = 0; c < small.dimension(); c++) {
            double one = small.mean(c)[0];
            double other = large.mean(c)[0];
            double off = Math.abs(one - other);
            double size = Math.max(Math.abs(one), Math.abs(other));
            double spread = Math.hypot(small.standardDeviation(c)[0], large.standardDeviation(c)[0]);
            double chance = SIGNIFICANT * spread / Math.sqrt(DRAWS - 1.0);
            if (off > Math.max(SHARE * size, Math.max(rounded, chance))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "start: %s is %s in %s and %s in %s, so that small runs start elsewhere than forecasts:"
                                + " give a start that is alike everywhere, or small runs of your own",
                        study.large().observables().get(c),
                        Words.plain(one, 3),
                        study.small().grid(),
                        Words.plain(other, 3),
                        study.large().grid()));
            }
        }
        requireEverywhere(study);
    }

    /** A stripe that is as wide a part of a patch as of the system has the same ⟨z⟩ in both. */
    static <S> void requireEverywhere(Study<S> study) {
        List<Trajectories> patches = inPatches(study);
        for (int c = 0; c < study.large().observables().size(); c++) {
            int component = c;
            Trajectories least = Collections.min(patches, Comparator.comparingDouble(z -> z.mean(component)[0]));
            Trajectories most = Collections.max(patches, Comparator.comparingDouble(z -> z.mean(component)[0]));
            double one = least.mean(c)[0];
            double other = most.mean(c)[0];
            double spread = Math.hypot(least.standardDeviation(c)[0], most.standardDeviation(c)[0]);
            double chance = EXTREME * spread / Math.sqrt(DRAWS - 1.0);
            if (other - one > Math.max(SHARE * Math.max(Math.abs(one), Math.abs(other)), chance)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "start: %s is %s in one patch of the large system and %s in another, and what grows from that is no"
                                + " function of its mean: give a start that is alike everywhere",
                        study.large().observables().get(c),
                        Words.plain(one, 3),
                        Words.plain(other, 3)));
            }
        }
    }

    /** z of each patch alone, in some starts of the large system. */
    private static <S> List<Trajectories> inPatches(Study<S> study) {
        MicroModel<S> large = study.large();
        MicroModel<S> small = study.small();
        int patches = study.patches().count();
        S state = large.stateType().allocate(large.grid().sites());
        S patch = small.stateType().allocate(small.grid().sites());
        RandomGenerator random =
                RandomStreams.stream(study.seed(), "starts", large.grid().sites());
        double[][][][] z = new double[patches][DRAWS][1][small.observables().size()];
        for (int draw = 0; draw < DRAWS; draw++) {
            study.start().draw(large, state, random);
            for (int k = 0; k < patches; k++) {
                study.patches().region(k).extract(state, patch);
                small.observe(patch, z[k][draw][0]);
            }
        }
        return Arrays.stream(z)
                .map(values -> new Trajectories(small.observables(), new double[DRAWS][1], values))
                .toList();
    }
}
