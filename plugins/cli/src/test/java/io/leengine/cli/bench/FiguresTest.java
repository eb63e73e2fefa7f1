package io.leengine.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.FakeEngine;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void ranks() {
        Figures hundred = new Figures(LongStream.rangeClosed(1, 100).map(i -> (101 - i) * 1_000_000).toArray());
        assertEquals(1, hundred.millis(0));
        assertEquals(50, hundred.millis(0.5));
        assertEquals(99, hundred.millis(0.99));
        assertEquals(100, hundred.millis(1));
        assertEquals("99.0 ms", hundred.text(0.99));
        assertEquals("", new Figures(new long[0]).text(0.5));
    }

    private static List<Supplier<HttpRequest>> asking(int clients, URI target) {
        return Collections.nCopies(clients, () -> HttpRequest.newBuilder(target).build());
    }

    @Test
    void waitingBehindASlowAnswerCounts() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (FakeEngine engine = new FakeEngine().on("GET", "/slow", exchange -> {
            if (asked.incrementAndGet() == 10) {
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
            FakeEngine.send(exchange, asked.get() == 1 ? 500 : 200, "{}");
        }); Clients client = new Clients(asking(1, engine.url().resolve("/api/v1/slow")))) {
            Measurement measured = client.paced(Duration.ofSeconds(1), 100);
            assertEquals(1, measured.errors());
            // One request was slow, and some thirty were due meanwhile that had to wait for more than 150 ms.
            long slow = Arrays.stream(measured.nanos()).filter(nanos -> nanos > 150_000_000).count();
            assertTrue(slow >= 20, slow + " slow of " + measured.nanos().length);
        }
    }

    @Test
    void asFastAsPossibleCountsEachOnce() throws Exception {
        try (FakeEngine engine = new FakeEngine().on("GET", "/x", 200, "{}");
                Clients clients = new Clients(asking(3, engine.url().resolve("/api/v1/x")))) {
            Measurement measured = clients.asFastAsPossible(Duration.ofMillis(300));
            assertEquals(0, measured.errors());
            assertEquals(engine.requests().size(), measured.nanos().length);
            assertTrue(measured.nanos().length >= 3);
        }
    }
}
