package org.macrodyn.study;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.figures.Figure;
import org.macrodyn.figures.Figures;
import org.macrodyn.figures.Figures.Numbers;
import org.macrodyn.figures.Palette;
import org.macrodyn.figures.Pen;
import org.macrodyn.law.Law;
import org.macrodyn.law.Terms;
import org.macrodyn.micro.Span;

/**
 * What the length of a patch's evolution costs: the error of a law of one variable whose drift is fitted by regression, so
 * that only data and δt matter and no training does.
 *
 * @param span δt, or a number of events
 * @param step mean δt of the pairs
 * @param error of the fitted law
 */
public record StepError(Span span, double step, double error) {
    /**
     * Errors of one study at several δt, from the same configurations.
     *
     * @param study of one observable, whose recipe makes pairs by patches
     * @param spans fixed times or numbers of events
     * @param pairs about how many are made for each
     * @param degree of the drift's polynomial
     * @param error of a fitted law, for example against an exact mean
     * @param <S> the state array
     * @return one for each span
     * @throws IllegalArgumentException if the recipe's pairs do not evolve patches
     */
    public static <S> List<StepError> of(
            Study<S> study, List<Span> spans, int pairs, int degree, ToDoubleFunction<Law> error) {
        PatchPairs<S> rule = study.recipe().patchPairs("δt");
        Kept<Snapshots<S>> configurations = study.enlarge(study.simulate());
        int repeats = Math.max(1, pairs / configurations.value().size());
        return spans.stream()
                .map(span -> {
                    PatchPairs<S> spanned = rule.single().withRepeats(repeats).withSpan(span);
                    MacroPairs made = spanned.make(study, configurations, study.encoder(configurations))
                            .value();
                    // Of a fixed time, pairs of one configuration are as good as their mean and covariance, and far
                    // fewer.
                    boolean condensable = span instanceof Span.Time && repeats > 2 * made.dimension();
                    MacroPairs few = condensable ? made.condensed(repeats) : made;
                    Terms terms = Terms.polynomials(made.names(), degree).whole();
                    Law fit = Law.of(few, study.patches().count(), terms);
                    return new StepError(span, made.meanTime(), error.applyAsDouble(fit));
                })
                .toList();
    }

    /**
     * Errors against δt.
     *
     * @param times of fixed times
     * @param events of fixed numbers of events
     * @return the figure
     */
    public static Figure figure(List<StepError> times, List<StepError> events) {
        return Figures.errorAgainstStep(
                "Error against δt",
                "",
                List.of(numbers("fixed time", Palette.OURS, times), numbers("fixed events", Palette.BASELINE, events)));
    }

    private static Numbers numbers(String name, Pen pen, List<StepError> errors) {
        return Numbers.of(
                name,
                pen,
                errors.stream().mapToDouble(StepError::step).toArray(),
                errors.stream().mapToDouble(StepError::error).toArray());
    }
}
