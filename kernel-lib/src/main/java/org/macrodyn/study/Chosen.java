package org.macrodyn.study;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.study.Freedom.Choice;
import org.macrodyn.study.Freedom.Part;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A study of which everything is chosen, by measurements on small systems alone.
 *
 * @param study with nothing left to choose; what it learns is what is shown here
 * @param <S> the state array
 */
public record Chosen<S>(Study<S> study) {
    /** One part's way to be chosen. */
    @FunctionalInterface
    private interface Chooser<S> {
        Study<S> choose(Study<S> study, Work work);
    }

    /** A part with its way. */
    private record Chooses<S>(Part part, Chooser<S> chooser) {}

    /** What may be left open by a choice, or when all else was given, and is measured for none of it. */
    private static final Set<Part> NO_QUESTION = EnumSet.of(Part.LADDER, Part.SIZE, Part.CLOSURE);

    /** The parts in the order in which they are chosen: each is measured with those before it, and all are judged at the end. */
    private static <S> List<Chooses<S>> order() {
        return List.of(
                new Chooses<S>(Part.PATCH, PatchChoice::choose),
                new Chooses<S>(Part.RUNS, RunsChoice::choose),
                new Chooses<S>(Part.PAIRS, Chosen::pairs),
                new Chooses<S>(Part.HEALING, HealingChoice::choose),
                new Chooses<S>(Part.TILES, TileChoice::choose),
                new Chooses<S>(Part.SIZE, (study, work) -> SizeChoice.choose(study)),
                new Chooses<S>(Part.CLOSURE, ClosureChoice::choose),
                new Chooses<S>(Part.AMOUNT, AmountChoice::choose),
                new Chooses<S>(Part.LADDER, JudgedChoice::choose));
    }

    static <S> Chosen<S> of(Study<S> study) {
        Freedom freedom = study.recipe().freedom();
        List<Chooses<S>> open = Chosen.<S>order().stream()
                .filter(one -> freedom.isOpen(one.part))
                .toList();
        if (open.stream().map(Chooses::part).allMatch(NO_QUESTION::contains)) {
            return new Chosen<>(SizeChoice.anew(study));
        }
        Work work = Work.of(study);
        ProgressListener whole = study.keeping().late("choose from small systems");
        Study<S> chosen = study;
        for (int i = 0; i < open.size(); i++) {
            Study<S> quiet = chosen.with(study.keeping()
                    .stepsWithin(whole, i, open.size(), open.get(i).part.toString()));
            chosen = open.get(i).chooser.choose(quiet, work);
        }
        whole.update(open.size(), open.size(), "");
        return new Chosen<>(chosen.with(study.keeping()));
    }

    /** By {@link StepScan}; a closure that was given, and that events tell nothing of, needs patches that evolve. */
    private static <S> Study<S> pairs(Study<S> study, Work work) {
        StepScan<S> scan = StepScan.of(study, work);
        boolean rates = scan.generated() && study.recipe().closure().isToldByEvents(study.large());
        if (rates) {
            return pairs(study, "from rates, δt → 0", scan.verdict(), new GeneratedPairs<>());
        }
        // Where noise stays as it is from the shortest δt on, that of the recipe says more of the drift.
        boolean usual = scan.span().equals(scan.points().get(0).span())
                && study.recipe().pairs() instanceof PatchPairs<S> given
                && given.span().isPresent();
        PatchPairs<S> rule = usual ? study.recipe().patchPairs("δt") : scan.evolved();
        String why = scan.generated()
                ? "rates tell nothing of the closure that was given"
                : usual
                        ? "noise stays as it is from the shortest δt on, but for relaxation"
                                + Words.conserved(scan.conserved())
                        : scan.verdict();
        return pairs(study, "evolved for " + rule.span().orElseThrow(), why, rule);
    }

    private static <S> Study<S> pairs(Study<S> study, String what, String why, PairRule<S> rule) {
        return study.chosen(new Choice(Part.PAIRS, what, why), study.recipe().with(rule));
    }

    /**
     * What was chosen, and the measurements that led to it.
     *
     * @return a row for each choice; none if all was given
     */
    public Table table() {
        List<Choice> choices = study.recipe().freedom().choices();
        return Table.create(
                "choices",
                StringColumn.create(
                        "what", choices.stream().map(one -> one.part().toString())),
                StringColumn.create("chosen", choices.stream().map(Choice::chosen)),
                StringColumn.create("why", choices.stream().map(Choice::why)));
    }

    @Override
    public String toString() {
        List<Choice> choices = study.recipe().freedom().choices();
        StringBuilder text = new StringBuilder(study.toString());
        choices.forEach(
                one -> text.append(String.format(Locale.ROOT, "%n%s: %s (%s)", one.part(), one.chosen(), one.why())));
        return text.append(choices.isEmpty() ? "; all was given" : "").toString();
    }
}
