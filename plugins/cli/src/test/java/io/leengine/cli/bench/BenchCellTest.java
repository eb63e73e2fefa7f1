package io.leengine.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class BenchCellTest {
    @Test
    void onlyAnAnswerAnswersAnOrder() {
        CompletableFuture<Instant> order = new CompletableFuture<>();
        Map<String, CompletableFuture<Instant>> orders = new ConcurrentHashMap<>(Map.of("ready a b", order));
        for (String other : new String[] {"", "x", " ", "ready a c 1", "ready a"}) {
            BenchCell.answered(orders, other);
        }
        assertFalse(order.isDone());
        BenchCell.answered(orders, "ready a b 1500000");
        assertEquals(Instant.EPOCH.plusMillis(1_500), order.join());
        CompletableFuture<Instant> second = new CompletableFuture<>();
        orders.put("unready a b", second);
        BenchCell.answered(orders, "unready a b refused");
        assertTrue(second.isCompletedExceptionally());
    }
}
