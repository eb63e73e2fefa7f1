package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.ListenerSettings;
import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * A group's settings.
 *
 * @param name the group
 * @param address the literal address to listen on
 * @param port the port, 0 for any free one
 * @param folder where the domains are kept
 * @param maxRequests how many requests may be under way at once
 * @param ioThreads how many threads move bytes, 0 for one a processor, at least two
 * @param trustForwarded whether what clients say in X-Forwarded-… is passed on
 * @param stopLimit how long a stop waits for requests under way
 * @param backgroundLimit how long requests may go on after that, tunnels too
 */
record GroupSettings(String name, String address, int port, Path folder, int maxRequests, int ioThreads,
        boolean trustForwarded, Duration stopLimit, Duration backgroundLimit) {
    private static final int MOST_IO_THREADS = 256;
    private static final int MOST_REQUESTS = 1_000_000;

    GroupSettings {
        Identifiers.name("leengine.name", name);
        literal(address);
        Identifiers.within("port", port, 0, 65_535);
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(stopLimit, "stopLimit");
        Objects.requireNonNull(backgroundLimit, "backgroundLimit");
        Identifiers.within("maxRequests", maxRequests, 1, MOST_REQUESTS);
        Identifiers.within("ioThreads", ioThreads, 0, MOST_IO_THREADS);
        ioThreads = ioThreads > 0 ? ioThreads : Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /** Returns what the group's socket is known by. */
    ListenerSettings listener() {
        return new ListenerSettings(name, address, port, ioThreads);
    }

    /** Checks that an address is a literal one, so that nothing has to be looked up. */
    static InetAddress literal(String address) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("address", "'address' must be a literal IPv4 or IPv6 address, for example "
                + "'127.0.0.1'.");
        }
    }
}
