package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.kernel.JupyterClient.Answer;
import org.macrodyn.kernel.JupyterClient.Output;

/** What Jupyter's protocol promises beyond plain cells, with one kernel process. */
class KernelProtocolTest {
    @TempDir
    static Path directory;

    private static JupyterClient kernel;

    @BeforeAll
    static void start() throws IOException {
        kernel = JupyterClient.start(Path.of(System.getProperty("java.home")), directory, Map.of());
    }

    @AfterAll
    static void stop() {
        kernel.close();
    }

    private static JsonObject json(String text) {
        return new Gson().fromJson(text, JsonObject.class);
    }

    private static int count(Answer answer) {
        return answer.reply().get("execution_count").getAsInt();
    }

    private static long dropped() throws IOException {
        return Files.readString(directory.resolve("kernel.log"))
                .lines()
                .filter(line -> line.startsWith("dropped a message of the channel "))
                .count();
    }

    private static List<String[]> malformed() {
        List<String[]> all = new ArrayList<>();
        String good = JupyterClient.header("m", "execute_request");
        String[] forged = JupyterClient.signed(good, "{\"code\":\"1\"}");
        forged[1] = "0".repeat(64);
        all.add(forged);
        all.add(new String[] {"no delimiter"});
        all.add(new String[] {""});
        all.add(new String[] {"<IDS|MSG>"});
        all.add(new String[] {"<IDS|MSG>", "a", "{}", "{}", "{}"});
        all.add(JupyterClient.signed("no JSON {", "{}"));
        all.add(JupyterClient.signed("[1]", "{}"));
        all.add(JupyterClient.signed("{\"session\":\"s\"}", "{}"));
        all.add(JupyterClient.signed(good, "no JSON {"));
        all.add(JupyterClient.signed(good, "[]"));
        all.add(JupyterClient.signed(good, "{\"code\":{\"a\":1}}"));
        all.add(JupyterClient.signed(JupyterClient.header("n", "unknown_request"), "{}"));
        return all;
    }

    @Test
    void dropsMalformedMessagesAndServesTheNext() throws IOException {
        long before = dropped();
        for (String[] frames : malformed()) {
            JupyterClient.sendFrames(kernel.shell(), frames);
            assertThat(kernel.execute("6 * 7").result()).isEqualTo("42");
        }
        assertThat(dropped() - before).isEqualTo(12);
        for (String[] frames : malformed()) {
            JupyterClient.sendFrames(kernel.control(), frames);
            JupyterClient.sendFrames(kernel.stdin(), frames);
        }
        JupyterClient.sendFrames(
                kernel.stdin(), JupyterClient.signed(JupyterClient.header("i", "input_reply"), "{\"value\":\"x\"}"));
        String request = kernel.send("System.out.println(1); Thread.sleep(20_000);");
        kernel.awaitText(request);
        kernel.interrupt();
        assertThat(kernel.await(request).errorName()).isEqualTo("Interrupted");
        assertThat(kernel.beat("a", "b", "c")).containsExactly("a", "b", "c");
        assertThat(kernel.beat("ping")).containsExactly("ping");
    }

    @Test
    void doesNotRunAReplayedMessageAgain() {
        kernel.execute("int runs = 0;");
        String header = JupyterClient.header("replayed", "execute_request");
        String[] frames = JupyterClient.signed(header, "{\"code\":\"runs++;\"}");
        JupyterClient.sendFrames(kernel.shell(), frames);
        assertThat(kernel.await("replayed").status()).isEqualTo("ok");
        JupyterClient.sendFrames(kernel.shell(), frames);
        assertThat(kernel.execute("runs").result()).isEqualTo("1");
    }

    @Test
    void runsSilentCellsWithoutATrace() {
        int last = count(kernel.execute("int quiet = 1;"));
        Answer silent = kernel.execute("System.out.println(quiet); quiet = 2; quiet", json("{\"silent\": true}"));
        assertThat(silent.status()).isEqualTo("ok");
        assertThat(silent.outputs()).isEmpty();
        assertThat(kernel.execute("quiet / 0", json("{\"silent\": true}")).status())
                .isEqualTo("error");
        Answer unnumbered = kernel.execute("quiet", json("{\"store_history\": false}"));
        assertThat(unnumbered.result()).isEqualTo("2");
        assertThat(kernel.execute("quiet / 0", json("{\"store_history\": false}"))
                        .error())
                .contains("a cell without number, line 1");
        assertThat(count(kernel.execute("quiet"))).isEqualTo(last + 1);
    }

