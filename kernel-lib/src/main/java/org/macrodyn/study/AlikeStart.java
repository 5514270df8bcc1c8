package org.macrodyn.study;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.RandomStreams;

/**
 * Whether small systems start where the large one does: small runs are data for forecasts only if ⟨z⟩ of the start is the same at both
 * sizes. A start that is alike everywhere has that; a stripe, a seed or a droplet has not, and what grows from it is no function of z.
 */
final class AlikeStart {
    private static final int DRAWS = 32;
    private static final double SIGNIFICANT = 5;
    /** Of the larger ⟨z⟩: less is left to chance and to the certificate. */
    private static final double SHARE = 0.1;
    /** Sites of a patch by which a fraction of them may be rounded. */
    private static final double ROUNDED = 2;

    private AlikeStart() {}

    /** ⟨z⟩ of the start of one size, and its standard error. */
    private record Mean(double[] mean, double[] error) {
        static <S> Mean of(Study<S> study, MicroModel<S> model) {
            int d = model.observables().size();
            S state = model.stateType().allocate(model.grid().sites());
            RandomGenerator random =
                    RandomStreams.stream(study.seed(), "starts", model.grid().sites());
            double[] sum = new double[d];
            double[] square = new double[d];
            double[] z = new double[d];
            for (int i = 0; i < DRAWS; i++) {
                study.start().draw(model, state, random);
                model.observe(state, z);
                for (int c = 0; c < d; c++) {
                    sum[c] += z[c];
                    square[c] += z[c] * z[c];
                }
            }
            double[] error = new double[d];
            Arrays.setAll(error, c -> {
                double mean = sum[c] / DRAWS;
                return Math.sqrt(Math.max(0, square[c] / DRAWS - mean * mean) / (DRAWS - 1));
            });
            Arrays.setAll(sum, c -> sum[c] / DRAWS);
            return new Mean(sum, error);
        }
    }

    /**
     * Refuses another start in small systems than in the large one.
     *
     * @throws IllegalArgumentException if ⟨z⟩ differs by more than a tenth, by more than chance and by more than a fraction of
     *     sites is rounded by
     */
    static <S> void require(Study<S> study) {
        Mean small = Mean.of(study, study.small());
        Mean large = Mean.of(study, study.large());
        double rounded = ROUNDED / study.patches().patch().sites();
        for (int c = 0; c < small.mean.length; c++) {
            double off = Math.abs(small.mean[c] - large.mean[c]);
            double size = Math.max(Math.abs(small.mean[c]), Math.abs(large.mean[c]));
            double chance = SIGNIFICANT * Math.hypot(small.error[c], large.error[c]);
            if (off > Math.max(SHARE * size, Math.max(rounded, chance))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "start: %s is %s in %s and %s in %s, so that small runs start elsewhere than forecasts:"
                                + " give a start that is alike everywhere, or small runs of your own",
                        study.large().observables().get(c),
                        Words.plain(small.mean[c], 3),
                        study.small().grid(),
                        Words.plain(large.mean[c], 3),
                        study.large().grid()));
            }
        }
    }
}
