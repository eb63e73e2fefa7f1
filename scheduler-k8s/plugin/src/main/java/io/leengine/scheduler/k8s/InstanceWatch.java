package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One watch over the board, guarded by the board's lock. One that reads too slowly loses its queue and gets the whole
 * list instead.
 */
final class InstanceWatch implements Watch<InstanceEvent> {
    private static final int MOST_WAITING = 4_096;

    private final InstanceBoard board;
    private final Deque<InstanceEvent> queue = new ArrayDeque<>();
    private boolean listDue = true;
    private boolean closed;

    InstanceWatch(InstanceBoard board) {
        this.board = board;
    }

    /** Called with the board's lock held. */
    void offer(InstanceEvent event) {
        if (listDue) {
            return; // the list to come will say it
        }
        if (queue.size() >= MOST_WAITING) {
            queue.clear();
            listDue = true;
        } else {
            queue.add(event);
        }
        board.notifyAll();
    }

    /** Called with the board's lock held. */
    void offerList() {
        queue.clear();
        listDue = true;
        board.notifyAll();
    }

    /** Called with the board's lock held. */
    void end() {
        closed = true;
        board.notifyAll();
    }

    @Override
    public Optional<InstanceEvent> next(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (board) {
            while (true) {
                if (closed) {
                    throw new EngineException(ErrorCode.UNAVAILABLE,
                        "The watch has ended: the cell cannot tell of its instances now.");
                }
                if (listDue) {
                    listDue = false;
                    return Optional.of(new InstanceEvent.Listed(board.all()));
                }
                if (!queue.isEmpty()) {
                    return Optional.of(queue.poll());
                }
                long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
                if (millis <= 0) {
                    return Optional.empty();
                }
                board.wait(millis);
            }
        }
    }

    @Override
    public void close() {
        synchronized (board) {
            end();
            board.forget(this);
        }
    }
}
