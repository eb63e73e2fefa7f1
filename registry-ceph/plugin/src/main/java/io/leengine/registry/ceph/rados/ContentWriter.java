package io.leengine.registry.ceph.rados;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.ceph.Contents;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gathers bytes to slices and sends them, some at a time. It holds one slice of memory itself, however long its caller lets
 * it wait for more; what is under way is limited for all writers together and always ends.
 */
final class ContentWriter implements Contents.Writer {
    private static final String WHAT = "Writing a content";

    private final Rados rados;
    private final String id;
    private final Deque<Completion> underWay = new ArrayDeque<>();
    private Buffers.Buffer buffer;
    private int filled;
    private long sent;

    ContentWriter(Rados rados, String id) {
        this.rados = rados;
        this.id = id;
        this.buffer = rados.buffers().take();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws InterruptedException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int count = Math.min(end - from, Rados.SLICE - filled);
            MemorySegment.copy(bytes, from, memory(), JAVA_BYTE, filled, count);
            filled += count;
            from += count;
            if (filled == Rados.SLICE) {
                send();
            }
        }
    }

    private MemorySegment memory() {
        if (buffer == null) {
            throw new EngineException(ErrorCode.INTERNAL, "The content's writer is closed.");
        }
        return buffer.memory();
    }

    private void send() throws InterruptedException {
        rados.run(WHAT, connection -> {
            makeRoom();
            boolean begun = false;
            Semaphore writes = rados.writes();
            try {
                // A slice lies in one object, since objects are a whole number of slices.
                Completion completion = connection.begin(RadosContents.object(id, sent / RadosContents.STRIPE),
                    connection.newWrite().bytes(memory().asSlice(0, filled), sent % RadosContents.STRIPE));
                begun = true;
                completion.afterwards(writes::release);
                underWay.add(completion);
            } finally {
                if (!begun) {
                    writes.release();
                }
            }
            sent += filled;
            filled = 0;
            return null;
        });
    }

    /** Waits for leave to send: for an own slice to end when there is one, else for another writer's. */
    private void makeRoom() throws RadosException, InterruptedException {
        while (!underWay.isEmpty() && underWay.peek().isDone() || underWay.size() >= RadosContents.WINDOW) {
            underWay.remove().await();
        }
        while (!rados.writes().tryAcquire()) {
            if (!underWay.isEmpty()) {
                underWay.remove().await();
            } else if (rados.writes().tryAcquire(rados.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            } else {
                throw new EngineException(ErrorCode.TIMEOUT, "So much is being written to Ceph that there was no room for "
                    + rados.timeout().toSeconds() + " s.").withNextStep("Look at the cluster ('ceph -s') and try again.");
            }
        }
    }

    @Override
    public void finish() throws InterruptedException {
        if (filled > 0) {
            send();
        }
        rados.run(WHAT, _ -> {
            while (!underWay.isEmpty()) {
                underWay.remove().await();
            }
            return null;
        });
    }

    @Override
    public void close() {
        if (buffer != null) {
            // What is under way has a copy of its own.
            rados.buffers().give(buffer);
            buffer = null;
        }
    }
}
