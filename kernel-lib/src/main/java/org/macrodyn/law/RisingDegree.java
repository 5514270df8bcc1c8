package org.macrodyn.law;

import java.util.function.IntFunction;

/**
 * How large a library has to be: degrees rise until what is left of the data says no more, and one degree more is not worth its
 * terms or changes a drift by no more than a law may miss. The second is needed as the first alone is blind to what is smaller
 * than its resolution, which may be a few per cent of a drift.
 */
final class RisingDegree {
    /** Terms of a library, at most. */
    private static final int MOST_TERMS = 60;

    private static final int CONFIGURATIONS_FOR_EACH_TERM = 16;
    /** Beyond it formulas can no longer be read. */
    private static final int LARGEST_DEGREE = 5;

    private RisingDegree() {}

    /**
     * The law of least degree that leaves nothing, or of a larger one that is likelier by more than its terms cost and says more
     * than 1 % of a drift else; if all leave something, the likeliest.
     *
     * @param data the configurations
     * @param library of a degree
     */
    static Law law(Configurations data, IntFunction<Terms> library) {
        int most = Math.min(MOST_TERMS, data.size() / CONFIGURATIONS_FOR_EACH_TERM);
        Law best = new LawFit(data, library.apply(1)).law();
        for (int degree = 2; degree <= LARGEST_DEGREE; degree++) {
            Terms terms = library.apply(degree);
            if (terms.size() > most) {
                break;
            }
            LawFit next = new LawFit(data, terms);
            boolean better = next.lead(best) > 0;
            if (best.sparse() && !(better && next.missed(best) > LawFit.DRIFT_MISFIT)) {
                break;
            }
            Law law = next.law();
            best = better || law.sparse() ? law : best;
        }
        return best;
    }
}
