package org.macrodyn.kernel;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.ShellChannel;
import io.github.spencerpark.jupyter.channels.ShellHandler;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.channels.StdinChannel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.RequestType;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import io.github.spencerpark.jupyter.messages.publish.PublishStream;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import io.github.spencerpark.jupyter.messages.reply.ExecuteReply;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;

/**
 * The basekernel's connection with loops that no message ends, with all output sent from one thread in one order, and
 * errors under their own names.
 */
final class KernelConnection extends JupyterConnection {
    private final KernelConnectionProperties properties;
    private final MessageReader reader;
    private final PrintStream log;
    private final Publisher publisher = new Publisher();
    private final CellOutput output = new CellOutput(this::publishText);
    private List<ChannelLoop> loops = List.of();
    private List<Thread> serving = List.of();
    private volatile @Nullable MessageContext cell;
    private volatile boolean silent;
    private volatile @Nullable CellFailure failure;
    private volatile Map<String, JsonObject> expressions = Map.of();
    private volatile int count;

    /**
     * Binds nothing yet.
     *
     * @param properties what Jupyter wrote into the connection file
     * @param log gets one line for each message that is dropped
     */
    KernelConnection(KernelConnectionProperties properties, PrintStream log) throws GeneralSecurityException {
        super(properties);
        this.properties = properties;
        this.reader = new MessageReader(properties.createHMACGenerator());
        this.log = log;
    }

    CellOutput output() {
        return output;
    }

    /** Binds all channels and serves them. */
    @Override
    public void connect() {
        bind(heartbeat, properties.getHbPort());
        bind(shell, properties.getShellPort());
        bind(control, properties.getControlPort());
        bind(stdin, properties.getStdinPort());
        bind(iopub, properties.getIopubPort());
        iopub.sendMessage(new Message<>(null, PublishStatus.MESSAGE_TYPE, PublishStatus.STARTING));
        ChannelLoop ofHeartbeat = new ChannelLoop("heartbeat", heartbeat, this::echo, log);
        ChannelLoop ofShell = new ChannelLoop("shell", shell, frames -> serve(shell, frames), log);
        ChannelLoop ofControl = new ChannelLoop("control", control, frames -> serve(control, frames), log);
        ChannelLoop ofStdin = new ChannelLoop("stdin", stdin, this::refuseInput, log);
        loops = List.of(ofHeartbeat, ofShell, ofControl, ofStdin);
        DeepThread.of("heartbeat", ofHeartbeat::run).start();
        DeepThread.of("stdin", ofStdin::run).start();
        serving = List.of(DeepThread.of("shell", ofShell::run), DeepThread.of("control", ofControl::run));
        serving.forEach(Thread::start);
    }

    private void bind(ZMQ.Socket socket, int port) {
        socket.bind(properties.getTransport() + "://" + properties.getIp() + ":" + port);
    }

    private void echo(List<byte[]> frames) {
        for (int i = 0; i < frames.size() - 1; i++) {
            heartbeat.sendMore(frames.get(i));
        }
        heartbeat.send(frames.get(frames.size() - 1));
    }

    /** Nothing ever asks for input, so that every answer comes unasked. */
    private void refuseInput(List<byte[]> frames) throws MessageReader.Refused {
        Message<?> message = reader.read(frames);
        throw new MessageReader.Refused(message.getHeader().getType() + ", though no cell has asked for input");
    }

    private void serve(ShellChannel channel, List<byte[]> frames) throws MessageReader.Refused {
        serveMessage(channel, reader.read(frames));
    }

    private <T> void serveMessage(ShellChannel channel, Message<T> message) throws MessageReader.Refused {
        ShellHandler<T> handler = getHandler(message.getHeader().getType());
        if (handler == null) {
            throw new MessageReader.Refused(message.getHeader().getType() + " is no request");
        }
        Environment environment = new Environment(channel, stdin, message);
        try {
            handler.handle(environment, message);
        } catch (Exception | Error e) {
            environment.replyBroken(message.getContent(), e);
        } finally {
            environment.resolveDeferrals();
        }
        if (environment.isMarkedForShutdown()) {
            loops.forEach(ChannelLoop::close);
        }
    }

    /** Until Jupyter has asked for the end, and the cell that ran then has ended. */
    @Override
    public void waitUntilClose() {
        try {
            for (Thread thread : serving) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** From now on text belongs to this request's cell. */
    void startCell(Message<ExecuteRequest> request) {
        output.flush();
        cell = request;
        silent = request.getContent().isSilent();
        failure = null;
        expressions = Map.of();
    }

    /** Gives the error that the basekernel is about to report its own name and lines. */
    void cellFailed(CellFailure reason, int executionCount) {
        count = executionCount;
        failure = reason;
    }

    /** What the reply says of the request's user expressions. */
    void expressionsEvaluated(Map<String, JsonObject> values) {
        expressions = values;
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

    private void publishText(boolean error, String text) {
        MessageContext parent = cell;
        if (parent != null && !silent) {
            var type = error ? PublishStream.StreamType.ERR : PublishStream.StreamType.OUT;
            PublishStream content = new PublishStream(type, text);
            publisher.send(() -> iopub.sendMessage(new Message<>(parent, PublishStream.MESSAGE_TYPE, content)));
        }
    }

    /** Sends outputs through the publisher, and keeps the basekernel's rule that {@code defer()} defers one message. */
    private final class Environment extends ShellReplyEnvironment {
        private boolean deferNext;
        private boolean replied;

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
            replied = true;
            nowOrLater(() -> getShell().sendMessage(message));
        }

        /** Of a silent cell, nothing is shown but that the kernel is busy and idle. */
        @Override
        public <T extends ContentType<T>> void publish(T content) {
            CellThread.beforeOutput();
            CellFailure reason = failure;
            boolean ofCell = getContext() == cell;
            if (ofCell && silent && !(content instanceof PublishStatus)) {
                deferNext = false;
            } else if (content instanceof PublishError && reason != null) {
                super.publish(new PublishError(reason.name(), reason.getMessage(), reason.lines()));
            } else {
                super.publish(content);
            }
        }

        @Override
        public <T extends ContentType<T>> void reply(T content) {
            if (content instanceof ExecuteReply ran) {
                super.reply(CellReply.ok(ran.getExecutionCount(), expressions));
            } else {
                super.reply(content);
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

        /** Answers a request whose handler broke down. */
        private void replyBroken(Object request, Throwable reason) {
            deferNext = false;
            log.println("a request could not be served: " + reason);
            if (request instanceof RequestType<?> asked && !replied) {
                String name = reason.getClass().getName();
                String message = String.valueOf(reason.getMessage());
                replyError(
                        asked.getReplyType().error(),
                        new ErrorReply(name, message, List.of(Ansi.red(name + ": " + message))));
            }
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
