package org.macrodyn.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.run.Trajectories;

/** Results in words: what, how many, how long. */
final class Words {
    private Words() {}

    /** A rule that says what it does. */
    private record Closure<S>(String name, ClosureRule<S> rule) implements ClosureRule<S> {
        @Override
        public Kept<ClosureModel<S>> fit(Study<S> study, Kept<Snapshots<S>> configurations) {
            return rule.fit(study, configurations);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A rule that says what it does. */
    private record Lambda(String name, LambdaRule rule) implements LambdaRule {
        @Override
        public double of(int patches) {
            return rule.of(patches);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static <S> ClosureRule<S> named(String name, ClosureRule<S> rule) {
        return new Closure<>(name, rule);
    }

    static LambdaRule named(String name, LambdaRule rule) {
        return new Lambda(name, rule);
    }

    /** What is said of components that are conserved, behind other words; nothing if there are none. */
    static String conserved(List<String> names) {
        return names.isEmpty()
                ? ""
                : "; " + String.join(", ", names) + " never change" + (names.size() == 1 ? "s" : "")
                        + ": drift and noise see what is conserved, and it stays as it starts";
    }

    /**
     * What is said of a training that ended above the loss of {@link org.macrodyn.sde.ConstantLaw}, behind other words; nothing
     * of one that did not, or of no such loss.
     */
    static String failure(double loss, double constant) {
        return loss > constant
                ? String.format(
                        Locale.ROOT,
                        ": FAILED, constant drift and noise have %.4g; try another trainingSeed, more epochs or Recipe.ours",
                        constant)
                : "";
    }

    /** A number in plain digits, so many of them significant: 20, not 2e+01. */
    static String plain(double value, int digits) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
        int decimals = digits - rounded.precision() + rounded.scale();
        return rounded.setScale(Math.max(0, decimals)).toPlainString();
    }

    static String line(Object value, long startNanos) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return of(value) + (seconds < 0.05 ? "" : String.format(Locale.ROOT, ", %.1f s", seconds));
    }

    static String of(Object value) {
        if (value instanceof Trajectories runs) {
            return runs.runs() + " runs of " + runs.names() + " with " + runs.steps() + " frames";
        } else if (value instanceof double[][] rows) {
            return rows.length + " × " + (rows.length == 0 ? 0 : rows[0].length) + " numbers";
        }
        return String.valueOf(value);
    }
}
