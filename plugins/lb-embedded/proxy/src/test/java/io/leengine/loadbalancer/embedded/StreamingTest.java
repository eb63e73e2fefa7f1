package io.leengine.loadbalancer.embedded;

import static io.leengine.loadbalancer.embedded.GroupFixture.HOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.loadbalancer.DomainSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies are never held as a whole: the other side has got much of them before the end was sent. */
@Timeout(60)
class StreamingTest {
    private static final long SIZE = 200L << 20;
    private static final int PIECE = 1 << 16;
    private static final long ROOM = 32L << 20;

    @TempDir
    private Path folder;

    private static void produce(OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long sent = 0; sent < SIZE; sent += PIECE) {
            out.write(piece);
        }
        out.flush();
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
            + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    private static DomainSpec unlimited() {
        return new DomainSpec(HOST, Duration.ofMinutes(1), Duration.ofSeconds(2), 0);
    }

    @Test
    void aLargeAnswerPassesThrough() throws Exception {
        try (RawServer server = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                    produce(out);
                });
                GroupFixture group = new GroupFixture(folder).serve(unlimited(), server.upstream("a"));
                RawConnection client = group.connect()) {
            long before = used();
            client.send(GroupFixture.get(HOST)).head();
            // The client stops reading halfway: whatever a proxy would gather, it gathers now.
            client.input().skipNBytes(SIZE / 2);
            assertTrue(used() - before < ROOM, "held: " + (used() - before));
            client.input().skipNBytes(SIZE / 2);
        }
    }

    @Test
    void aLargeBodyPassesThrough() throws Exception {
        try (RawServer server = new RawServer((in, out, socket) -> {
                    RawServer.head(in);
                    long got = readAll(in);
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nX-Got: " + got + "\r\nContent-Length: 0\r\n\r\n");
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                GroupFixture group = new GroupFixture(folder).serve(unlimited(), server.upstream("a"));
                RawConnection client = group.connect()) {
            long before = used();
            client.send("PUT / HTTP/1.1\r\nHost: hello.example.org\r\nContent-Length: " + SIZE + "\r\n\r\n");
            Future<?> sending = threads.submit(() -> {
                produce(client.output());
                return null;
            });
            assertTrue(client.answer().contains("X-Got: " + SIZE));
            sending.get(10, TimeUnit.SECONDS);
            assertTrue(used() - before < ROOM, "held: " + (used() - before));
            assertEquals(1, group.status(server.upstream("a")).requests());
        }
    }

    private static long readAll(InputStream in) throws IOException {
        long got = 0;
        byte[] piece = new byte[PIECE];
        while (got < SIZE) {
            int read = in.read(piece);
            if (read < 0) {
                return got;
            }
            got += read;
        }
        return got;
    }
}
