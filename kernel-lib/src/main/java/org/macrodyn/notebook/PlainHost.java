package org.macrodyn.notebook;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** No kernel (a script, a program, a test): prints the text of each output and writes its picture to a directory. */
final class PlainHost implements KernelHost {
    /** A log wants fewer lines than a bar wants redraws. */
    private static final long NANOS_BETWEEN_UPDATES = 5_000_000_000L;

    private final Path pictures;
    private final PrintStream out;
    private final Map<String, Long> printedAt = new HashMap<>();
    private int pictureCount;

    PlainHost(Path pictures, PrintStream out) {
        this.pictures = pictures;
        this.out = out;
    }

    /** The directory that {@code MACRODYN_FIGURES} names, or {@code build/figures}. */
    static Path pictures(Map<String, String> environment) {
        String given = environment.getOrDefault("MACRODYN_FIGURES", "").strip();
        return Path.of(given.isEmpty() ? "build/figures" : given);
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public boolean isRunning() {
        return true;
    }

    @Override
    public synchronized void display(String id, Bundle bundle) {
        printedAt.put(id, System.nanoTime());
        print(bundle);
    }

    @Override
    public synchronized void update(String id, Bundle bundle, boolean last) {
        long now = System.nanoTime();
        if (!last && now - printedAt.getOrDefault(id, now) < NANOS_BETWEEN_UPDATES) {
            return;
        }
        printedAt.put(id, now);
        print(bundle);
    }

    @Override
    public <T> void render(Class<T> type, Function<? super T, Bundle> renderer) {
        // No cell whose last value could appear: what is shown goes through Renderers.
    }

    private void print(Bundle bundle) {
        out.println(bundle.plain());
        String png = bundle.data().get(Bundle.PNG);
        if (png != null) {
            out.println("picture: " + write(Base64.getDecoder().decode(png)));
        }
    }

    private Path write(byte[] png) {
        Path file = pictures.resolve(String.format(Locale.ROOT, "figure-%02d.png", ++pictureCount));
        try {
            Files.createDirectories(pictures);
            return Files.write(file, png);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write " + file + ": set MACRODYN_FIGURES to a directory that can be written", e);
        }
    }
}
