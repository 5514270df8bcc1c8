package org.macrodyn.kernel;

import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.reply.ExecuteReply;
import java.util.Map;

/** The reply to a cell; the basekernel's knows neither aborted cells nor how user expressions are written. */
final class CellReply implements ContentType<CellReply> {
    @SerializedName("status")
    private final String status;

    @SerializedName("execution_count")
    private final Integer count;

    @SerializedName("user_expressions")
    private final Map<String, JsonObject> expressions;

    private CellReply(String status, Integer count, Map<String, JsonObject> expressions) {
        this.status = status;
        this.count = count;
        this.expressions = expressions;
    }

    static CellReply ok(int count, Map<String, JsonObject> expressions) {
        return new CellReply("ok", count, expressions);
    }

    /** Of a cell that was not run because one before it failed. */
    static CellReply aborted() {
        return new CellReply("aborted", null, null);
    }

    @Override
    @SuppressWarnings("unchecked")
    public MessageType<CellReply> getType() {
        return (MessageType<CellReply>) (MessageType<?>) ExecuteReply.MESSAGE_TYPE;
    }
}
