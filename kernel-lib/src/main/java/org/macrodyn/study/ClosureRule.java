package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import org.macrodyn.closure.Autoencoder;
import org.macrodyn.closure.AutoencoderSettings;
import org.macrodyn.closure.AutoencoderTrainer;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.MoreObservables;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.closure.PatchValue;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.closure.SomeObservables;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.SiteFunction;

/**
 * How the latent map φ(x) = (z*, ẑ) is found.
 *
 * @param <S> the state array
 */
@FunctionalInterface
public interface ClosureRule<S> {
    /** Correlations that one closure takes at most: networks of more variables need more configurations. */
    int MOST_CORRELATIONS = 8;

    /**
     * Finds the map.
     *
     * @param study whose large system, patches and keeping are used
     * @param configurations 𝒟
     * @return φ
     */
    Kept<ClosureModel<S>> fit(Study<S> study, Kept<Snapshots<S>> configurations);

    /**
     * Closure variables at most, as far as that is known before any is found: what a training will cost goes by it.
     *
     * @param study the study
     * @return 0 unless a rule says otherwise
     */
    default int most(Study<S> study) {
        return 0;
    }

    /**
     * Whether events tell what they do to all variables of the map, as they do for the observables.
     *
     * @param large the large system
     * @return false unless a rule says otherwise
     */
    default boolean isToldByEvents(MicroModel<S> large) {
        return false;
    }

    /**
     * No closure variables: z = z*.
     *
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> observables() {
        return new Unclosed<>();
    }

    /**
     * No closure variables, and only those observables from which the others follow, see {@link SomeObservables}.
     *
     * @param names of observables
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> observables(List<String> names) {
        return (study, configurations) ->
                new Kept<>(new SomeObservables<>(study.large(), names), "observables-" + names);
    }

    /**
     * A closure variable of one's own, the mean over patches of what a patch shows, ẑ = (1/K) Σ_I e(x_I), beside the
     * observables. Patches have to evolve for its pairs.
     *
     * <pre>{@code study.closure(ClosureRule.of("clusters", (state, region) -> ...)).learn()}</pre>
     *
     * @param name of the variable
     * @param value e(x_I), of the sites of the region alone
     * @param <S> the state array
     * @return the rule; it refuses a name that an observable has, values that are not finite or not of the patch alone ({@link
     *     PatchValue#require}), and a variable that follows from the observables
     */
    static <S> ClosureRule<S> of(String name, PatchValue<S> value) {
        return Words.named("'" + name + "' of patches", (study, configurations) -> {
            PatchValue.require(name, value, study.patches(), configurations.value());
            MicroModel<S> more = MoreObservables.mean(study.large(), study.patches(), name, value);
            SomeObservables<S> map = SomeObservables.independent(
                    more, study.large().observables().size(), 1, configurations.value());
            if (!map.names().contains(name)) {
                throw new IllegalArgumentException("closure variable '" + name + "' follows from "
                        + study.large().observables() + " in all configurations: leave it out");
            }
            return new Kept<>(map, "mean-over-patches-" + name);
        });
    }

