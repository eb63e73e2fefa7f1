package io.leengine.loadbalancer.nginx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.model.EngineException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamRangesTest {
    private final UpstreamRanges ranges = new UpstreamRanges(List.of("10.1.0.0/16", " fd00::/8"));

    @ParameterizedTest
    @ValueSource(strings = {"10.1.0.0", "10.1.255.255", "fd12::1", "fd00:0:0:0:0:0:0:1"})
    void whatIsInARangeIsTaken(String address) {
        assertDoesNotThrow(() -> ranges.require(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.2.0.0", "10.0.255.255", "127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "fe80::1", "::1", "", "*",
        "10.1.0.0/16", "10.1", "10.66048", "10.1.*.*", "localhost", "0x0a010001", "012.1.0.1"})
    void whatIsElsewhereOrNoLiteralIsRefused(String address) {
        EngineException error = assertThrows(EngineException.class, () -> ranges.require(address));
        assertEquals(Optional.of("address"), error.field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "10.1.0.0", "10.1.0.1/16", "10.1.0.0/33", "10.1.0.0-10.1.0.9", "example.org/8", "10/8",
        "10.0/8"})
    void whatIsNoRangeIsRefused(String range) {
        EngineException error = assertThrows(EngineException.class, () -> new UpstreamRanges(List.of(range)));
        assertEquals(Optional.of("ranges"), error.field());
    }

    @Test
    void thereIsNoOpenGroup() {
        assertThrows(EngineException.class, () -> new UpstreamRanges(List.of()));
    }
}
