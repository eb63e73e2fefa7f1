package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a host's nginx is run.
 *
 * @param program nginx itself
 * @param modules the folder of its dynamic modules
 * @param listeners where it takes requests, at least one
 * @param tlsListeners where it takes requests over TLS; none where no domain is served so
 * @param user who its workers run as; null for nginx's own choice, and when it is not started by root
 * @param workers how many, 0 for one a processor, at least two
 * @param connections how many connections a worker may hold, to clients and upstreams together
 * @param sharedMegabytes memory for upstreams, and again as much for counts; 1 MiB holds about 5,000 upstreams
 * @param trustForwarded whether what clients say in X-Forwarded-... is passed on
 * @param shutdownLimit how long a worker of an older configuration may go on with requests and tunnels
 * @param reloadPause least time from one reload to the next
 * @param confirmLimit how long a change of upstreams may take until all workers have confirmed it
 * @param reloadLimit how long a start or a reload may take until all workers have reported
 */
public record NginxSettings(Path program, Path modules, List<Listener> listeners, List<Listener> tlsListeners, String user,
        int workers, int connections, int sharedMegabytes, boolean trustForwarded, Duration shutdownLimit, Duration reloadPause,
        Duration confirmLimit, Duration reloadLimit) {
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/._+-]*");

    /** Checks the bounds. */
    public NginxSettings {
        path("program", program);
        path("modules", modules);
        listeners = List.copyOf(listeners);
        if (listeners.isEmpty()) {
            throw EngineException.invalid("listeners", "'listeners' must name at least one address and port.");
        }
        tlsListeners = List.copyOf(tlsListeners);
        if (tlsListeners.stream().anyMatch(listeners::contains)) {
            throw EngineException.invalid("tlsListeners", "'tlsListeners' and 'listeners' must not share an address and port.");
        }
        if (user != null && !USER.matcher(user).matches()) {
            throw EngineException.invalid("user", "'user' must be the name of a user of this machine.");
        }
        Identifiers.within("workers", workers, 0, 512);
        Identifiers.within("connections", connections, 64, 1_000_000);
        Identifiers.within("sharedMegabytes", sharedMegabytes, 1, 16_384);
        Identifiers.within("shutdownLimitMillis", shutdownLimit.toMillis(), 100, Duration.ofDays(7).toMillis());
        Identifiers.within("reloadPauseMillis", reloadPause.toMillis(), 0, 60_000);
        Identifiers.within("confirmLimitMillis", confirmLimit.toMillis(), 100, 60_000);
        Identifiers.within("reloadLimitMillis", reloadLimit.toMillis(), 1_000, 600_000);
        workers = workers > 0 ? workers : Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /** Returns the usual settings for some listeners, with Debian's nginx. */
    public static NginxSettings of(List<Listener> listeners) {
        return new NginxSettings(Path.of("/usr/sbin/nginx"), Path.of("/usr/lib/nginx/modules"), listeners, List.of(), null, 0,
            16_384, 64, false, Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofSeconds(5),
            Duration.ofMinutes(1));
    }

    /** Returns the same for another user. */
    public NginxSettings withUser(String name) {
        return new NginxSettings(program, modules, listeners, tlsListeners, name, workers, connections, sharedMegabytes,
            trustForwarded, shutdownLimit, reloadPause, confirmLimit, reloadLimit);
    }

    /** Returns the same with listeners for TLS. */
    public NginxSettings withTls(List<Listener> tls) {
        return new NginxSettings(program, modules, listeners, tls, user, workers, connections, sharedMegabytes,
            trustForwarded, shutdownLimit, reloadPause, confirmLimit, reloadLimit);
    }

    /** Returns the same with other limits. */
    public NginxSettings withLimits(Duration shutdown, Duration pause, Duration confirm, Duration reload) {
        return new NginxSettings(program, modules, listeners, tlsListeners, user, workers, connections, sharedMegabytes,
            trustForwarded, shutdown, pause, confirm, reload);
    }

    /** Checks that a path can stand in the configuration as it is. */
    static Path path(String field, Path path) {
        if (path == null || !PATH.matcher(path.toString()).matches()) {
            throw EngineException.invalid(field, "'" + field + "' must be an absolute path of letters, digits and "
                + "'/', '.', '_', '+', '-'.");
        }
        return path;
    }
}