    /**
     * Means and correlations of what sites show ({@link MicroModel#siteFunctions}), see {@link MoreObservables#correlations}.
     *
     * @param distances how many of the lattice's first distances, at least 0
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> correlations(int distances) {
        return new Correlated<>(distances);
    }

    /**
     * Means and correlations of functions of a site, such as cos θ of an angle, see {@link MoreObservables#correlations}; at
     * most {@value #MOST_CORRELATIONS}, the shortest distances first, of which none follows from others. Their increments come
     * from rates where the recipe takes rates.
     *
     * @param functions of a site, one or more
     * @param distances how many of the lattice's first distances, at least 0
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> correlations(List<SiteFunction<S>> functions, int distances) {
        return Words.named(
                "correlations of " + functions + " at " + distances + " distances", (study, configurations) -> {
                    MicroModel<S> more = MoreObservables.correlations(study.large(), functions, distances);
                    int own = study.large().observables().size();
                    ClosureModel<S> map =
                            SomeObservables.independent(more, own, MOST_CORRELATIONS, configurations.value());
                    return new Kept<>(map, "correlations-" + map.names());
                });
    }

    /**
     * Mean squared block means of what sites show, see {@link BlockFluctuations}.
     *
     * @param normalised whether z is brought to mean 0 and deviation 1 over the configurations
     * @param blocks sides of blocks
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> fluctuations(boolean normalised, int... blocks) {
        int[] sides = blocks.clone();
        return Words.named("fluctuations of blocks " + Arrays.toString(sides), (study, configurations) -> fluctuations(
                        study.large().siteFunctions(), normalised, sides)
                .fit(study, configurations));
    }

    /**
     * Mean squared block means of functions of a site, such as cos θ of an angle, see {@link BlockFluctuations}.
     *
     * @param functions of a site, one or more
     * @param normalised whether z is brought to mean 0 and deviation 1 over the configurations
     * @param blocks sides of blocks
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> fluctuations(List<SiteFunction<S>> functions, boolean normalised, int... blocks) {
        int[] sides = blocks.clone();
        return Words.named("fluctuations of " + functions + " in blocks " + Arrays.toString(sides), (study, data) -> {
            BlockFluctuations<S> map = BlockFluctuations.of(study.large(), study.patches(), functions, sides);
            return new Kept<>(
                    normalised ? map.normalised(data.value()) : map,
                    "fluctuations-" + Arrays.toString(sides) + "-" + normalised);
        });
    }

    /**
     * Principal components of patches of what sites show, see {@link PcaClosure}.
     *
     * @param perField closure variables of each function of a site, of each field unless the system says otherwise
     * @param <S> the state array
     * @return the rule
     * @throws IllegalArgumentException if there is none
     */
    static <S> ClosureRule<S> components(int perField) {
        if (perField < 1) {
            throw new IllegalArgumentException(perField
                    + " principal components per field: must be at least 1; or take ClosureRule.observables()");
        }
        return Words.named(perField + " principal components per field", (study, configurations) -> study.keeping()
                .train(
                        "principal-components",
                        "principal components",
                        Identities.ofFit(
                                study.large(),
                                study.patches(),
                                configurations.hash(),
                                PcaClosure.ALGORITHM,
                                "componentsPerField",
                                componentsOf(study.large(), perField)),
                        new Keeping.FileCodec<ClosureModel<S>>(
                                ".npz",
                                (map, path) -> ((PcaClosure<S>) map).save(path),
                                path -> PcaClosure.load(path, study.large(), study.patches())),
                        none -> progress -> PcaClosure.fit(
                                study.large(), study.patches(), configurations.value(), perField, progress)));
    }

    /** What components are of, as an identity's setting; states kept before sites could show something else have a number. */
    private static <S> Object componentsOf(MicroModel<S> model, int perField) {
        List<SiteFunction<S>> functions = model.siteFunctions();
        boolean plain = functions.equals(SiteFunction.<S>values(model.grid().fields()));
        return plain ? perField : perField + " of " + functions;
    }

    /**
     * A dense autoencoder of patches, see {@link Autoencoder}.
     *
     * @param settings shape and training
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> autoencoder(PatchAutoencoderSettings settings) {
        return trained("autoencoder", "autoencoder", settings);
    }

    /**
     * The published convolutional autoencoder of spins, see {@link Autoencoder}.
     *
     * @param settings shape and training
     * @return the rule
     */
    static ClosureRule<byte[]> convolutional(ConvolutionalSettings settings) {
        return trained("convolutional autoencoder", "convolutional", settings);
    }

    private static <S> ClosureRule<S> trained(String name, String key, AutoencoderSettings settings) {
        return Words.named(settings.toString(), (study, configurations) -> study.keeping()
                .train(
                        name.replace(' ', '-'),
                        "train " + name,
                        Identities.ofFit(
                                study.large(),
                                study.patches(),
                                configurations.hash(),
                                settings.algorithm(),
                                key,
                                settings),
                        new Keeping.FileCodec<ClosureModel<S>>(
                                ".zip",
                                (map, path) -> ((Autoencoder<S>) map).save(path),
                                path -> Autoencoder.load(path, study.large(), study.patches())),
                        checkpoint -> new AutoencoderEpochs<>(
                                checkpoint
                                        .map(path -> AutoencoderTrainer.load(path, study.large(), study.patches()))
                                        .orElseGet(() ->
                                                new AutoencoderTrainer<>(study.large(), study.patches(), settings)),
                                configurations.value())));
    }
}
