package io.leengine.rest.http;

import java.util.ArrayDeque;

/** What came over a WebSocket and nobody has taken: so many bytes, then whoever sends has to wait. */
final class Inbox {
    private static final int MOST_BYTES = 256 * 1024;
    /** What a message weighs besides its bytes, so that many small ones are not for nothing. */
    private static final int FRAME_BYTES = 64;

    private final ArrayDeque<Socket.Message> messages = new ArrayDeque<>();
    private int bytes;
    private boolean closed;

    /** Adds a message; what comes behind the end is left out. */
    synchronized void add(Socket.Message message) {
        if (!closed) {
            messages.add(message);
            bytes += weight(message);
            notifyAll();
        }
    }

    /** Returns whether nothing more should be added until something has been taken. */
    synchronized boolean full() {
        return bytes >= MOST_BYTES;
    }

    /** Lets nothing more in; what is there can still be taken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Lets nothing more in, and forgets what is there. */
    synchronized void discard() {
        messages.clear();
        bytes = 0;
        close();
    }

    /**
     * Waits for a message and takes it; {@link Socket.Message#END} once closed and empty.
     *
     * @param room is run when it was full before and is not any more
     */
    Socket.Message take(Runnable room) throws InterruptedException {
        Socket.Message message;
        boolean roomy;
        synchronized (this) {
            while (messages.isEmpty() && !closed) {
                wait();
            }
            if (messages.isEmpty()) {
                return Socket.Message.END;
            }
            boolean wasFull = full();
            message = messages.remove();
            bytes -= weight(message);
            roomy = wasFull && !full();
        }
        if (roomy) {
            room.run();
        }
        return message;
    }

    private static int weight(Socket.Message message) {
        return FRAME_BYTES + message.bytes().length;
    }
}
