package org.macrodyn.closure;

import java.util.Arrays;
import java.util.List;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.scale.PairDataset;
import org.macrodyn.scale.Patches;

/**
 * Closure by local fluctuations, without training: ẑ = (1/K) Σ_I e(x_I) for each field, with e the mean over the blocks of a
 * patch of the squared block mean, e(x_I) = ⟨x̄_block²⟩. Blocks are b × b, on a line 1 × b.
 *
 * <p>Means of local observables say how much there is of something; this says on which length it is ordered: b⁻² for spins
 * without order, m² where all blocks are alike. A linear encoder, as of principal components, cannot see it, because the
 * mean over patches of anything linear is linear in the mean field.
 *
 * @param <S> the state array
 */
public final class BlockFluctuations<S> implements ClosureModel<S> {
    private final PatchMeans<S> means;
    private final Normalisation normalisation;

    private BlockFluctuations(MicroModel<S> model, Patches patches, PatchEncoder encoder, Normalisation normalisation) {
        means = new PatchMeans<>(model, patches, encoder, normalisation);
        this.normalisation = normalisation;
    }

    /**
     * The closure of a tiled system, with z in its own units.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param block side b of a block, a divisor of the patch's rows and columns
     * @param <S> the state array
     * @return φ
     * @throws IllegalArgumentException if the tiling is of another system or blocks do not tile a patch
     */
    public static <S> BlockFluctuations<S> of(MicroModel<S> model, Patches patches, int block) {
        PatchMeans.requireTiling(model, patches);
        Grid patch = patches.patch();
        int high = Math.min(block, patch.rows());
        if (block < 1 || patch.rows() % high != 0 || patch.columns() % block != 0) {
            throw new IllegalArgumentException(
                    "blocks of side " + block + " in patches of " + patch + ": must divide its rows and columns");
        }
        int d = model.observables().size() + patches.grid().fields();
        return new BlockFluctuations<>(model, patches, new Encoder(patch, high, block), Normalisation.identity(d));
    }

    /**
     * The same closure with z of mean 0 and variance 1 over some configurations.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param block side b of a block, a divisor of the patch's rows and columns
     * @param configurations 𝒟
     * @param <S> the state array
     * @return φ, normalised
     * @throws IllegalArgumentException if the tiling is of another system or blocks do not tile a patch
     */
    public static <S> BlockFluctuations<S> normalised(
            MicroModel<S> model, Patches patches, int block, Snapshots<S> configurations) {
        BlockFluctuations<S> raw = of(model, patches, block);
        Encoder encoder =
                new Encoder(patches.patch(), Math.min(block, patches.patch().rows()), block);
        return new BlockFluctuations<>(model, patches, encoder, Normalisation.standard(raw.encode(configurations)));
    }

    /**
     * The scale of z.
     *
     * @return what {@link #encode} applies after encoding
     */
    public Normalisation normalisation() {
        return normalisation;
    }

    @Override
    public List<String> names() {
        return means.names();
    }

    @Override
    public double[][] encode(Snapshots<S> configurations) {
        return means.encode(configurations);
    }

    @Override
    public MacroPairs encodePairs(PairDataset<S> pairs, Increment increment) {
        return means.encodePairs(pairs, increment);
    }

    /**
     * Mean over blocks of the squared block mean.
     *
     * @param patch the patch's grid
     * @param high rows of a block
     * @param wide columns of a block
     */
    private record Encoder(Grid patch, int high, int wide) implements PatchEncoder {
        @Override
        public int inputs() {
            return patch.sites() / patch.fields();
        }

        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public Pass pass() {
            int size = high * wide;
            double[] sums = new double[inputs() / size];
            return (field, values, from, code, to) -> {
                Arrays.fill(sums, 0);
                addUp(values, from, sums);
                double squares = 0;
                for (double sum : sums) {
                    squares += sum * sum;
                }
                code[to] = squares / sums.length / ((double) size * size);
            };
        }

        private void addUp(float[] values, int from, double[] sums) {
            int columns = patch.columns();
            int rows = inputs() / columns;
            int at = from;
            for (int row = 0; row < rows; row++) {
                int first = row / high * (columns / wide);
                for (int column = 0; column < columns; column++) {
                    sums[first + column / wide] += values[at++];
                }
            }
        }
    }
}
