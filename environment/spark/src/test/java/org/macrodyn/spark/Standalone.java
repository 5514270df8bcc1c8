package org.macrodyn.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A standalone master with workers, each a process of its own, on this machine's loopback. */
final class Standalone implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Path directory;
    private final int port;
    private final String jars;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();

    Standalone(Path directory, int count) throws IOException, InterruptedException {
        this.directory = directory;
        port = freePort();
        // What workers take for a Spark installation: their executors have the jars of this class path, but for the
        // library.
        Files.createDirectories(directory.resolve("home/jars"));
        Files.createFile(directory.resolve("home/RELEASE"));
        jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains("kernel-lib"))
                .collect(Collectors.joining(File.pathSeparator));
        master = start("master", "org.apache.spark.deploy.master.Master", "--port", "" + port, "--webui-port", "0");
        await();
        for (int i = 0; i < count; i++) {
            workers.add(start(
                    "worker" + i,
                    "org.apache.spark.deploy.worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "1500m",
                    "--webui-port",
                    "0",
                    "--work-dir",
                    directory.resolve("work" + i).toString(),
                    address()));
        }
    }

    String address() {
        return "spark://" + HOST + ":" + port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(String name, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("opens.txt").toAbsolutePath(),
                "-Xmx256m",
                "-cp",
                jars,
                main,
                "--host",
                HOST));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        directory.resolve("home").toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_DIST_CLASSPATH",
                        jars,
                        "SPARK_LOCAL_IP",
                        HOST));
        try {
            return builder.start();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private void await() throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IllegalStateException("the master does not answer, see " + directory.resolve("master.log"));
    }

    /** Kills a worker with its executor, as a machine that loses its power. */
    void kill(int worker) {
        Process process = workers.get(worker);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        for (int i = 0; i < workers.size(); i++) {
            kill(i);
        }
        master.destroyForcibly();
    }
}
