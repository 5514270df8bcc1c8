package org.macrodyn.study;

import java.util.List;
import java.util.Optional;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.run.ProgressListener;
import org.macrodyn.scale.Assembly;
import org.macrodyn.scale.LocalRelaxation;
import org.macrodyn.scale.Upsampler;

/**
 * How configurations 𝒟 of the large system are made of small ones, without ever simulating it.
 *
 * @param <S> the state array
 */
public interface Enlarging<S> {
    /**
     * Makes the configurations.
     *
     * @param study whose large system, seed and keeping are used
     * @param small 𝒟_s, run by run
     * @return 𝒟
     */
    Kept<Snapshots<S>> enlarge(Study<S> study, Kept<Snapshots<S>> small);

    /**
     * The same way to another number of configurations.
     *
     * @param count number of configurations, at least 1
     * @return the changed way
     * @throws IllegalArgumentException if this way has no such choice
     */
    Enlarging<S> samples(int count);

    /**
     * The sites of the configurations.
     *
     * @param study whose large system they are meant for
     * @return those of the large system, or of a part of it that its patches tile
     */
    default Grid grid(Study<S> study) {
        return study.large().grid();
    }

    /**
     * Refuses, before any work, a study whose small systems cannot be enlarged so.
     *
     * @param study the study
     * @throws IllegalArgumentException if they cannot
     */
    default void requireFit(Study<S> study) {}

    /**
     * Configurations put together from small runs of the same age (see {@link Assembly}).
     *
     * <p>Of a system of very many patches they need not be as large as that is. Its increment is Δz = K·Δz*, Δz* what patch I
     * alone changes of the observables of all K = n/n_s patches (paper, partial evolution). Of means over sites, Δz* = (1/n)
     * Σ_{i∈I} Δf_i, that is Δz = (1/n_s) Σ_{i∈I} Δf_i, and so is its covariance, KΓ of {@link GeneratedPairs}: both without n. So
     * pairs of a part with periodic ends of its own are the whole's, as far as patches feel no more than what is near them, and
     * the whole's noise is theirs over λ = K. That parts are taken is this project's own and not in the paper.
     *
     * @param samples number of configurations
     * @param mates whose tiles may lie side by side
     * @param tiling how tiles are laid
     * @param healing how the seams of the last frame heal; empty: not at all
     * @param longest most patches along each axis, 4 or more; one less where a system has an odd number of them and this is even,
     *     or the other way round, so that tiles of two patches fit both or neither
     * @param <S> the state array
     */
    record Assembled<S>(
            int samples, Assembly.Mates mates, Assembly.Tiling tiling, Optional<LocalRelaxation> healing, int longest)
            implements Enlarging<S> {
        /** As many patches as the large system has. */
        static final int ALL = Integer.MAX_VALUE;

        /** Fewer leave no tile of two patches that does not touch itself. */
        static final int FEWEST = 4;

        /**
         * Checks the length.
         *
         * @throws IllegalArgumentException if it is below 4
         */
        public Assembled {
            if (longest < FEWEST) {
                throw new IllegalArgumentException("configurations of at most " + longest
                        + " patches along each axis: must be " + FEWEST + " or more");
            }
        }

        /**
         * Configurations of the large system's size.
         *
         * @param samples number of configurations
         * @param mates whose tiles may lie side by side
         * @param tiling how tiles are laid
         * @param healing how the seams of the last frame heal; empty: not at all
         */
        public Assembled(int samples, Assembly.Mates mates, Assembly.Tiling tiling, Optional<LocalRelaxation> healing) {
            this(samples, mates, tiling, healing, ALL);
        }

        @Override
        public Grid grid(Study<S> study) {
            Grid large = study.large().grid();
            Grid patch = study.patches().patch();
            return new Grid(
                    large.fields(),
                    along(large.layers(), patch.layers()),
                    along(large.rows(), patch.rows()),
                    along(large.columns(), patch.columns()));
        }

        private int along(int large, int patch) {
            int count = large / patch;
            return count <= longest ? large : patch * (longest - (count - longest) % 2);
        }

        @Override
        public Kept<Snapshots<S>> enlarge(Study<S> study, Kept<Snapshots<S>> small) {
            MicroModel<S> large = study.large();
            SmallRule<S> rule = study.recipe().small();
            requireFit(study);
            Assembly assembly = new Assembly(mates, rule.frames(), samples, tiling, healing);
            Snapshots<S> tiles = small.value();
            double[] ages = rule.ages();
            long seed = study.seed();
            Step<Snapshots<S>> step = new Step<>(
                    "assemble",
                    "assemble " + large.grid(),
                    Identities.of(assembly, rule, small, large, study.seed()),
                    assembly.parts(),
                    Codec.snapshots(large),
                    (from, to, threads, progress) ->
                            assembly.assemble(tiles, ages, large, from, seed, threads, progress));
            return study.keeping().keep(step);
        }

        /** Mates since their common start need runs that are known to have it. */
        @Override
        public void requireFit(Study<S> study) {
            SmallRule<S> rule = study.recipe().small();
            if (mates instanceof Assembly.Origin origin && origin.every() != rule.everyFromStart()) {
                throw new IllegalArgumentException(mates + " of " + rule + ", of which "
                        + (rule.everyFromStart() == 0 ? "none is" : "every " + rule.everyFromStart() + " is")
                        + " known to start where forecasts do: must be the same; take Likeness");
            }
        }

        @Override
        public Assembled<S> samples(int count) {
            return new Assembled<>(count, mates, tiling, healing, longest);
        }

        /** The same of another length. */
        Assembled<S> longest(int other) {
            return new Assembled<>(samples, mates, tiling, healing, other);
        }

        /** The same with runs from the start as mates of each other, if a rule has such; the rest by likeness as before. */
        Assembled<S> kin(SmallRule<S> rule) {
            return mates instanceof Assembly.Groups || rule.everyFromStart() == 0
                    ? this
                    : with(new Assembly.Origin(rule.everyFromStart(), nearest()));
        }

        /** The same with mates by likeness alone, if runs from the start are mates. */
        Assembled<S> alike() {
            return mates instanceof Assembly.Origin ? with(new Assembly.Likeness(nearest())) : this;
        }

        private Assembled<S> with(Assembly.Mates others) {
            return new Assembled<>(samples, others, tiling, healing, longest);
        }

        /** Whether tiles are as they were simulated, but for where their ends are. */
        boolean isApart() {
            return tiling == Assembly.Tiling.SHIFTED && healing.isEmpty();
        }

        private int nearest() {
            return mates instanceof Assembly.Origin origin ? origin.nearest() : ((Assembly.Likeness) mates).nearest();
        }

        /** The same with another time of healing; 0: none. */
        Assembled<S> healing(double time) {
            return new Assembled<>(
                    samples,
                    mates,
                    tiling,
                    time > 0 ? Optional.of(LocalRelaxation.brief(time)) : Optional.empty(),
                    longest);
        }

        @Override
        public String toString() {
            return "Assembled[samples=" + samples + ", mates=" + mates + ", tiling=" + tiling + ", healing=" + healing
                    + (longest == ALL ? "]" : ", longest=" + longest + "]");
        }
    }

