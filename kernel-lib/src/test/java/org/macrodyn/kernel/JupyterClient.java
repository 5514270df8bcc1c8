package org.macrodyn.kernel;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Starts a real kernel process and speaks the Jupyter protocol 5.3 with it, as a notebook server does. */
final class JupyterClient implements AutoCloseable {
    private static final String KEY = "a-key-of-the-test";
    private static final int PATIENCE_MILLIS = 30_000;

    private final Process process;
    private final ZContext context = new ZContext();
    private final ZMQ.Socket shell = context.createSocket(SocketType.DEALER);
    private final ZMQ.Socket control = context.createSocket(SocketType.DEALER);
    private final ZMQ.Socket iopub = context.createSocket(SocketType.SUB);
    private final ZMQ.Socket stdin = context.createSocket(SocketType.DEALER);
    private final ZMQ.Socket heartbeat = context.createSocket(SocketType.REQ);

    /** A message of the output channel. */
    record Output(String type, JsonObject content) {
        String text(String mime) {
            return content.getAsJsonObject("data").get(mime).getAsString();
        }

        String displayId() {
            return content.getAsJsonObject("transient").get("display_id").getAsString();
        }
    }

    /** All that came back for one request. */
    record Answer(JsonObject reply, List<Output> outputs, long millis) {
        String status() {
            return reply.get("status").getAsString();
        }

        List<Output> ofType(String type) {
            return outputs.stream().filter(output -> output.type().equals(type)).toList();
        }

        String stream(String name) {
            StringBuilder text = new StringBuilder();
            for (Output output : ofType("stream")) {
                if (output.content().get("name").getAsString().equals(name)) {
                    text.append(output.content().get("text").getAsString());
                }
            }
            return text.toString();
        }

        String result() {
            List<Output> results = ofType("execute_result");
            return results.isEmpty() ? null : results.get(0).text("text/plain");
        }

        /** The lines of the error, without colours. */
        String error() {
            JsonArray lines = ofType("error").get(0).content().getAsJsonArray("traceback");
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append(line.getAsString()).append('\n'));
            return Ansi.strip(text.toString());
        }

