package org.macrodyn.closure;

import java.util.List;
import java.util.function.Supplier;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.PartialEvolution;

/**
 * The latent map φ(x) = (z*, ẑ): observables z* of the whole system, and closure variables ẑ = (1/K) Σ_I e(x_I), the mean
 * of one encoder over all patches (paper, closure).
 *
 * @param <S> the state array
 */
public interface ClosureModel<S> {
    /** Version of how pairs are condensed: raised when its numbers change, so that stages on disk are made anew. */
    int CONDENSED_ALGORITHM = 1;
    /** More configurations do not change the mean error of a reconstruction visibly. */
    int MOST_RECONSTRUCTED = 4096;

    /**
     * The names of the d components of z.
     *
     * @return observables first, closure variables after
     */
    List<String> names();

    /**
     * The dimension of z.
     *
     * @return d
     */
    default int dimension() {
        return names().size();
    }

    /**
     * The units of z.
     *
     * @return shift and scale of each component; none unless the map has them
     */
    default Normalisation normalisation() {
        return Normalisation.identity(dimension());
    }

    /**
     * The system that z is observed of, where all of z are its observables: its events then tell what they do to z.
     *
     * @param large the large system
     * @return that system, unless closure variables have joined its observables
     */
    default MicroModel<S> observed(MicroModel<S> large) {
        return large;
    }

    /**
     * The same map for a system of another size.
     *
     * @param grid its sites; patches, where the map has any, have to tile it
     * @return φ of that system
     */
    ClosureModel<S> on(Grid grid);

    /**
     * Encodes whole configurations.
     *
     * @param configurations states of the large system
     * @return {@code [size][d]} values of z = φ(x)
     */
    double[][] encode(Snapshots<S> configurations);

    /**
     * What z tells of a configuration, for pictures.
     *
     * @param state {@code [n]} a configuration x. Not modified.
     * @return {@code [n]} x̃, one value for each site
     * @throws UnsupportedOperationException if the map has no way back
     */
    default float[] reconstruct(S state) {
        throw new UnsupportedOperationException(getClass().getSimpleName()
                + " has no way back from z to x: use principal components or an autoencoder");
    }

    /**
     * The mean squared error of the reconstruction, over sites and at most {@value #MOST_RECONSTRUCTED} evenly chosen
     * configurations.
     *
     * @param configurations states of the large system
     * @return mean of (x − x̃)²
     * @throws UnsupportedOperationException if the map has no way back
     */
    default double reconstructionError(Snapshots<S> configurations) {
        int sites = configurations.grid().sites();
        S state = configurations.type().allocate(sites);
        float[] values = new float[sites];
        int stride = Math.max(1, configurations.size() / MOST_RECONSTRUCTED);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < configurations.size(); i += stride) {
            configurations.get(i, state);
            PatchValues.copy(state, values, 0);
            float[] reconstructed = reconstruct(state);
            for (int site = 0; site < sites; site++) {
                double error = (double) values[site] - reconstructed[site];
                sum += error * error;
            }
            count += sites;
        }
        return sum / count;
    }

    /**
     * Encodes pairs of partial evolution.
     *
     * @param pairs pairs (x_t, I, x_{t+δt,I}, δt)
     * @param increment what Δz is
     * @return (z_t, Δz, δt)
     */
    MacroPairs encodePairs(PairDataset<S> pairs, Increment increment);

    /**
     * The same, where what the patches did to the system's observables may be known already.
     *
     * @param pairs pairs (x_t, I, x_{t+δt,I}, δt)
     * @param increment what Δz is
     * @param observed gives the pairs of {@link ObservablesOnly} of {@code pairs.model()}
     * @return (z_t, Δz, δt), as {@link #encodePairs(PairDataset, Increment)} gives them
     */
    default MacroPairs encodePairs(PairDataset<S> pairs, Increment increment, Supplier<MacroPairs> observed) {
        return encodePairs(pairs, increment);
    }

    /**
     * Makes and encodes all pairs of a partial evolution, see {@link EncodedEvolution}.
     *
     * @param evolution the partial evolution
     * @param configurations 𝒟
     * @param increment what Δz is
     * @param threads number of threads; the pairs do not depend on it
     * @param progress hears how much is done, pair by pair
     * @return all pairs, in order
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    default MacroPairs encodeAll(
            PartialEvolution<S> evolution,
            Snapshots<S> configurations,
            Increment increment,
            int threads,
            ProgressListener progress) {
        var encoded = new EncodedEvolution<>(evolution, configurations, increment, false);
        return encoded.pairs(List.of(this), 0, encoded.blocks(), threads, progress)
                .get(0);
    }
}