    /**
     * Configurations blown up and relaxed level by level, with others drawn from {@link MicroModel#initialise} beside them
     * (paper, hierarchical upsampling).
     *
     * @param upsampler how they grow
     * @param random how many drawn ones are appended, at least 0
     * @param <S> the state array
     */
    record Upsampled<S>(Upsampler<S> upsampler, int random) implements Enlarging<S> {
        /**
         * Checks the count.
         *
         * @throws IllegalArgumentException if it is below 0
         */
        public Upsampled {
            if (random < 0) {
                throw new IllegalArgumentException("random = " + random + ": must be at least 0");
            }
        }

        /** Replication goes level by level from the small system to the large one. */
        @Override
        public void requireFit(Study<S> study) {
            upsampler.levels(study.recipe().small().grid(study), study.large().grid());
        }

        @Override
        public Kept<Snapshots<S>> enlarge(Study<S> study, Kept<Snapshots<S>> small) {
            MicroModel<S> large = study.large();
            List<Grid> levels = upsampler.levels(small.value().grid(), large.grid());
            Kept<Snapshots<S>> pool = levels.isEmpty() ? drawn(study, small) : small;
            for (int level = 0; level < levels.size(); level++) {
                pool = level(study, pool, large.on(levels.get(level)), level);
            }
            return random == 0 ? pool : withRandom(study, pool);
        }

        private Kept<Snapshots<S>> drawn(Study<S> study, Kept<Snapshots<S>> small) {
            Snapshots<S> drawn = upsampler.upsample(
                    small.value(), study.large(), study.seed(), study.keeping().threads(), ProgressListener.NONE);
            return small.then(drawn, "+drawn " + upsampler.samples() + ", seed " + study.seed());
        }

        private Kept<Snapshots<S>> level(Study<S> study, Kept<Snapshots<S>> pool, MicroModel<S> model, int level) {
            Snapshots<S> below = pool.value();
            Upsampler<S> way = upsampler;
            long seed = study.seed();
            Step<Snapshots<S>> step = new Step<>(
                    "upsample",
                    "upsample " + pool.value().grid() + " → " + model.grid(),
                    Identities.of(upsampler, pool, model, level, study.seed()),
                    upsampler.parts(),
                    Codec.snapshots(model),
                    (from, to, threads, progress) -> way.level(below, model, level, from, seed, threads, progress));
            return study.keeping().keep(step);
        }

        private Kept<Snapshots<S>> withRandom(Study<S> study, Kept<Snapshots<S>> upsampled) {
            Snapshots<S> all = Upsampler.appendRandom(
                    upsampled.value(),
                    study.large(),
                    random,
                    study.seed(),
                    study.keeping().threads(),
                    study.keeping()
                            .late("draw " + random + " of " + study.large().grid()));
            return upsampled.then(all, "+" + random);
        }

        @Override
        public Upsampled<S> samples(int count) {
            return new Upsampled<>(
                    new Upsampler<>(upsampler.factor(), count, upsampler.refinement(), upsampler.relaxation()),
                    random == 0 ? 0 : count);
        }
    }

    /**
     * None: pairs are made of the small configurations by a rule that enlarges them itself.
     *
     * @param <S> the state array
     */
    record None<S>() implements Enlarging<S> {
        @Override
        public Kept<Snapshots<S>> enlarge(Study<S> study, Kept<Snapshots<S>> small) {
            return small;
        }

        @Override
        public None<S> samples(int count) {
            throw new IllegalArgumentException(count
                    + " configurations: this recipe's pairs enlarge small ones themselves, ask for more of those");
        }
    }
}
