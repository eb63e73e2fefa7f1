package io.leengine.http;

import java.util.Objects;

/**
 * Where the engine listens. Registered as a service while it does.
 *
 * @param address the local address, as configured
 * @param port the real port, also when port 0 was asked for
 */
public record HttpEndpoint(String address, int port) {
    /** The service property of a handler that says where it is mounted, for example {@code /api}. */
    public static final String PATH = "leengine.http.path";

    /** Checks the values. */
    public HttpEndpoint {
        Objects.requireNonNull(address, "address");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("No port: " + port);
        }
    }

    /** Returns the address to reach it from this host, for example {@code http://127.0.0.1:7080}, without a slash. */
    public String url() {
        String host = switch (address) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "0:0:0:0:0:0:0:0" -> "::1";
            default -> address;
        };
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
