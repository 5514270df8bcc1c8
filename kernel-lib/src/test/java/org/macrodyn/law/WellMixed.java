package org.macrodyn.law;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.EventModel;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * Sites on a complete graph: each changes from one state to another at a rate that depends on the fractions z of states 1, 2, …
 * in the whole system. Its rate equation and its covariance are exact at any n: μ = Σ rate·x_from·(e_to − e_from), nΣ likewise
 * with squares.
 */
sealed interface WellMixed extends EventModel<byte[]> {
    /** SIRS: S + I → 2 I, I → R, R → S; z = (I, R), states 0 = S, 1 = I, 2 = R. */
    record Epidemic(Grid grid, double infection, double recovery, double loss) implements WellMixed {
        @Override
        public Epidemic on(Grid other) {
            return new Epidemic(other, infection, recovery, loss);
        }

        @Override
        public List<String> observables() {
            return List.of("I", "R");
        }

        @Override
        public double rate(int from, int to, double[] z) {
            return from == 0 && to == 1
                    ? infection * z[0]
                    : from == 1 && to == 2 ? recovery : from == 2 && to == 0 ? loss : 0;
        }
    }

    /** Schlögl's reaction with at most one X on a site: ∅ → X at a + cx², X → ∅ at d; z = x. */
    record Schloegl(Grid grid, double source, double autocatalysis, double decay) implements WellMixed {
        @Override
        public Schloegl on(Grid other) {
            return new Schloegl(other, source, autocatalysis, decay);
        }

        @Override
        public List<String> observables() {
            return List.of("x");
        }

        @Override
        public double rate(int from, int to, double[] z) {
            return from == 0 ? source + autocatalysis * z[0] * z[0] : decay;
        }
    }

    /** Rate at which a site in one state changes to another, at fractions z of states 1, 2, …. */
    double rate(int from, int to, double[] z);

    @Override
    default StateType<byte[]> stateType() {
        return StateType.BYTES;
    }

    /** Fractions uniform over all that are possible. */
    @Override
    default void initialise(byte[] state, RandomGenerator random) {
        double[] cuts = random.doubles(observables().size()).sorted().toArray();
        for (int i = 0; i < state.length; i++) {
            double at = (i + random.nextDouble()) / state.length;
            state[i] = (byte) Arrays.stream(cuts).filter(cut -> cut < at).count();
        }
    }

    @Override
    default double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        throw new UnsupportedOperationException("rates are enough");
    }

    @Override
    default void events(byte[] state, Region region, EventVisitor visitor) {
        int states = observables().size() + 1;
        double[] z = new double[states - 1];
        observe(state, z);
        int[] count = new int[states];
        for (int i = 0; i < region.sites(); i++) {
            count[state[region.site(i)]]++;
        }
        double[] dz = new double[states - 1];
        for (int from = 0; from < states; from++) {
            for (int to = 0; to < states; to++) {
                double rate = from == to ? 0 : count[from] * rate(from, to, z);
                if (rate > 0) {
                    Arrays.fill(dz, 0);
                    add(dz, from, -1.0 / state.length);
                    add(dz, to, 1.0 / state.length);
                    visitor.event(rate, dz);
                }
            }
        }
    }

    private static void add(double[] dz, int state, double share) {
        if (state > 0) {
            dz[state - 1] += share;
        }
    }

    @Override
    default void observe(byte[] state, double[] z) {
        Arrays.fill(z, 0);
        for (byte site : state) {
            add(z, site, 1.0 / state.length);
        }
    }
}
