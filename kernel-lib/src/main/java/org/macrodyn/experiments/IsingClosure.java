package org.macrodyn.experiments;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.macrodyn.closure.BlockFluctuations;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.ConvolutionalAutoencoder;
import org.macrodyn.closure.ConvolutionalSettings;
import org.macrodyn.closure.Normalisation;
import org.macrodyn.closure.ObservablesOnly;
import org.macrodyn.closure.PatchAutoencoder;
import org.macrodyn.closure.PatchAutoencoderSettings;
import org.macrodyn.closure.PatchAutoencoderTrainer;
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.ensemble.ProgressListener;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Stage;

/** Which closure variables stand beside m and ρ. */
public enum IsingClosure {
    /** None: z = (m, ρ). */
    OBSERVABLES {
        @Override
        Latent fit(Task task) {
            return new Latent(new ObservablesOnly<>(task.large()), Normalisation.identity(2), "");
        }
    },
    /** Mean squared magnetisation of blocks of 8²: how far order reaches. */
    FLUCTUATIONS {
        @Override
        Latent fit(Task task) {
            return fluctuations(task, BLOCK);
        }
    },
    /** Mean squared magnetisation of blocks of 4² and of 8². */
    TWO_FLUCTUATIONS {
        @Override
        Latent fit(Task task) {
            return fluctuations(task, BLOCK / 2, BLOCK);
        }
    },
    /** The two leading principal components of a patch after its own mean is taken away. */
    PCA {
        @Override
        Latent fit(Task task) {
            Stage stage = stage(task, PcaClosure.ALGORITHM);
            Path file = keep(task, stage, "principal components", (path, progress) -> PcaClosure.fit(
                            task.large(), task.patches(), task.configurations().value(), VARIABLES)
                    .save(path));
            PcaClosure<byte[]> closure = PcaClosure.load(file, task.large(), task.patches());
            return new Latent(closure, closure.normalisation(), stage.hash());
        }
    },
    /** Two variables of a dense autoencoder of patches, trained on the squared error. */
    AUTOENCODER {
        @Override
        Latent fit(Task task) {
            Stage stage = stage(task, PatchAutoencoderTrainer.ALGORITHM);
            Path file = keep(task, stage, "train the autoencoder", (path, progress) -> PatchAutoencoder.train(
                            task.large(), task.patches(), task.configurations().value(), AUTOENCODER_SETTINGS, progress)
                    .save(path));
            PatchAutoencoder<byte[]> closure = PatchAutoencoder.load(file, task.large(), task.patches());
            return new Latent(closure, closure.normalisation(), stage.hash());
        }
    },
    /** Two variables of the published convolutional autoencoder of patches: slow, half a day for a lattice of 64². */
    CONVOLUTIONAL {
        @Override
        Latent fit(Task task) {
            ConvolutionalSettings settings = ConvolutionalSettings.paper(
                    task.large().grid().rows(), task.patches().patch().rows());
            Kept<ConvolutionalAutoencoder> kept = task.bench()
                    .convolutionalAutoencoder(task.large(), task.patches(), task.configurations(), settings);
            return new Latent(kept.value(), kept.value().normalisation(), kept.hash());
        }
    };

    /** The smallest patch is one large block. */
    private static final int BLOCK = 8;

    private static final int VARIABLES = 2;
    private static final String FILE = "closure.bin";

    private static final PatchAutoencoderSettings AUTOENCODER_SETTINGS =
            new PatchAutoencoderSettings(List.of(64, 32), VARIABLES, List.of(32, 32), 1e-3, 0.9, 0.95, 0, 256, 3, 42);

    /**
     * What a closure is fitted to.
     *
     * @param large the large system
     * @param patches its tiling
     * @param configurations 𝒟
     * @param normalised z of mean 0 and variance 1 also where nothing is fitted, for networks without scales of their own
     * @param bench where the closure is kept
     */
    record Task(
            Ising large,
            Patches patches,
            Kept<Snapshots<byte[]>> configurations,
            boolean normalised,
            Workbench bench) {}

    /**
     * Fits the closure to configurations and keeps it.
     *
     * @param task what it is fitted to
     * @return the latent map
     */
    abstract Latent fit(Task task);

    private static Latent fluctuations(Task task, int... blocks) {
        BlockFluctuations<byte[]> closure = task.normalised()
                ? BlockFluctuations.normalised(
                        task.large(), task.patches(), task.configurations().value(), blocks)
                : BlockFluctuations.of(task.large(), task.patches(), blocks);
        String name = "fluctuations-" + Arrays.toString(blocks) + "-" + task.normalised();
        return new Latent(closure, closure.normalisation(), name);
    }

    Stage stage(Task task, int algorithm) {
        Map<String, Object> settings =
                Map.of("closure", name(), "variables", VARIABLES, "autoencoder", AUTOENCODER_SETTINGS);
        return task.bench()
                .stage(
                        "closure",
                        Identities.ofFit(
                                task.large(),
                                task.patches(),
                                task.configurations().hash(),
                                algorithm,
                                "closure",
                                settings));
    }

    /** Fits a closure and writes it to a path. */
    private interface Fit {
        void write(Path path, ProgressListener progress);
    }

    private static Path keep(Task task, Stage stage, String label, Fit fit) {
        task.bench()
                .makeOnce(
                        stage,
                        label + " of " + task.patches().patch(),
                        progress -> stage.file(FILE, path -> fit.write(path, progress)));
        return stage.existing(FILE);
    }

    /**
     * A fitted latent map.
     *
     * @param model φ
     * @param normalisation what φ applies to z after measuring it
     * @param hash hash of the stage that fitted it, empty for none
     */
    public record Latent(ClosureModel<byte[]> model, Normalisation normalisation, String hash) {}
}
