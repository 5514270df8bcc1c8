package org.macrodyn.kernel;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.ShellChannel;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.channels.StdinChannel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishStream;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import java.security.GeneralSecurityException;
import org.zeromq.ZMQ;

/** The basekernel's connection with all output sent from one thread in one order, and errors under their own names. */
final class KernelConnection extends JupyterConnection {
    private final Publisher publisher = new Publisher();
    private final CellOutput output = new CellOutput(this::publishText);
    private volatile MessageContext cell;
    private volatile CellFailure failure;
    private volatile int count;

    /**
     * Binds nothing yet.
     *
     * @param properties what Jupyter wrote into the connection file
     */
    KernelConnection(KernelConnectionProperties properties) throws GeneralSecurityException {
        super(properties);
    }

    CellOutput output() {
        return output;
    }

    /** From now on text belongs to this request's cell. */
    void startCell(MessageContext request) {
        output.flush();
        cell = request;
        failure = null;
    }

    /** Gives the error that the basekernel is about to report its own name and lines. */
    void cellFailed(CellFailure reason, int executionCount) {
        count = executionCount;
        failure = reason;
    }

    /** Late text of background threads goes on belonging to the cell that ran last. */
    boolean endCell() {
        boolean failed = failure != null;
        failure = null;
        return failed;
    }

    /** Whether requests wait in the shell channel. Only for the thread of that channel. */
    boolean hasWaitingRequests() {
        return (shell.getEvents() & ZMQ.Poller.POLLIN) != 0;
    }

    @Override
    public ShellReplyEnvironment prepareReplyEnv(ShellChannel channel, MessageContext request) {
        return new Environment(channel, stdin, request);
    }

    private void publishText(boolean error, String text) {
        MessageContext parent = cell;
        if (parent != null) {
            var type = error ? PublishStream.StreamType.ERR : PublishStream.StreamType.OUT;
            PublishStream content = new PublishStream(type, text);
            publisher.send(() -> iopub.sendMessage(new Message<>(parent, PublishStream.MESSAGE_TYPE, content)));
        }
    }

    /** Sends outputs through the publisher, and keeps the basekernel's rule that {@code defer()} defers one message. */
    private final class Environment extends ShellReplyEnvironment {
        private boolean deferNext;

        Environment(ShellChannel channel, StdinChannel stdin, MessageContext request) {
            super(channel, stdin, iopub, request);
        }

        @Override
        public ShellReplyEnvironment defer() {
            deferNext = true;
            return this;
        }

        @Override
        public void publish(Message<?> message) {
            nowOrLater(() -> {
                output.flush();
                publisher.send(() -> iopub.sendMessage(message));
            });
        }

        @Override
        public void reply(Message<?> message) {
            nowOrLater(() -> getShell().sendMessage(message));
        }

        @Override
        public <T extends ContentType<T>> void publish(T content) {
            CellFailure reason = failure;
            if (content instanceof PublishError && reason != null) {
                super.publish(new PublishError(reason.name(), reason.getMessage(), reason.lines()));
            } else {
                super.publish(content);
            }
        }

        @Override
        public void replyError(MessageType<?> type, ErrorReply error) {
            CellFailure reason = failure;
            if (reason == null) {
                super.replyError(type, error);
                return;
            }
            ErrorReply named = new ErrorReply(reason.name(), reason.getMessage(), reason.lines());
            named.setExecutionCount(count);
            super.replyError(type, named);
        }

        private void nowOrLater(Runnable send) {
            if (deferNext) {
                deferNext = false;
                defer(send);
            } else {
                send.run();
            }
        }
    }
}
