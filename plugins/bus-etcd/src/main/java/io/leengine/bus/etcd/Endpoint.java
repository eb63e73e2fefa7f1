package io.leengine.bus.etcd;

import io.leengine.model.EngineException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Where a member of etcd listens for clients.
 *
 * @param host its name or literal address
 * @param port its port
 */
record Endpoint(String host, int port) {
    private static final int MOST = 32;
    private static final int LAST_PORT = 65_535;

    /** The addresses of a setting, and whether connections to them are encrypted. */
    record Group(List<Endpoint> endpoints, boolean encrypted) {
    }

    /** Reads {@code https://HOST:PORT,…}; all of one scheme. */
    static Group parse(String text) {
        List<Endpoint> found = new ArrayList<>();
        HashSet<String> schemes = new HashSet<>();
        for (String each : text.split(",", -1)) {
            URI uri = uri(each.strip());
            schemes.add(uri.getScheme());
            found.add(new Endpoint(uri.getHost(), uri.getPort()));
        }
        if (schemes.size() > 1) {
            throw invalid("'endpoints' must be all https or all http.");
        }
        if (found.size() > MOST || new HashSet<>(found).size() < found.size()) {
            throw invalid("'endpoints' must be at most " + MOST + " addresses, each once.");
        }
        return new Group(List.copyOf(found), schemes.contains("https"));
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text);
            boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                && (uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
            if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null && plain
                    && uri.getPort() > 0 && uri.getPort() <= LAST_PORT) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below; the exception would quote what may hold a password.
        }
        throw invalid("'endpoints' must be addresses such as https://10.0.0.1:2379, joined by commas.");
    }

    private static EngineException invalid(String message) {
        return EngineException.invalid("endpoints", message);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
