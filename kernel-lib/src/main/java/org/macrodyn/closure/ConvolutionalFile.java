package org.macrodyn.closure;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.List;
import org.macrodyn.scale.Patches;

/**
 * What a convolutional autoencoder is saved as: a {@link PatchAutoencoderArchive}.
 *
 * @param networks encoder and decoder
 * @param description the rest
 */
record ConvolutionalFile(PatchAutoencoderNetworks networks, Description description) {
    /**
     * All but the networks.
     *
     * @param convolutional shape and training
     * @param tiling the system and its patches, in words; must agree when it is loaded
     * @param losses mean loss of each finished epoch
     * @param iterations steps of the updaters so far
     * @param normalisation {@code null} while training goes on
     */
    record Description(
            ConvolutionalSettings convolutional,
            String tiling,
            List<Double> losses,
            int iterations,
            Normalisation normalisation) {}

    void write(Path path) {
        new PatchAutoencoderArchive(networks, new Gson().toJson(description)).write(path);
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @param patches the tiling that it must be of
     * @return its content
     * @throws IllegalArgumentException if it is no convolutional autoencoder or one of another tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    static ConvolutionalFile read(Path path, Patches patches) {
        PatchAutoencoderArchive archive = PatchAutoencoderArchive.read(path);
        Description description = description(path, archive.description());
        if (description == null || description.convolutional() == null) {
            throw new IllegalArgumentException(path.getFileName() + ": no convolutional autoencoder, but a dense one");
        }
        PatchAutoencoderFile.requireTiling(path, description.tiling(), PatchAutoencoderFile.tiling(patches));
        return new ConvolutionalFile(archive.networks(), description);
    }

    private static Description description(Path path, String json) {
        try {
            return new Gson().fromJson(json, Description.class);
        } catch (JsonParseException problem) {
            throw new IllegalArgumentException(path.getFileName() + ": its description is damaged", problem);
        }
    }
}
