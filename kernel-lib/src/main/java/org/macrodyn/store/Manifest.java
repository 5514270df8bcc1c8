package org.macrodyn.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a stage's {@code manifest.json} says. */
final class Manifest {
    static final String FILE = "manifest.json";
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    String experiment;
    String stage;
    String hash;
    JsonElement settings;
    JsonElement seed;
    List<String> inputs;
    Map<String, String> versions;
    String created;
    boolean finished;
    SortedMap<String, FileEntry> files = new TreeMap<>();

    /** Size and checksum of one file. */
    static final class FileEntry {
        final long bytes;
        final String sha256;

        FileEntry(long bytes, String sha256) {
            this.bytes = bytes;
            this.sha256 = sha256;
        }
    }

    static Manifest read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            Manifest manifest = GSON.fromJson(Files.readString(file), Manifest.class);
            if (manifest == null || manifest.hash == null || manifest.files == null) {
                throw new IllegalArgumentException(
                        file + ": incomplete manifest: move the directory away and run again");
            }
            return manifest;
        } catch (JsonParseException damaged) {
            throw new IllegalArgumentException(
                    file + ": damaged manifest: move the directory away and run again", damaged);
        }
    }

    void write(Path directory) throws IOException {
        Durable.write(directory.resolve(FILE), GSON.toJson(this) + "\n");
    }
}
