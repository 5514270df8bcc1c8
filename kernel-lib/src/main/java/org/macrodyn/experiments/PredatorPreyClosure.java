package org.macrodyn.experiments;

import java.util.function.UnaryOperator;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.ensemble.Snapshots;

/**
 * The closure of the predator–prey experiment, autoencoder or principal components alike.
 *
 * @param map the latent map φ: mean u, mean v, ẑ_u, ẑ_v, normalised
 * @param normalisation its scale
 * @param reconstruction x ↦ x̃, what z tells of a configuration {@code [2 · N]}
 * @param hash hash of the stage that made it
 */
public record PredatorPreyClosure(
        ClosureModel<float[]> map, Normalisation normalisation, UnaryOperator<float[]> reconstruction, String hash) {
    /** More configurations do not change the mean error visibly. */
    private static final int MOST = 4096;

    /**
     * The mean squared error of the reconstruction, over sites and at most {@value #MOST} evenly chosen configurations.
     *
     * @param configurations states of the large system
     * @return mean of (x − x̃)²
     */
    public double reconstructionError(Snapshots<float[]> configurations) {
        int stride = Math.max(1, configurations.size() / MOST);
        float[] state = new float[configurations.grid().sites()];
        double sum = 0;
        int count = 0;
        for (int i = 0; i < configurations.size(); i += stride) {
            configurations.get(i, state);
            float[] reconstructed = reconstruction.apply(state);
            for (int site = 0; site < state.length; site++) {
                double error = (double) state[site] - reconstructed[site];
                sum += error * error;
            }
            count += state.length;
        }
        return sum / count;
    }
}
