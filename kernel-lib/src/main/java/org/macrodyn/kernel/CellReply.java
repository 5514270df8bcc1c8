package org.macrodyn.kernel;

import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.reply.ExecuteReply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reply to a cell; the basekernel's knows neither aborted cells nor how user expressions are written. */
record CellReply(
        String status,
        @SerializedName("execution_count") @Nullable Integer count,
        @SerializedName("user_expressions") @Nullable Map<String, JsonObject> expressions)
        implements ContentType<CellReply> {
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
