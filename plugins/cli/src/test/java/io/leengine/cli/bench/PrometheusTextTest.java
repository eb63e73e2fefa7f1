package io.leengine.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    private static final PrometheusText TEXT = new PrometheusText("""
        # HELP requests_total How many.
        # TYPE requests_total counter
        requests_total{flow="accounts",level="low"} 12
        requests_total{flow="accounts",level="high"} 1.5e+03 1764262800000
        requests_total{flow="exempt, or \\"so\\" {x=}",level="low"} 7
        requests_total_created{flow="accounts"} 1.7642628e+09
        up 1
        """.lines().toList());

    @Test
    void samplesAreSummedByTheirLabels() {
        assertEquals(1512, TEXT.sum("requests_total", Map.of("flow", "accounts")));
        assertEquals(12, TEXT.sum("requests_total", Map.of("flow", "accounts", "level", "low")));
        assertEquals(19, TEXT.sum("requests_total", Map.of("level", "low")));
        assertEquals(1519, TEXT.sum("requests_total", Map.of()));
        assertEquals(1, TEXT.sum("up", Map.of()));
    }

    @Test
    void whatIsNotThereIsNothing() {
        assertEquals(0, TEXT.sum("requests", Map.of()));
        assertEquals(0, TEXT.sum("requests_total", Map.of("flow", "account")));
        assertEquals(0, TEXT.sum("up", Map.of("flow", "accounts")));
    }
}
