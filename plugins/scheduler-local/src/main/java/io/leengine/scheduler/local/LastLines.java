package io.leengine.scheduler.local;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Finds where the last lines of a log begin: it reads the log through and keeps places, and no line. */
final class LastLines {
    private final int count;
    private final Deque<InstanceLog.Place> begins = new ArrayDeque<>();
    private InstanceLog.Place begin;
    private int length;

    /** @param count how many lines */
    LastLines(int count) {
        this.count = count;
    }

    /**
     * Returns where they begin.
     *
     * @param end how far to look
     * @param open whether the last line goes on when no line end follows it: it is told when it is whole, and does not count
     */
    InstanceLog.Place in(InstanceLog log, InstanceLog.Place end, boolean open) throws IOException {
        InstanceLog.Place place = log.oldest();
        while (place.turn() < end.turn() || place.turn() == end.turn() && place.offset() < end.offset()) {
            int most = place.turn() < end.turn() ? LogWatch.PIECE_BYTES
                : Math.clamp(end.offset() - place.offset(), 0, LogWatch.PIECE_BYTES);
            InstanceLog.Piece piece = log.read(place, most);
            if (piece.end()) {
                break;
            }
            look(piece);
            place = piece.next();
        }
        if (begin != null && !open) {
            add();
        }
        if (!begins.isEmpty()) {
            return begins.getFirst();
        }
        return begin == null ? place : begin;
    }

    private void look(InstanceLog.Piece piece) {
        long first = piece.next().offset() - piece.bytes().length;
        for (int at = 0; at < piece.bytes().length; at++) {
            if (begin == null) {
                begin = new InstanceLog.Place(piece.next().turn(), first + at);
            }
            length++;
            // As they are cut when they are told.
            if (piece.bytes()[at] == '\n' || length >= LogWatch.LINE_BYTES) {
                add();
            }
        }
    }

    private void add() {
        begins.add(begin);
        if (begins.size() > count) {
            begins.removeFirst();
        }
        begin = null;
        length = 0;
    }
}
