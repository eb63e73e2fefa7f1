package io.leengine.loadbalancer.nginx;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How long after a domain's last statement each host had it in effect, as far as it was stated and confirmed while this is
 * there. Any thread may use it.
 */
final class Effects {
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Statement> statements = new HashMap<>();

    /** The last statement of a domain: its revision, whether it was of settings, when, and who had it in effect after how long. */
    private record Statement(long revision, boolean settings, long at, Map<String, Duration> confirmed) {
        boolean isGrantedBy(Host host) {
            return settings ? host.hasSettings(revision) : host.hasUpstreams(revision);
        }
    }

    Effects(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Settings of a domain have been stated since a time; the same statement made again is none. */
    void settings(String domain, long revision, long since) {
        stated(domain, new Statement(revision, true, since, new HashMap<>()));
    }

    /** Upstreams of a domain have been stated since a time. */
    void upstreams(String domain, long revision, long since) {
        stated(domain, new Statement(revision, false, since, new HashMap<>()));
    }

    private void stated(String domain, Statement statement) {
        lock.lock();
        try {
            statements.merge(domain, statement, (before, now) -> before.revision() < now.revision() ? now : before);
        } finally {
            lock.unlock();
        }
    }

    void ended(String domain) {
        lock.lock();
        try {
            statements.remove(domain);
        } finally {
            lock.unlock();
        }
    }

    /** A host has told what is in effect there. */
    void told(Host host) {
        long now = nanos.getAsLong();
        lock.lock();
        try {
            statements.values().stream().filter(each -> !each.confirmed().containsKey(host.name()) && each.isGrantedBy(host))
                .forEach(each -> each.confirmed().put(host.name(), Duration.ofNanos(now - each.at())));
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long a host took; empty when that was not seen here. */
    Optional<Duration> after(String domain, String host) {
        lock.lock();
        try {
            return Optional.ofNullable(statements.get(domain)).map(each -> each.confirmed().get(host));
        } finally {
            lock.unlock();
        }
    }
}
