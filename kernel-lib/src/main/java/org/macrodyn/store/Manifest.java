package org.macrodyn.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a stage's {@code manifest.json} says. */
final class Manifest {
    static final String FILE = "manifest.json";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    String experiment = "";
    String stage = "";
    String hash = "";
    JsonElement settings = JsonNull.INSTANCE;
    JsonElement seed = JsonNull.INSTANCE;
    int algorithm;
    SortedMap<String, String> behaviour = new TreeMap<>();
    List<String> inputs = List.of();
    SortedMap<String, String> versions = new TreeMap<>();
    String created = "";
    boolean finished;
    /** When {@link #finished} became true. */
    @Nullable
    String finishedAt;

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
            return of(Fields.read(file), file);
        } catch (IllegalArgumentException damaged) {
            String reason = String.valueOf(damaged.getMessage()).replace(file + ": ", "");
            throw new IllegalArgumentException(
                    file + ": damaged manifest (" + reason + "): move the directory away and run again", damaged);
        }
    }

    private static Manifest of(Fields fields, Path file) {
        Manifest manifest = new Manifest();
        manifest.experiment = fields.text("experiment");
        manifest.stage = fields.text("stage");
        manifest.hash = fields.text("hash");
        manifest.settings = fields.has("settings") ? fields.get("settings") : manifest.settings;
        manifest.seed = fields.has("seed") ? fields.get("seed") : manifest.seed;
        manifest.algorithm = fields.count("algorithm");
        manifest.behaviour = texts(fields.object("behaviour"));
        manifest.inputs = fields.texts("inputs");
        manifest.versions = texts(fields.object("versions"));
        manifest.created = fields.text("created");
        manifest.finished = fields.truth("finished");
        manifest.finishedAt = fields.has("finishedAt") ? fields.text("finishedAt") : null;
        Fields files = fields.object("files");
        for (String name : files.names()) {
            manifest.files.put(name, entry(name, files.object(name), file));
        }
        return manifest;
    }

    private static SortedMap<String, String> texts(Fields fields) {
        SortedMap<String, String> texts = new TreeMap<>();
        fields.names().forEach(name -> texts.put(name, fields.text(name)));
        return texts;
    }

    /** A name must not lead out of the stage's directory. */
    private static FileEntry entry(String name, Fields fields, Path file) {
        RunStore.requireName(name);
        FileEntry entry = new FileEntry(fields.whole("bytes"), fields.text("sha256"));
        if (entry.bytes < 0 || !SHA256.matcher(entry.sha256).matches()) {
            throw new IllegalArgumentException(file + ": size or checksum of " + name + " cannot be");
        }
        return entry;
    }

    /** What makes a stage another one. */
    String identity() {
        return settings + "\n" + algorithm + "\n" + behaviour + "\n" + inputs;
    }

    void write(Path directory) throws IOException {
        String text = GSON.toJson(this) + "\n";
        Durable.replace(directory.resolve(FILE), temporary -> Files.writeString(temporary, text));
    }
}
