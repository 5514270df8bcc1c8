package org.macrodyn.closure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.SiteFunction;
import org.macrodyn.scale.Patches;

/**
 * Closure by local fluctuations, without training: ẑ = (1/K) Σ_I e(f(x_I)) for each function f of what a site shows ({@link
 * MicroModel#siteFunctions}), with e the mean over the blocks of a patch of the squared block mean, e_b = ⟨f̄_block²⟩, one
 * variable for each block side b. Blocks are b × b, on a line 1 × b, in space b × b × b.
 *
 * <p>Means of local observables say how much there is of something; this says on which length it is ordered: b⁻² for spins
 * without order, m² where all blocks are alike. A linear encoder, as of principal components, cannot see it, because the
 * mean over patches of anything linear is linear in the mean field.
 *
 * @param <S> the state array
 */
public final class BlockFluctuations<S> extends PatchMeans<S> {
    private BlockFluctuations(
            MicroModel<S> model,
            Patches patches,
            List<SiteFunction<S>> functions,
            PatchEncoder encoder,
            Normalisation normalisation) {
        super(model, patches, functions, encoder, normalisation);
    }

    /**
     * The closure of a tiled system, with z in its own units.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param blocks sides b of blocks, at least one, each a divisor of the patch's layers, rows and columns as far as it has them
     * @param <S> the state array
     * @return φ
     * @throws IllegalArgumentException if the tiling is of another system or blocks do not tile a patch
     */
    public static <S> BlockFluctuations<S> of(MicroModel<S> model, Patches patches, int... blocks) {
        return of(model, patches, model.siteFunctions(), blocks);
    }

    /**
     * The same of other functions of a site.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param functions f, one or more
     * @param blocks sides b of blocks, at least one, each a divisor of the patch's layers, rows and columns as far as it has them
     * @param <S> the state array
     * @return φ
     * @throws IllegalArgumentException if the tiling is of another system or blocks do not tile a patch
     */
    public static <S> BlockFluctuations<S> of(
            MicroModel<S> model, Patches patches, List<SiteFunction<S>> functions, int... blocks) {
        requireTiling(model, patches);
        int d = model.observables().size() + functions.size() * blocks.length;
        return new BlockFluctuations<>(
                model, patches, functions, encoder(patches.patch(), blocks), Normalisation.identity(d));
    }

    private static Encoder encoder(Grid patch, int... blocks) {
        if (blocks.length == 0) {
            throw new IllegalArgumentException("fluctuations of no blocks: give at least one block side");
        }
        List<Block> all = new ArrayList<>();
        for (int side : blocks) {
            int deep = Math.min(side, patch.layers());
            int high = Math.min(side, patch.rows());
            if (side < 1 || patch.layers() % deep != 0 || patch.rows() % high != 0 || patch.columns() % side != 0) {
                throw new IllegalArgumentException("blocks of side " + side + " in patches of " + patch
                        + ": must divide its layers, rows and columns");
            }
            all.add(new Block(patch, deep, high, side));
        }
        return new Encoder(all);
    }

    /**
     * The same closure with z of mean 0 and variance 1 over some configurations.
     *
     * @param model the large system, whose observables are measured
     * @param patches its tiling
     * @param configurations 𝒟
     * @param blocks sides b of blocks, at least one, each a divisor of the patch's layers, rows and columns as far as it has them
     * @param <S> the state array
     * @return φ, normalised
     * @throws IllegalArgumentException if the tiling is of another system or blocks do not tile a patch
     */
    public static <S> BlockFluctuations<S> normalised(
            MicroModel<S> model, Patches patches, Snapshots<S> configurations, int... blocks) {
        return of(model, patches, blocks).normalised(configurations);
    }

    /**
     * The same closure with z of mean 0 and variance 1 over some configurations.
     *
     * @param configurations 𝒟
     * @return φ, normalised
     * @throws IllegalArgumentException if a component of z is the same for all of them
     */
    public BlockFluctuations<S> normalised(Snapshots<S> configurations) {
        return new BlockFluctuations<>(
                model(), patches(), shown().functions(), encoder(), Normalisation.standard(encode(configurations)));
    }

    /** One code for each block side. */
    private record Encoder(List<Block> blocks) implements PatchEncoder {
        @Override
        public int inputs() {
            return blocks.get(0).inputs();
        }

        @Override
        public int outputs() {
            return blocks.size();
        }

        @Override
        public Pass pass() {
            double[][] sums = blocks.stream().map(Block::sums).toArray(double[][]::new);
            return (field, values, from, count, codes) -> {
                for (int i = 0; i < count * sums.length; i++) {
                    int b = i % sums.length;
                    codes[i] = blocks.get(b).meanSquare(values, from + i / sums.length * inputs(), sums[b]);
                }
            };
        }
    }

    /**
     * The blocks of one size.
     *
     * @param patch the patch's grid
     * @param deep layers of a block
     * @param high rows of a block
     * @param wide columns of a block
     */
    private record Block(Grid patch, int deep, int high, int wide) {
        int inputs() {
            return patch.sites() / patch.fields();
        }

        double[] sums() {
            return new double[inputs() / (deep * high * wide)];
        }

        double meanSquare(float[] values, int from, double[] sums) {
            Arrays.fill(sums, 0);
            addUp(values, from, sums);
            double squares = 0;
            for (double sum : sums) {
                squares += sum * sum;
            }
            double size = deep * high * wide;
            return squares / sums.length / (size * size);
        }

        private void addUp(float[] values, int from, double[] sums) {
            int columns = patch.columns();
            int rows = patch.rows();
            int at = from;
            for (int line = 0; line < patch.layers() * rows; line++) {
                int first = (line / rows / deep * (rows / high) + line % rows / high) * (columns / wide);
                for (int column = 0; column < columns; column++) {
                    sums[first + column / wide] += values[at++];
                }
            }
        }
    }
}
