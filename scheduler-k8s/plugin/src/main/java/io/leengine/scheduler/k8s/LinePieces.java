package io.leengine.scheduler.k8s;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Cuts a stream into lines, and long lines into pieces: whoever prints without end takes no more memory than a piece. */
final class LinePieces {
    private static final int CONTINUATION_BITS = 0xC0;
    private static final int CONTINUATION = 0x80;
    private static final int LONGEST_CHARACTER = 4;

    private final InputStream in;
    private final byte[] piece;
    private int length;
    private boolean first = true;

    /** Takes pieces as they come. */
    interface Taker {
        /**
         * @param text without a line end; never a part of a character
         * @param first whether a line begins with it
         */
        void take(String text, boolean first) throws InterruptedException;
    }

    /** @param most bytes of a piece */
    LinePieces(InputStream in, int most) {
        this.in = new BufferedInputStream(in);
        this.piece = new byte[most];
    }

    /** Reads to the end. */
    void read(Taker taker) throws IOException, InterruptedException {
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                endLine(taker);
            } else {
                if (length == piece.length) {
                    cut(taker, whole());
                }
                piece[length++] = (byte) b;
            }
        }
        if (length > 0) {
            endLine(taker);
        }
    }

    private void endLine(Taker taker) throws InterruptedException {
        if (length > 0 || first) {
            cut(taker, length);
        }
        first = true;
    }

    private void cut(Taker taker, int at) throws InterruptedException {
        taker.take(new String(piece, 0, at, StandardCharsets.UTF_8), first);
        first = false;
        System.arraycopy(piece, at, piece, 0, length - at);
        length -= at;
    }

    /** Returns how much of a full piece ends with a whole character; all of it where that cannot be told. */
    private int whole() {
        for (int back = 1; back <= LONGEST_CHARACTER; back++) {
            int lead = piece[length - back] & 0xFF;
            if ((lead & CONTINUATION_BITS) != CONTINUATION) {
                return characterLength(lead) > back ? length - back : length;
            }
        }
        return length; // no UTF-8
    }

    private static int characterLength(int lead) {
        return lead < CONTINUATION ? 1 : Math.clamp(Integer.numberOfLeadingZeros(~(lead << 24)), 1, LONGEST_CHARACTER);
    }
}
