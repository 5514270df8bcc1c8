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
import org.macrodyn.closure.PcaClosure;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Stage;

/** Which closure variables stand beside m and ρ. */
public enum IsingClosure {
    /** None: z = (m, ρ). */
    OBSERVABLES {
        @Override
        Latent fit(
                Ising large,
                Patches patches,
                Kept<Snapshots<byte[]>> configurations,
                boolean normalised,
                Workbench bench) {
            return new Latent(new ObservablesOnly<>(large), Normalisation.identity(2), "");
        }
    },
    /** Mean squared magnetisation of blocks of 8²: how far order reaches. */
    FLUCTUATIONS {
        @Override
        Latent fit(
                Ising large,
                Patches patches,
                Kept<Snapshots<byte[]>> configurations,
                boolean normalised,
                Workbench bench) {
            return fluctuations(large, patches, configurations, normalised, BLOCK);
        }
    },
    /** Mean squared magnetisation of blocks of 4² and of 8². */
    TWO_FLUCTUATIONS {
        @Override
        Latent fit(
                Ising large,
                Patches patches,
                Kept<Snapshots<byte[]>> configurations,
                boolean normalised,
                Workbench bench) {
            return fluctuations(large, patches, configurations, normalised, BLOCK / 2, BLOCK);
        }
    },
    /** The two leading principal components of a patch after its own mean is taken away. */
    PCA {
        @Override
        Latent fit(
                Ising large,
                Patches patches,
                Kept<Snapshots<byte[]>> configurations,
                boolean normalised,
                Workbench bench) {
            Stage stage = stage(bench, patches, configurations);
            Path file = keep(stage, path -> PcaClosure.fit(large, patches, configurations.value(), VARIABLES)
                    .save(path));
            PcaClosure<byte[]> closure = PcaClosure.load(file, large, patches);
            return new Latent(closure, closure.normalisation(), stage.hash());
        }
    },
    /** Two variables of a dense autoencoder of patches, trained on the squared error. */
    AUTOENCODER {
        @Override
        Latent fit(
                Ising large,
                Patches patches,
                Kept<Snapshots<byte[]>> configurations,
                boolean normalised,
                Workbench bench) {
            Stage stage = stage(bench, patches, configurations);
            Path file = keep(stage, path -> PatchAutoencoder.train(
                            large,
                            patches,
                            configurations.value(),
                            AUTOENCODER_SETTINGS,
                            bench.progress("train the autoencoder of " + patches.patch()))
                    .save(path));
            PatchAutoencoder<byte[]> closure = PatchAutoencoder.load(file, large, patches);
            return new Latent(closure, closure.normalisation(), stage.hash());
        }
    },
    /** Two variables of the published convolutional autoencoder of patches: slow, half a day for a lattice of 64². */
    CONVOLUTIONAL {
        @Override
        Latent fit(
                Ising large,
                Patches patches,
                Kept<Snapshots<byte[]>> configurations,
                boolean normalised,
                Workbench bench) {
            ConvolutionalSettings settings = ConvolutionalSettings.paper(
                    large.grid().rows(), patches.patch().rows());
            Kept<ConvolutionalAutoencoder> kept =
                    bench.convolutionalAutoencoder(large, patches, configurations, settings);
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
     * Fits the closure to configurations and keeps it.
     *
     * @param large the large system
     * @param patches its tiling
     * @param configurations 𝒟
     * @param normalised z of mean 0 and variance 1 also where nothing is fitted, for networks without scales of their own
     * @param bench where it is kept
     * @return the latent map
     */
    abstract Latent fit(
            Ising large, Patches patches, Kept<Snapshots<byte[]>> configurations, boolean normalised, Workbench bench);

    private static Latent fluctuations(
            Ising large, Patches patches, Kept<Snapshots<byte[]>> configurations, boolean normalised, int... blocks) {
        BlockFluctuations<byte[]> closure = normalised
                ? BlockFluctuations.normalised(large, patches, configurations.value(), blocks)
                : BlockFluctuations.of(large, patches, blocks);
        String name = "fluctuations-" + Arrays.toString(blocks) + "-" + normalised;
        return new Latent(closure, closure.normalisation(), name);
    }

    Stage stage(Workbench bench, Patches patches, Kept<Snapshots<byte[]>> configurations) {
        Object settings = Map.of(
                "closure",
                name(),
                "patch",
                patches.patch(),
                "variables",
                VARIABLES,
                "autoencoder",
                AUTOENCODER_SETTINGS);
        return bench.stage("closure", settings, configurations.hash());
    }

    private static Path keep(Stage stage, Stage.FileWriter writer) {
        Path file = stage.file(FILE, writer);
        if (!stage.finished()) {
            stage.finish();
        }
        return file;
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
