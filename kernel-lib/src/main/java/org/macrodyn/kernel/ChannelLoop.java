package org.macrodyn.kernel;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * Receives the messages of one channel and serves them, one after the other. No message, whatever it holds and whatever
 * it causes, ends the loop; only the end of its socket does.
 */
final class ChannelLoop {
    private static final int MILLIS_BETWEEN_LOOKS = 100;

    private final String name;
    private final ZMQ.Socket socket;
    private final Server server;
    private final PrintStream log;
    private volatile boolean closing;

    /** What to do with a message. */
    interface Server {
        void serve(List<byte[]> frames) throws MessageReader.Refused;
    }

    /**
     * Starts nothing yet.
     *
     * @param name of the channel
     * @param socket bound already
     * @param server takes the frames of each message
     * @param log gets one line for each message that is dropped
     */
    ChannelLoop(String name, ZMQ.Socket socket, Server server, PrintStream log) {
        this.name = name;
        this.socket = socket;
        this.server = server;
        this.log = log;
    }

    /** Ends the loop after the message that it serves. */
    void close() {
        closing = true;
    }

    void run() {
        socket.setReceiveTimeOut(MILLIS_BETWEEN_LOOKS);
        while (!closing) {
            try {
                List<byte[]> frames = receive();
                if (!frames.isEmpty()) {
                    server.serve(frames);
                }
            } catch (MessageReader.Refused dropped) {
                log.println("dropped a message of the channel " + name + ": " + dropped.getMessage());
            } catch (ZMQException e) {
                if (!closing) {
                    log.println("the channel " + name + " has ended: " + e);
                }
                closing = true;
            } catch (RuntimeException | Error e) {
                log.println("a message of the channel " + name + " could not be served: " + e);
            }
        }
    }

    /** All frames of a message, none if there is no message. */
    private List<byte[]> receive() {
        List<byte[]> frames = new ArrayList<>();
        byte[] frame = socket.recv();
        while (frame != null) {
            frames.add(frame);
            frame = socket.hasReceiveMore() ? socket.recv() : null;
        }
        return frames;
    }
}