        String errorName() {
            return ofType("error").get(0).content().get("ename").getAsString();
        }
    }

    private JupyterClient(Process process, int[] ports) {
        this.process = process;
        shell.connect("tcp://127.0.0.1:" + ports[0]);
        iopub.connect("tcp://127.0.0.1:" + ports[1]);
        iopub.subscribe(new byte[0]);
        stdin.connect("tcp://127.0.0.1:" + ports[2]);
        control.connect("tcp://127.0.0.1:" + ports[3]);
        heartbeat.connect("tcp://127.0.0.1:" + ports[4]);
        for (ZMQ.Socket socket : List.of(shell, control, iopub, stdin, heartbeat)) {
            socket.setReceiveTimeOut(100);
            socket.setLinger(0);
        }
    }

    /**
     * Starts a kernel with the class path of this JVM.
     *
     * @param javaHome home of the JDK
     * @param directory where the connection file goes
     * @param environment variables in addition
     * @param options options of the JVM
     */
    static JupyterClient start(Path javaHome, Path directory, Map<String, String> environment, String... options)
            throws IOException {
        int[] ports = freePorts(5);
        Path file = Files.createTempFile(directory, "connection", ".json");
        Files.writeString(
                file,
                """
                {"ip": "127.0.0.1", "transport": "tcp", "signature_scheme": "hmac-sha256", "key": "%s",
                 "shell_port": %d, "iopub_port": %d, "stdin_port": %d, "control_port": %d, "hb_port": %d}
                """
                        .formatted(KEY, ports[0], ports[1], ports[2], ports[3], ports[4]));
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(List.of("-Djava.awt.headless=true", "-Xmx400m"));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("-cp", classPath(), JavaKernel.class.getName(), file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(directory.resolve("kernel.log").toFile());
        // Agents of the build (JaCoCo) belong to the JVM of the tests alone.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().putAll(environment);
        JupyterClient client = new JupyterClient(builder.start(), ports);
        client.awaitReady();
        return client;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isBlank())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    private static int[] freePorts(int count) throws IOException {
        ServerSocket[] sockets = new ServerSocket[count];
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0);
            ports[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    /** Until replies and outputs both come: subscriptions take a moment. */
    private void awaitReady() {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < deadline) {
            send(shell, "kernel_info_request", new JsonObject());
            boolean replied = receive(shell) != null;
            if (replied && receive(iopub) != null) {
                drain(shell);
                drain(iopub);
                return;
            }
        }
        throw new AssertionError("the kernel did not answer; is it alive: " + process.isAlive());
    }

    private void drain(ZMQ.Socket socket) {
        while (receive(socket) != null) {
            // Until nothing is left.
        }
    }

    Process process() {
        return process;
    }

    Answer execute(String code) {
        return await(send(code));
    }

    ZMQ.Socket shell() {
        return shell;
    }

    ZMQ.Socket control() {
        return control;
    }

    ZMQ.Socket stdin() {
        return stdin;
    }

    /** What the heartbeat sends back for these frames. */
    List<String> beat(String... frames) {
        sendFrames(heartbeat, frames);
        List<String> back = new ArrayList<>();
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (back.isEmpty() && System.currentTimeMillis() < deadline) {
            for (String frame = heartbeat.recvStr(); frame != null; frame = moreOf(heartbeat)) {
                back.add(frame);
            }
        }
        return back;
    }

    private static String moreOf(ZMQ.Socket socket) {
        return socket.hasReceiveMore() ? socket.recvStr() : null;
    }

    /** Sends whatever one likes. */
    static void sendFrames(ZMQ.Socket socket, String... frames) {
        for (int i = 0; i < frames.length - 1; i++) {
            socket.sendMore(frames[i]);
        }
        socket.send(frames[frames.length - 1]);
    }

    /** The frames of a message that is signed well, whatever header and content are. */
    static String[] signed(String header, String content) {
        return new String[] {"<IDS|MSG>", sign(header, "{}", "{}", content), header, "{}", "{}", content};
    }

    /** Runs a cell with fields of its request changed. */
    Answer execute(String code, JsonObject changes) {
        JsonObject content = executeRequest(code);
        changes.entrySet().forEach(change -> content.add(change.getKey(), change.getValue()));
        return await(send(shell, "execute_request", content));
    }

    /** Sends a request that is not a cell, and returns the content of its reply. */
    JsonObject ask(String type, JsonObject content) {
        return next(shell, send(shell, type, content)).content();
    }

    /** Sends a cell without waiting. */
    String send(String code) {
        return send(shell, "execute_request", executeRequest(code));
    }

    Answer await(String request) {
        long start = System.nanoTime();
        List<Output> outputs = new ArrayList<>();
        while (true) {
            Message message = next(iopub, request);
            boolean status = message.type().equals("status");
            if (status && message.content().get("execution_state").getAsString().equals("idle")) {
                break;
            }
            if (!status) {
                outputs.add(new Output(message.type(), message.content()));
            }
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return new Answer(next(shell, request).content(), outputs, millis);
    }

    /** Waits until the cell of this request has printed something. */
    void awaitText(String request) {
        while (!next(iopub, request).type().equals("stream")) {
            // What comes before it is of no interest.
        }
    }

    JsonObject complete(String code, int cursor) {
        return request("complete_request", code, cursor);
    }

    JsonObject inspect(String code, int cursor) {
        return request("inspect_request", code, cursor);
    }

    JsonObject isComplete(String code) {
        return request("is_complete_request", code, 0);
    }

    void interrupt() {
        send(control, "interrupt_request", new JsonObject());
    }

    void shutdown() {
        JsonObject content = new JsonObject();
        content.addProperty("restart", false);
        send(control, "shutdown_request", content);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        context.close();
    }

    private JsonObject request(String type, String code, int cursor) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("cursor_pos", cursor);
        content.addProperty("detail_level", 0);
        return next(shell, send(shell, type, content)).content();
    }

    private static JsonObject executeRequest(String code) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.add("user_expressions", new JsonObject());
        content.addProperty("allow_stdin", false);
        content.addProperty("stop_on_error", true);
        return content;
    }

    private record Message(String type, String parent, JsonObject content) {}

    private Message next(ZMQ.Socket socket, String request) {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < deadline) {
            Message message = receive(socket);
            if (message != null && message.parent().equals(request)) {
                return message;
            }
        }
        throw new AssertionError("no answer; is the kernel alive: " + process.isAlive());
    }

    private static Message receive(ZMQ.Socket socket) {
        String frame = socket.recvStr();
        if (frame == null) {
            return null;
        }
        while (!frame.equals("<IDS|MSG>")) {
            frame = socket.recvStr();
        }
        String signature = socket.recvStr();
        String[] parts = new String[4];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = socket.recvStr();
        }
        if (!signature.equals(sign(parts))) {
            throw new AssertionError("wrong signature: " + parts[0]);
        }
        JsonObject parent = object(parts[1]);
        String id = parent.has("msg_id") ? parent.get("msg_id").getAsString() : "";
        String type = object(parts[0]).get("msg_type").getAsString();
        return new Message(type, id, object(parts[3]));
    }

    private static JsonObject object(String json) {
        return new Gson().fromJson(json, JsonObject.class);
    }

    private static String send(ZMQ.Socket socket, String type, JsonObject content) {
        String id = UUID.randomUUID().toString();
        sendFrames(socket, signed(header(id, type), content.toString()));
        return id;
    }

    static String header(String id, String type) {
        JsonObject header = new JsonObject();
        header.addProperty("msg_id", id);
        header.addProperty("session", "test");
        header.addProperty("username", "test");
        header.addProperty("date", "2026-11-24T00:00:00.000000Z");
        header.addProperty("msg_type", type);
        header.addProperty("version", "5.3");
        return header.toString();
    }

    private static String sign(String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            for (String part : parts) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
