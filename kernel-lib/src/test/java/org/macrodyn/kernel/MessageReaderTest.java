package org.macrodyn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
    private static final String HEADER =
            "{\"msg_id\":\"%s\",\"session\":\"s\",\"username\":\"u\",\"date\":\"d\",\"msg_type\":\"%s\",\"version\":\"5.3\"}";

    private final HMACGenerator signer;
    private final MessageReader reader;

    MessageReaderTest() throws Exception {
        signer = new HMACGenerator("hmac-sha256", "key");
        reader = new MessageReader(signer);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<byte[]> signed(String header, String content) {
        byte[] empty = bytes("{}");
        String signature = signer.calculateSignature(bytes(header), empty, empty, bytes(content));
        return new ArrayList<>(List.of(
                bytes("identity"), bytes("<IDS|MSG>"), bytes(signature), bytes(header), empty, empty, bytes(content)));
    }

    private void assertRefused(List<byte[]> frames, String reason) {
        assertThatThrownBy(() -> reader.read(frames))
                .isInstanceOf(MessageReader.Refused.class)
                .hasMessageContaining(reason);
    }

    private void assertRefused(String type, String content, String reason) {
        assertRefused(signed(HEADER.formatted(type + content.hashCode(), type), content), reason);
    }

    @Test
    void readsWithTheProtocolsDefaults() throws Exception {
        List<byte[]> frames = signed(HEADER.formatted("1", "execute_request"), "{\"code\":\"1 + 1\"}");
        frames.add(bytes("blob"));
        Message<?> message = reader.read(frames);
        ExecuteRequest request = (ExecuteRequest) message.getContent();
        assertThat(request.getCode()).isEqualTo("1 + 1");
        assertThat(request.isSilent()).isFalse();
        assertThat(request.shouldStoreHistory()).isTrue();
        assertThat(request.shouldStopOnError()).isTrue();
        assertThat(message.getIdentities()).containsExactly(bytes("identity"));
        assertThat(message.getBlobs()).containsExactly(bytes("blob"));
    }

    @Test
    void refusesFramesThatAreNoMessage() {
        List<byte[]> good = signed(HEADER.formatted("2", "execute_request"), "{\"code\":\"1\"}");
        assertRefused(List.of(bytes("identity")), "no delimiter <IDS|MSG> in its 1 frames");
        assertRefused(good.subList(0, 6), "4 frames behind the delimiter");
        List<byte[]> forged = new ArrayList<>(good);
        forged.set(6, bytes("{\"code\":\"2\"}"));
        assertRefused(forged, "wrong signature");
        forged = new ArrayList<>(good);
        forged.set(2, bytes(""));
        assertRefused(forged, "wrong signature");
    }

    @Test
    void refusesACopy() throws Exception {
        List<byte[]> frames = signed(HEADER.formatted("3", "execute_request"), "{\"code\":\"1\"}");
        reader.read(frames);
        assertRefused(frames, "a copy of a message that came before");
    }

    @Test
    void refusesSignedContentOfAnotherShape() {
        assertRefused(signed("no JSON {", "{}"), "header is not JSON");
        assertRefused(signed("[1]", "{}"), "header is not a JSON object");
        assertRefused(signed("{\"msg_id\":\"4\"}", "{}"), "no text \"msg_type\" in its header");
        assertRefused(signed("{\"msg_type\":\"execute_request\"}", "{\"code\":\"\"}"), "no text \"msg_id\"");
        assertRefused("execute_request", "\"text\"", "content is not a JSON object");
        assertRefused("execute_request", "{\"code\":", "content is not JSON");
        assertRefused("execute_request", "{}", "no text \"code\" in its content");
        assertRefused("execute_request", "{\"code\":7}", "no text \"code\" in its content");
        assertRefused("execute_request", "{\"code\":\"\",\"user_expressions\":3}", "another shape");
        assertRefused("complete_request", "{\"code\":\"a\"}", "no number \"cursor_pos\"");
        assertRefused("history_request", "{}", "shape");
        assertRefused("make_coffee_request", "{}", "unknown msg_type \"make_coffee_request\"");
    }

    @Test
    void signsNothingWithoutAKey() throws Exception {
        MessageReader open = new MessageReader(HMACGenerator.NO_AUTH_INSTANCE);
        List<byte[]> frames = signed(HEADER.formatted("5", "kernel_info_request"), "{}");
        open.read(frames);
        assertThat(open.read(frames).getHeader().getType().getName()).isEqualTo("kernel_info_request");
    }
}
