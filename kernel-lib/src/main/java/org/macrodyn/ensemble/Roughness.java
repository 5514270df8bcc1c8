package org.macrodyn.ensemble;

/** How much neighbouring cells of a field differ. */
public final class Roughness {
    private Roughness() {}

    /**
     * The variance of what differs from cell to cell in the first field of a line: ⟨(u_{i−1} − 2u_i + u_{i+1})²⟩ / 6 over all
     * cells, in which waves of 20 cells or more hardly show. Independent noise of variance s² has s²; after linear interpolation
     * to twice the cells it has less, and what is left is correlated.
     *
     * @param states configurations of a system on a line
     * @return the variance, mean over states
     */
    public static double of(Snapshots<float[]> states) {
        int cells = states.grid().columns();
        float[] state = new float[states.grid().sites()];
        double sum = 0;
        for (int k = 0; k < states.size(); k++) {
            states.get(k, state);
            for (int i = 1; i < cells - 1; i++) {
                double second = state[i - 1] - 2.0 * state[i] + state[i + 1];
                sum += second * second / (6.0 * (cells - 2));
            }
        }
        return sum / states.size();
    }
}
