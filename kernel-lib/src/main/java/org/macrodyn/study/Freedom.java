package org.macrodyn.study;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which parts of a recipe are open, to be chosen by {@link Study#choose} from small systems, within which budget, and which
 * were chosen so.
 *
 * @param open parts that nobody gave and nothing was chosen for yet
 * @param budget for choosing and learning, on two cores, see {@link RecipeChoices#budget}
 * @param choices what was chosen
 */
public record Freedom(Set<Part> open, Duration budget, List<Choice> choices) {
    private static final Duration USUAL = Duration.ofMinutes(2);

    /** Parts of a recipe that can be chosen, in the order in which they are. */
    public enum Part {
        /** Size of the patches. */
        PATCH("patch"),
        /** Number and ages of the small runs. */
        RUNS("small runs"),
        /** How pairs are made. */
        PAIRS("pairs"),
        /** δt of pairs, which nobody gave: it goes with the horizon, whatever else was said of the pairs. */
        STEP("δt"),
        /** How long seams of assembled configurations heal. */
        HEALING("healing"),
        /** Size of the small systems that configurations are assembled of. */
        TILES("tiles"),
        /** Size of the configurations, where the large system has very many sites. */
        SIZE("size"),
        /** The latent map. */
        CLOSURE("closure"),
        /** Number of configurations of the large system. */
        AMOUNT("configurations"),
        /** How many epochs a training has. */
        TRAINING("training"),
        /** What the lowest rung of the ladder says of the others. */
        LADDER("ladder");

        private final String words;

        Part(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * One choice.
     *
     * @param part what was chosen
     * @param chosen the choice
     * @param why what was measured that led to it
     */
    public record Choice(Part part, String chosen, String why) {}

    /**
     * Copies what could be changed.
     *
     * @throws IllegalArgumentException if the budget is not above 0
     */
    public Freedom {
        EnumSet<Part> copy = EnumSet.noneOf(Part.class);
        copy.addAll(open);
        open = Collections.unmodifiableSet(copy);
        choices = List.copyOf(choices);
        if (budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("budget of " + budget.toMillis() / 1e3 + " s: must be above 0");
        }
    }

    /** Nothing is open. */
    static Freedom none() {
        return new Freedom(Set.of(), USUAL, List.of());
    }

    /** Everything is, but for the patch, which {@link Unpatched} asks for. */
    static Freedom all() {
        return new Freedom(EnumSet.complementOf(EnumSet.of(Part.PATCH)), USUAL, List.of());
    }

    /**
     * Whether a part is to be chosen.
     *
     * @param part the part
     * @return false if it was given, or chosen already
     */
    public boolean isOpen(Part part) {
        return open.contains(part);
    }

    /** The same after some parts were given: what had been chosen for them is forgotten. */
    Freedom without(Part... given) {
        EnumSet<Part> rest = EnumSet.noneOf(Part.class);
        rest.addAll(open);
        List.of(given).forEach(rest::remove);
        return new Freedom(rest, budget, choicesBut(List.of(given)));
    }

    /** The same with one part left open. */
    Freedom with(Part part) {
        EnumSet<Part> more = EnumSet.of(part);
        more.addAll(open);
        return new Freedom(more, budget, choicesBut(List.of(part)));
    }

    /** The same after a choice, which takes the place of one for the same part. */
    Freedom with(Choice choice) {
        Freedom closed = without(choice.part);
        return new Freedom(
                closed.open,
                budget,
                Stream.concat(closed.choices.stream(), Stream.of(choice)).toList());
    }

    private List<Choice> choicesBut(List<Part> parts) {
        return choices.stream().filter(one -> !parts.contains(one.part)).toList();
    }

    /** What was chosen is open again, since what it was chosen for has changed; what was given stays. */
    Freedom reopened() {
        EnumSet<Part> more = EnumSet.noneOf(Part.class);
        more.addAll(open);
        choices.forEach(choice -> more.add(choice.part));
        return new Freedom(more, budget, List.of());
    }

    /** The same with another budget. */
    Freedom within(Duration time) {
        Objects.requireNonNull(time, "budget is null: give a Duration, such as Duration.ofMinutes(5)");
        return new Freedom(open, time, choices);
    }
}
