package io.leengine.bus.etcd;

import io.leengine.spi.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Opens buses for tests. */
final class Buses {
    private Buses() {
    }

    /** Without encryption and user. */
    static Options options(String prefix, String... endpoints) {
        return new Options("test", Endpoint.parse(String.join(",", List.of(endpoints))).endpoints(), new KeySpace(prefix),
            Optional.empty(), "", "");
    }

    /** With much time. */
    static CallContext ctx() {
        return within(Duration.ofSeconds(30));
    }

    static CallContext within(Duration limit) {
        return CallContext.of("test", limit);
    }
}
