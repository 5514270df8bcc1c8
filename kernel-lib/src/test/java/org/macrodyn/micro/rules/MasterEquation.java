package org.macrodyn.micro.rules;

import java.util.Arrays;

/** The law of a chain on q^n configurations, solved numerically; its events are written by hand, apart from the library. */
final class MasterEquation {
    private static final double SMALL = 1e-15;

    /** Tells the events of a configuration. */
    interface Events {
        void of(byte[] state, Flow flow);
    }

    /** Hears of an event that makes another configuration. */
    interface Flow {
        void to(byte[] after, double rate);
    }

    private final int q;
    private final int sites;
    private final Events events;
    private final int size;

    MasterEquation(int q, int sites, Events events) {
        this.q = q;
        this.sites = sites;
        this.events = events;
        size = (int) Math.pow(q, sites);
    }

    int size() {
        return size;
    }

    int index(byte[] state) {
        int index = 0;
        for (int i = sites - 1; i >= 0; i--) {
            index = index * q + state[i];
        }
        return index;
    }

    byte[] state(int index) {
        byte[] state = new byte[sites];
        int rest = index;
        for (int i = 0; i < sites; i++) {
            state[i] = (byte) (rest % q);
            rest /= q;
        }
        return state;
    }

    double[] certain(byte[] state) {
        double[] law = new double[size];
        law[index(state)] = 1;
        return law;
    }

    double leavingRate(int index) {
        double[] sum = new double[1];
        events.of(state(index), (after, rate) -> sum[0] += rate);
        return sum[0];
    }

    /** Σ p r, and what the law is after one event. */
    double[] afterEvent(double[] law) {
        double[] next = new double[size];
        for (int i = 0; i < size; i++) {
            double p = law[i];
            double leaving = p > 0 ? leavingRate(i) : 0;
            if (p > 0) {
                events.of(state(i), (after, rate) -> next[index(after)] += p * rate / leaving);
            }
        }
        return next;
    }

    double meanWaitingTime(double[] law) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += law[i] > 0 ? law[i] / leavingRate(i) : 0;
        }
        return sum;
    }

    /** Uniformisation: Σ_k Poisson(k; R t) law P^k. */
    double[] after(double[] law, double time) {
        double rate = 0;
        for (int i = 0; i < size; i++) {
            rate = Math.max(rate, leavingRate(i));
        }
        double[] step = law.clone();
        double[] sum = new double[size];
        double weight = Math.exp(-rate * time);
        for (int k = 0; k < rate * time || weight > SMALL; k++) {
            for (int i = 0; i < size; i++) {
                sum[i] += weight * step[i];
            }
            step = jump(step, rate);
            weight *= rate * time / (k + 1);
        }
        return sum;
    }

    private double[] jump(double[] law, double uniform) {
        double[] next = law.clone();
        for (int i = 0; i < size; i++) {
            double p = law[i] / uniform;
            int from = i;
            if (p > 0) {
                events.of(state(i), (after, rate) -> {
                    next[index(after)] += p * rate;
                    next[from] -= p * rate;
                });
            }
        }
        return next;
    }

    double total(double[] law) {
        return Arrays.stream(law).sum();
    }
}
