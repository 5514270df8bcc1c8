package org.macrodyn.closure;

import com.google.gson.Gson;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.macrodyn.scale.Patches;
import org.macrodyn.store.Fields;

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
        PatchAutoencoderArchive.write(path, networks, new Gson().toJson(description));
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @param patches the tiling that it must be of
     * @param observables number of components of z*
     * @return its content
     * @throws IllegalArgumentException if it is no convolutional autoencoder or one of another tiling
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    static ConvolutionalFile read(Path path, Patches patches, int observables) {
        PatchAutoencoderArchive archive = PatchAutoencoderArchive.read(path);
        return PatchAutoencoderArchive.checked(path, () -> {
            Fields fields = archive.description();
            if (!fields.has("convolutional")) {
                throw new IllegalArgumentException(path + ": no convolutional autoencoder, but a dense one");
            }
            PatchAutoencoderFile.requireTiling(path, fields.text("tiling"), PatchAutoencoderFile.tiling(patches));
            ConvolutionalSettings settings = settings(fields.object("convolutional"));
            settings.requireFits(patches);
            PatchAutoencoderNetworks networks = ConvolutionalNetworks.create(settings, patches, observables);
            return new ConvolutionalFile(archive.fill(networks), description(settings, fields, networks));
        });
    }

    private static ConvolutionalSettings settings(Fields fields) {
        return new ConvolutionalSettings(
                fields.counts("encoderChannels"),
                fields.count("variables"),
                fields.counts("decoderChannels"),
                fields.number("learningRate"),
                fields.count("batch"),
                fields.count("epochs"),
                fields.whole("seed"));
    }

    private static Description description(
            ConvolutionalSettings settings, Fields fields, PatchAutoencoderNetworks networks) {
        Normalisation normalisation = fields.has("normalisation")
                ? PatchAutoencoderFile.normalisation(fields.object("normalisation"), networks.dimension())
                : null;
        return new Description(
                settings,
                fields.text("tiling"),
                Arrays.stream(fields.numbers("losses")).boxed().toList(),
                fields.count("iterations"),
                normalisation);
    }
}
