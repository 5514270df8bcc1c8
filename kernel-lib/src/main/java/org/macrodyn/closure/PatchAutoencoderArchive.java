package org.macrodyn.closure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.macrodyn.store.Archive;
import org.macrodyn.store.Fields;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A zip of the parameters and updaters of encoder and decoder ({@code .npy}) with their description, {@code
 * autoencoder.json}. It is parsed: no object of Java is read from it, and it names no class; the networks are built from
 * their settings.
 *
 * @param file where from, for messages
 * @param parts content by name
 */
record PatchAutoencoderArchive(Path file, Map<String, byte[]> parts) {
    private static final String DESCRIPTION = "autoencoder.json";
    private static final List<String> NAMES =
            List.of("encoder.npy", "encoder-updater.npy", "decoder.npy", "decoder-updater.npy", DESCRIPTION);

    static void write(Path path, PatchAutoencoderNetworks networks, String description) {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        put(parts, "encoder", networks.encoder());
        put(parts, "decoder", networks.decoder());
        parts.put(DESCRIPTION, description.getBytes(StandardCharsets.UTF_8));
        try {
            Archive.write(path, parts);
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot write the autoencoder to " + path, problem);
        }
    }

    private static void put(Map<String, byte[]> parts, String name, MultiLayerNetwork network) {
        parts.put(name + ".npy", bytes(network.params()));
        parts.put(name + "-updater.npy", bytes(updater(network)));
    }

    private static INDArray updater(MultiLayerNetwork network) {
        return network.getUpdater().getStateViewArray();
    }

    private static byte[] bytes(INDArray row) {
        return Npy.bytes(NpyArray.of(row.ravel().toFloatVector()));
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @return its content
     * @throws IllegalArgumentException if it is damaged or a part is missing
     * @throws UncheckedIOException if it cannot be read
     */
    static PatchAutoencoderArchive read(Path path) {
        try {
            Map<String, byte[]> parts = Archive.read(path);
            if (!parts.keySet().equals(Set.copyOf(NAMES))) {
                throw new IllegalArgumentException(
                        path + ": no patch autoencoder, or one of an older version: its parts" + " are "
                                + parts.keySet() + ", must be " + NAMES + "; train it again");
            }
            return new PatchAutoencoderArchive(path, parts);
        } catch (ZipException damaged) {
            throw new IllegalArgumentException(damaged.getMessage(), damaged);
        } catch (IOException problem) {
            throw new UncheckedIOException(path + ": cannot be read: " + problem.getMessage(), problem);
        }
    }

    Fields description() {
        return Fields.parse(new String(parts.get(DESCRIPTION), StandardCharsets.UTF_8), file + "!" + DESCRIPTION);
    }

    /** Gives networks of the file's settings its parameters and updaters. */
    PatchAutoencoderNetworks fill(PatchAutoencoderNetworks networks) {
        fill(networks.encoder(), "encoder");
        fill(networks.decoder(), "decoder");
        return networks;
    }

    private void fill(MultiLayerNetwork network, String name) {
        network.setParams(row(name, network.numParams()));
        INDArray updater = updater(network);
        updater.assign(row(name + "-updater", updater.length()));
    }

    private INDArray row(String name, long length) {
        float[] values =
                Npy.read(parts.get(name + ".npy"), file + "!" + name + ".npy").floats();
        if (values.length != length) {
            throw new IllegalArgumentException(file + ": " + name + " has " + values.length
                    + " numbers, its description asks for " + length + ": not the file of one model, train it again");
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        file + ": " + name + " holds " + value + ": must be finite, train it again");
            }
        }
        return Nd4j.createFromArray(values).reshape(1, length);
    }

    /** Does what may find the content wrong, and names the file then. */
    static <T> T checked(Path path, java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException wrong) {
            String told = wrong.getMessage();
            throw told.startsWith(path.toString()) ? wrong : new IllegalArgumentException(path + ": " + told, wrong);
        }
    }
}
