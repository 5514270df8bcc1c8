package org.macrodyn.kernel;

import com.google.gson.annotations.SerializedName;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.reply.ExecuteReply;

/** The reply to a cell that was not run because one before it failed; the basekernel has none. */
final class AbortedReply implements ContentType<AbortedReply> {
    @SerializedName("status")
    private final String status = "aborted";

    @Override
    @SuppressWarnings("unchecked")
    public MessageType<AbortedReply> getType() {
        return (MessageType<AbortedReply>) (MessageType<?>) ExecuteReply.MESSAGE_TYPE;
    }

    @Override
    public String toString() {
        return status;
    }
}
