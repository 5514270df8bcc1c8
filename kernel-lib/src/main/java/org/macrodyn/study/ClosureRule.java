package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ConvolutionalAutoencoder;
import org.macrodyn.closure.ConvolutionalAutoencoderTrainer;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.closure.PatchAutoencoder;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.closure.PatchAutoencoderTrainer;
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
                        none -> new EpochTrainers.AtOnce<>(() ->
                                PcaClosure.fit(study.large(), study.patches(), configurations.value(), perField))));
    }

    /**
     * A dense autoencoder of patches, see {@link PatchAutoencoder}.
     *
     * @param settings shape and training
     * @param <S> the state array
     * @return the rule
     */
    static <S> ClosureRule<S> autoencoder(PatchAutoencoderSettings settings) {
        return Words.named(settings.toString(), (study, configurations) -> study.keeping()
                .train(
                        "autoencoder",
                        "train autoencoder",
                        Identities.ofFit(
                                study.large(),
                                study.patches(),
                                configurations.hash(),
                                PatchAutoencoderTrainer.ALGORITHM,
                                "autoencoder",
                                settings),
                        new Keeping.FileCodec<ClosureModel<S>>(
                                ".zip",
                                (map, path) -> ((PatchAutoencoder<S>) map).save(path),
                                path -> PatchAutoencoder.load(path, study.large(), study.patches())),
                        checkpoint -> new EpochTrainers.Epochs<>(
                                checkpoint
                                        .map(path -> PatchAutoencoderTrainer.load(path, study.large(), study.patches()))
                                        .orElseGet(() -> new PatchAutoencoderTrainer<>(
                                                study.large(), study.patches(), settings)),
                                configurations.value())));
    }

    /**
     * The published convolutional autoencoder of spins, see {@link ConvolutionalAutoencoder}.
     *
     * @param settings shape and training
     * @return the rule
     */
    static ClosureRule<byte[]> convolutional(ConvolutionalSettings settings) {
        return Words.named(settings.toString(), (study, configurations) -> study.keeping()
                .train(
                        "convolutional-autoencoder",
                        "train convolutional autoencoder",
                        Identities.ofFit(
                                study.large(),
                                study.patches(),
                                configurations.hash(),
                                ConvolutionalAutoencoderTrainer.ALGORITHM,
                                "convolutional",
                                settings),
                        new Keeping.FileCodec<ClosureModel<byte[]>>(
                                ".zip",
                                (map, path) -> ((ConvolutionalAutoencoder) map).save(path),
                                path -> ConvolutionalAutoencoder.load(path, study.large(), study.patches())),
                        checkpoint -> new EpochTrainers.Epochs<>(
                                checkpoint
                                        .map(path -> ConvolutionalAutoencoderTrainer.load(
                                                path, study.large(), study.patches()))
                                        .orElseGet(() -> new ConvolutionalAutoencoderTrainer(
                                                study.large(), study.patches(), settings)),
                                configurations.value())));
    }
}
