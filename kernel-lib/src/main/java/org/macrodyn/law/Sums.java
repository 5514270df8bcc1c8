package org.macrodyn.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several formulas of one z, whose terms are evaluated once for all of them. */
final class Sums {
    private final List<Term> terms = new ArrayList<>();
    /** {@code [formulas][terms of its own]} numbers of terms. */
    private final int[][] own;

    private final double[][] coefficients;

    Sums(List<Formula> formulas) {
        own = formulas.stream()
                .map(formula -> formula.terms().stream().mapToInt(this::number).toArray())
                .toArray(int[][]::new);
        coefficients = formulas.stream().map(Formula::coefficients).toArray(double[][]::new);
    }

    private int number(Term term) {
        if (!terms.contains(term)) {
            terms.add(term);
        }
        return terms.indexOf(term);
    }

    /** {@code [formulas]} */
    double[] at(double[] z) {
        double[] values = new double[terms.size()];
        Arrays.setAll(values, k -> terms.get(k).value().applyAsDouble(z));
        double[] sums = new double[own.length];
        for (int i = 0; i < sums.length; i++) {
            for (int k = 0; k < own[i].length; k++) {
                sums[i] += coefficients[i][k] * values[own[i][k]];
            }
        }
        return sums;
    }
}
