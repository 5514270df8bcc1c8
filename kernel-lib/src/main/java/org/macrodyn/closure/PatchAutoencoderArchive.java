package org.macrodyn.closure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A zip of two DL4J models, {@code encoder.zip} and {@code decoder.zip}, with their updaters, and {@code
 * autoencoder.json}.
 *
 * @param networks encoder and decoder
 * @param description the text of {@code autoencoder.json}
 */
record PatchAutoencoderArchive(PatchAutoencoderNetworks networks, String description) {
    private static final String ENCODER = "encoder.zip";
    private static final String DECODER = "decoder.zip";
    private static final String DESCRIPTION = "autoencoder.json";

    void write(Path path) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            entry(zip, ENCODER, bytes(networks.encoder()));
            entry(zip, DECODER, bytes(networks.decoder()));
            entry(zip, DESCRIPTION, description.getBytes(StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot write the autoencoder to " + path, problem);
        }
    }

    private static byte[] bytes(MultiLayerNetwork network) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network, bytes, true);
        return bytes.toByteArray();
    }

    /** A fixed time, so that equal models give equal files. */
    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @return its content
     * @throws IllegalArgumentException if a part is missing
     * @throws UncheckedIOException if it cannot be read
     */
    static PatchAutoencoderArchive read(Path path) {
        try {
            Map<String, byte[]> entries = entries(path);
            if (!entries.keySet().containsAll(List.of(ENCODER, DECODER, DESCRIPTION))) {
                throw new IllegalArgumentException(
                        path.getFileName() + ": no patch autoencoder, its parts are " + entries.keySet());
            }
            return new PatchAutoencoderArchive(
                    new PatchAutoencoderNetworks(network(entries.get(ENCODER)), network(entries.get(DECODER))),
                    new String(entries.get(DESCRIPTION), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot read the autoencoder " + path, problem);
        }
    }

    private static Map<String, byte[]> entries(Path path) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(path))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static MultiLayerNetwork network(byte[] bytes) throws IOException {
        return ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes), true);
    }
}
