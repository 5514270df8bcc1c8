package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import org.macrodyn.closure.Autoencoder;
import org.macrodyn.closure.AutoencoderSettings;
import org.macrodyn.closure.AutoencoderTrainer;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.closure.SomeObservables;
import org.macrodyn.ensemble.Snapshots;

/**
 * How the latent map φ(x) = (z*, ẑ) is found.
 *
 * @param <S> the state array
 */
@FunctionalInterface
public interface ClosureRule<S> {
    /**
     * Finds the map.
     *
     * @param study whose large system, patches and keeping are used
     * @param configurations 𝒟
     * @return φ
     */
    Kept<ClosureModel<S>> fit(Study<S> study, Kept<Snapshots<S>> configurations);

    /**
     * No closure variables: z = z*.
     *
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> observables() {
        return Words.named(
                "observables only", (study, configurations) -> new Kept<>(new ObservablesOnly<>(study.large()), ""));
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
     * Mean squared block means, see {@link BlockFluctuations}.
     *
     * @param normalised whether z is brought to mean 0 and deviation 1 over the configurations
     * @param blocks sides of blocks
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> fluctuations(boolean normalised, int... blocks) {
        int[] sides = blocks.clone();
        return Words.named("fluctuations of blocks " + Arrays.toString(sides), (study, configurations) -> {
            ClosureModel<S> map = normalised
                    ? BlockFluctuations.normalised(study.large(), study.patches(), configurations.value(), sides)
                    : BlockFluctuations.of(study.large(), study.patches(), sides);
            return new Kept<>(map, "fluctuations-" + Arrays.toString(sides) + "-" + normalised);
        });
    }

    /**
     * Principal components of patches, see {@link PcaClosure}.
     *
     * @param perField closure variables of each field
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> components(int perField) {
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
                                perField),
                        new Keeping.FileCodec<ClosureModel<S>>(
                                ".npz",
                                (map, path) -> ((PcaClosure<S>) map).save(path),
                                path -> PcaClosure.load(path, study.large(), study.patches())),
                        none -> () ->
                                PcaClosure.fit(study.large(), study.patches(), configurations.value(), perField)));
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
