package org.macrodyn.spark;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.macrodyn.run.Cluster;

/**
 * Index ranges on Apache Spark. Work is packed once and broadcast, so that each executor gets it once; a piece is a task; a piece
 * whose executor dies is done again by another, from the same random streams, to the same bits.
 *
 * <p>Executors fetch the library from the driver, but not ND4J's native code: the published convolutional autoencoder stays on
 * the driver.
 */
final class SparkCluster implements Cluster {
    private static final int CONNECT_SECONDS = 60;
    private static final AtomicLong JOBS = new AtomicLong();

    private final JavaSparkContext spark;

    private SparkCluster(JavaSparkContext spark) {
        this.spark = spark;
    }

    static SparkCluster connect(String master) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setAppName("macrodyn")
                .set("spark.ui.enabled", "false")
                .set("spark.ui.showConsoleProgress", "false")
                .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
                .setJars(jars().toArray(String[]::new));
        try {
            JavaSparkContext spark = new JavaSparkContext(conf);
            return new SparkCluster(await(spark, master));
        } catch (RuntimeException unreachable) {
            throw new IllegalStateException(
                    "no Spark master answers at " + master + ": start one, or correct the address ("
                            + unreachable.getMessage() + ")",
                    unreachable);
        }
    }

    /** Waits for the first executor, since how many pieces make sense depends on how many there are. */
    private static JavaSparkContext await(JavaSparkContext spark, String master) {
        long end = System.nanoTime() + CONNECT_SECONDS * 1_000_000_000L;
        while (!master.startsWith("local") && executors(spark) == 0) {
            if (System.nanoTime() > end) {
                spark.close();
                throw new IllegalStateException("no executor within " + CONNECT_SECONDS + " s");
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException interrupt) {
                spark.close();
                throw new CancellationException("interrupted while connecting to " + master);
            }
        }
        return spark;
    }

    private static int executors(JavaSparkContext spark) {
        // The driver is counted with them.
        return spark.sc().getExecutorMemoryStatus().size() - 1;
    }

    /** What executors need of the class path: Spark is there already, native code of ND4J is not sent. */
    private static List<String> jars() {
        Map<String, String> jars = new LinkedHashMap<>();
        for (String entry : Splitter.on(File.pathSeparatorChar).split(System.getProperty("java.class.path"))) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.put(entry, packed(path).toString());
            } else if (Files.exists(path) && isSent(path)) {
                jars.putIfAbsent(String.valueOf(path.getFileName()), entry);
            }
        }
        return List.copyOf(jars.values());
    }

    private static boolean isSent(Path jar) {
        return Stream.of(
                        "kernel-lib",
                        "spark-workers",
                        "fastutil",
                        "commons-math3",
                        "tablesaw",
                        "xchart",
                        "kryo5",
                        "jspecify")
                .anyMatch(String.valueOf(jar.getFileName())::startsWith);
    }

    private static Path packed(Path classes) {
        try {
            Path jar = Files.createTempFile("classes", ".jar");
            jar.toFile().deleteOnExit();
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    out.putNextEntry(
                            new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, out);
                }
            }
            return jar;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public int slots() {
        return Math.max(1, spark.defaultParallelism());
    }

    @Override
    public List<Future<byte[]>> submit(String label, List<Piece> pieces, Work work) {
        String group = label + "-" + JOBS.incrementAndGet();
        List<PieceResult> results = new ArrayList<>();
        pieces.forEach(piece -> results.add(new PieceResult(() -> spark.sc().cancelJobGroupAndFutureJobs(group))));
        if (!pieces.isEmpty()) {
            Luggage luggage = Luggage.of(work);
            Thread driver = new Thread(() -> run(group, label, pieces, luggage, results), "macrodyn-spark");
            driver.setDaemon(true);
            driver.start();
        }
        return List.copyOf(results);
    }

    private void run(String group, String label, List<Piece> pieces, Luggage luggage, List<PieceResult> results) {
        Broadcast<Luggage> sent = spark.broadcast(luggage);
        try {
            spark.setJobGroup(group, label, true);
            JobResults.collect(spark, pieces, new PieceTask(sent), results);
        } catch (Throwable problem) {
            Throwable cause = cause(problem);
            results.forEach(result -> result.completeExceptionally(cause));
        } finally {
            sent.destroy();
        }
    }

    private static Throwable cause(Throwable problem) {
        Throwable deepest = problem;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    @Override
    public void close() {
        spark.close();
    }
}
