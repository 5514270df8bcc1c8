package org.macrodyn.kernel;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.KernelTimestamp;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.adapters.HistoryRequestAdapter;
import io.github.spencerpark.jupyter.messages.request.HistoryRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes messages of frames. What is not a well-formed, signed, new message is refused with one line. */
final class MessageReader {
    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAMES_BEHIND_DELIMITER = 5;
    private static final int SIGNATURES_KEPT = 1 << 16;
    private static final Set<String> WITH_CODE =
            Set.of("execute_request", "inspect_request", "complete_request", "is_complete_request");
    private static final Set<String> WITH_CURSOR = Set.of("inspect_request", "complete_request");

    private final Gson gson = new GsonBuilder()
            .registerTypeAdapter(HistoryRequest.class, HistoryRequestAdapter.INSTANCE)
            .create();
    private final HMACGenerator signer;
    private final Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > SIGNATURES_KEPT;
        }
    });

    /** Why a message is dropped. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    MessageReader(HMACGenerator signer) {
        this.signer = signer;
    }

    /**
     * Reads one message.
     *
     * @param frames all of its frames
     * @throws Refused if it is not to be served
     */
    Message<?> read(List<byte[]> frames) throws Refused {
        int delimiter = 0;
        while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        if (delimiter == frames.size()) {
            throw new Refused("no delimiter <IDS|MSG> in its " + frames.size() + " frames");
        }
        List<byte[]> rest = frames.subList(delimiter + 1, frames.size());
        if (rest.size() < FRAMES_BEHIND_DELIMITER) {
            throw new Refused(
                    rest.size() + " frames behind the delimiter, " + FRAMES_BEHIND_DELIMITER + " at least are needed");
        }
        verify(rest);
        List<byte[]> blobs = rest.subList(FRAMES_BEHIND_DELIMITER, rest.size());
        try {
            return message(frames.subList(0, delimiter), object("header", rest.get(1)), rest, blobs);
        } catch (RuntimeException e) {
            throw new Refused("content of another shape than its type has (" + firstLine(e) + ")");
        } catch (StackOverflowError e) {
            throw new Refused("JSON nested too deeply");
        }
    }

    /** Without a key, Jupyter signs nothing. */
    private synchronized void verify(List<byte[]> rest) throws Refused {
        String expected = signer.calculateSignature(rest.get(1), rest.get(2), rest.get(3), rest.get(4));
        if (expected.isEmpty()) {
            return;
        }
        if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII), rest.get(0))) {
            throw new Refused("wrong signature");
        }
        if (!seen.add(expected)) {
            throw new Refused("a copy of a message that came before");
        }
    }

    private Message<?> message(List<byte[]> identities, JsonObject header, List<byte[]> rest, List<byte[]> blobs)
            throws Refused {
        String name = text(header, "header", "msg_type");
        MessageType<?> type = MessageType.getType(name);
        if (type.equals(MessageType.UNKNOWN)) {
            throw new Refused("unknown msg_type \"" + name + "\"");
        }
        JsonObject metadata = object("metadata", rest.get(3));
        JsonObject content = object("content", rest.get(4));
        requireFields(name, content);
        return of(identities, header, type, gson.fromJson(metadata, LinkedHashMap.class), content, blobs);
    }

    private <T> Message<T> of(
            List<byte[]> identities,
            JsonObject header,
            MessageType<T> type,
            Map<?, ?> metadata,
            JsonObject content,
            List<byte[]> blobs)
            throws Refused {
        Map<String, Object> named = new LinkedHashMap<>();
        metadata.forEach((key, value) -> named.put(key.toString(), value));
        Header<T> read = new Header<>(
                text(header, "header", "msg_id"),
                textOr(header, "username", ""),
                text(header, "header", "session"),
                new KernelTimestamp(textOr(header, "date", "")),
                type,
                textOr(header, "version", Header.PROTOCOL_VERISON));
        return new Message<>(
                List.copyOf(identities),
                read,
                null,
                named,
                gson.fromJson(content, type.getContentType()),
                List.copyOf(blobs));
    }

    /** Missing fields have the values that the protocol says, not Java's. */
    private static void requireFields(String type, JsonObject content) throws Refused {
        if (WITH_CODE.contains(type)) {
            text(content, "content", "code");
        }
        if (WITH_CURSOR.contains(type)
                && !(content.get("cursor_pos") instanceof JsonPrimitive number && number.isNumber())) {
            throw new Refused("no number \"cursor_pos\" in its content");
        }
        if (type.equals("execute_request")) {
            for (String flag : List.of("store_history", "stop_on_error")) {
                if (!content.has(flag)) {
                    content.addProperty(flag, true);
                }
            }
        }
    }

    private static JsonObject object(String what, byte[] json) throws Refused {
        JsonElement element;
        try {
            element = JsonParser.parseString(new String(json, StandardCharsets.UTF_8));
        } catch (JsonParseException e) {
            throw new Refused(what + " is not JSON");
        }
        if (!element.isJsonObject()) {
            throw new Refused(what + " is not a JSON object");
        }
        return element.getAsJsonObject();
    }

    private static String text(JsonObject object, String what, String field) throws Refused {
        if (object.get(field) instanceof JsonPrimitive value && value.isString()) {
            return value.getAsString();
        }
        throw new Refused("no text \"" + field + "\" in its " + what);
    }

    private static String textOr(JsonObject object, String field, String otherwise) {
        return object.get(field) instanceof JsonPrimitive value && value.isString() ? value.getAsString() : otherwise;
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