    @Test
    void evaluatesUserExpressionsAfterTheCell() {
        JsonObject changes =
                json("{\"user_expressions\": {\"sum\": \"ue + 1\", \"bad\": \"ue +\", \"none\": \"null\"}}");
        JsonObject values = kernel.execute("int ue = 4;", changes).reply().getAsJsonObject("user_expressions");
        assertThat(values.getAsJsonObject("sum"))
                .isEqualTo(json("{\"status\": \"ok\", \"data\": {\"text/plain\": \"5\"}, \"metadata\": {}}"));
        assertThat(values.getAsJsonObject("bad").get("status").getAsString()).isEqualTo("error");
        assertThat(values.getAsJsonObject("bad").get("ename").getAsString()).isEqualTo("CompileError");
        assertThat(values.getAsJsonObject("none")
                        .getAsJsonObject("data")
                        .get("text/plain")
                        .getAsString())
                .isEqualTo("null");
        assertThat(kernel.execute("ue").reply().getAsJsonObject("user_expressions"))
                .isEqualTo(json("{}"));
    }

    @Test
    void tellsItsHistory() {
        int first = count(kernel.execute("// history α"));
        kernel.execute("// hidden", json("{\"store_history\": false}"));
        kernel.execute("// history β");
        JsonObject tail =
                kernel.ask("history_request", json("{\"hist_access_type\": \"tail\", \"n\": 2, \"raw\": true}"));
        assertThat(tail)
                .isEqualTo(
                        json("{\"status\": \"ok\", \"history\": [[1, %d, \"// history α\"], [1, %d, \"// history β\"]]}"
                                .formatted(first, first + 1)));
        JsonObject range = kernel.ask(
                "history_request",
                json("{\"hist_access_type\": \"range\", \"session\": 0, \"start\": %d, \"stop\": %d, \"output\": true}"
                        .formatted(first, first + 1)));
        assertThat(range.getAsJsonArray("history")).hasToString("[[1,%d,[\"// history α\",null]]]".formatted(first));
        JsonObject search = kernel.ask(
                "history_request", json("{\"hist_access_type\": \"search\", \"pattern\": \"*story ?\", \"n\": 1}"));
        assertThat(search.getAsJsonArray("history")).hasToString("[[1,%d,\"// history β\"]]".formatted(first + 1));
    }

    @Test
    void stopsAFloodOfPrintsAndOfPictures() {
        for (String flood : List.of("System.out.println(\"spam\");", "show(\"spam\");")) {
            String request = kernel.send("System.out.println(\"begin\"); while (true) { " + flood + " }");
            kernel.awaitText(request);
            kernel.interrupt();
            Answer answer = kernel.await(request);
            assertThat(answer.error()).isEqualTo("Interrupted: the cell was stopped\n");
            Answer next = kernel.execute("System.out.println(\"only this\");");
            assertThat(next.outputs())
                    .filteredOn(output -> !output.type().equals("execute_input"))
                    .extracting(Output::content)
                    .containsExactly(json("{\"name\": \"stdout\", \"text\": \"only this\\n\"}"));
        }
    }

    @Test
    void answersEveryRequestOfCodeThatBreaksTheCompiler() {
        String deep = "int x = " + "(".repeat(30_000);
        assertThat(kernel.execute(deep).status()).isEqualTo("error");
        assertThat(kernel.complete(deep, deep.length()).get("status").getAsString())
                .isEqualTo("ok");
        assertThat(kernel.inspect(deep, deep.length()).get("found").getAsBoolean())
                .isFalse();
        assertThat(kernel.isComplete(deep).has("status")).isTrue();
        assertThat(kernel.complete("a", 99).get("matches").getAsJsonArray()).isEmpty();
        assertThat(kernel.execute("1 + 1").result()).isEqualTo("2");
    }
}
