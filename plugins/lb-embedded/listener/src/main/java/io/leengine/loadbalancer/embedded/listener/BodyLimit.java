package io.leengine.loadbalancer.embedded.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Counts a request's body, however it is framed, and breaks it off where it exceeds the limit. What the client still
 * has under way is thrown away up to a point, since closing at once could destroy the answer that tells it why.
 */
public final class BodyLimit extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final long DISCARDED = 4L << 20;

    private final long limit;
    private long read;
    private boolean told;

    private BodyLimit(StreamSourceConduit next, long limit, boolean told) {
        super(next);
        this.limit = limit;
        this.told = told;
    }

    /** Limits the body that the exchange is going to read. */
    public static void set(HttpServerExchange exchange, long limit) {
        exchange.addRequestWrapper((factory, same) -> new BodyLimit(factory.create(), limit, false));
    }

    /** Lets the exchange throw the body away, up to a point. */
    public static void discard(HttpServerExchange exchange) {
        exchange.addRequestWrapper((factory, same) -> new BodyLimit(factory.create(), 0, true));
    }

    private void count(long more) throws IOException {
        if (more <= 0) {
            return;
        }
        read += more;
        if (read > limit && (!told || read - limit > DISCARDED)) {
            told = true;
            throw new RequestTooBigException("the body is larger than " + limit + " bytes");
        }
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int got = next.read(to);
        count(got);
        return got;
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
        long got = next.read(to, offset, length);
        count(got);
        return got;
    }

    @Override
    public long transferTo(long position, long most, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, most);
    }

    @Override
    public long transferTo(long most, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), most, through, target);
    }
}
