package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A data plane that keeps what it was told, does as a test says, and lets the test wait. */
final class RecordingDataPlane implements DataPlane {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, List<Upstream>> upstreams = new TreeMap<>();
    private final Map<String, DomainSpec> domains = new TreeMap<>();
    private final Set<Endpoint> busy = new TreeSet<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final Map<String, String> unread = new TreeMap<>();
    private final Map<String, Certificate> certificates = new TreeMap<>();
    private List<AnswerDocument.Count> counts = List.of();
    private long generation;
    private boolean broken;
    private boolean held;
    private int refusals;

    private interface Work<T> {
        T run() throws InterruptedException;
    }

    private <T> T locked(Work<T> work) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            T result = work.run();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    private void mustWork() {
        if (broken) {
            refusals++;
            changed.signalAll();
            throw new EngineException(ErrorCode.UNAVAILABLE, "nginx is not there.");
        }
    }

    @Override
    public void upstreams(Map<String, List<Upstream>> next) throws InterruptedException {
        locked(() -> {
            mustWork();
            upstreams.putAll(next);
            upstreams.values().removeIf(List::isEmpty);
            return null;
        });
    }

    @Override
    public Outcome settings(SettingsChange change) throws InterruptedException {
        return locked(() -> {
            while (held) {
                changed.await();
            }
            mustWork();
            if (change.whole()) {
                domains.keySet().retainAll(change.unread().keySet());
                certificates.keySet().retainAll(change.unreadCertificates());
            }
            change.certificates().forEach((name, certificate) -> certificate.ifPresentOrElse(
                each -> certificates.put(name, each), () -> certificates.remove(name)));
            unread.keySet().removeAll(change.domains().keySet());
            unread.putAll(change.unread());
            change.domains().forEach((host, spec) -> spec.ifPresentOrElse(each -> domains.put(host, each), () -> {
                domains.remove(host);
                upstreams.remove(host);
            }));
            Map<String, String> all = new TreeMap<>(failures);
            all.putAll(unread);
            return new Outcome(++generation, all);
        });
    }

    @Override
    public boolean isDrained(String host, Collection<Endpoint> endpoints) throws InterruptedException {
        return locked(() -> endpoints.stream().noneMatch(busy::contains));
    }

    @Override
    public Optional<String> rendered(String host) throws InterruptedException {
        return locked(() -> Optional.ofNullable(domains.get(host)).map(spec -> "server_name " + spec.host() + ";"));
    }

    @Override
    public List<AnswerDocument.Count> counts() throws InterruptedException {
        return locked(() -> new ArrayList<>(counts));
    }

    void set(Runnable change) throws InterruptedException {
        locked(() -> {
            change.run();
            return null;
        });
    }

    void broken(boolean now) throws InterruptedException {
        set(() -> broken = now);
    }

    /** Makes settings wait before they take effect. */
    void held(boolean now) throws InterruptedException {
        set(() -> held = now);
    }

    void busy(Endpoint endpoint, boolean now) throws InterruptedException {
        set(() -> {
            if (now) {
                busy.add(endpoint);
            } else {
                busy.remove(endpoint);
            }
        });
    }

    void failing(String host, String why) throws InterruptedException {
        set(() -> failures.put(host, why));
    }

    void counts(List<AnswerDocument.Count> now) throws InterruptedException {
        set(() -> counts = now);
    }

    Map<String, List<Upstream>> upstreams() throws InterruptedException {
        return locked(() -> new TreeMap<>(upstreams));
    }

    Map<String, DomainSpec> domains() throws InterruptedException {
        return locked(() -> new TreeMap<>(domains));
    }

    /** To be asked while waiting. */
    boolean has(Certificate certificate) {
        return certificate.equals(certificates.get(certificate.name()));
    }

    int refusals() throws InterruptedException {
        return locked(() -> refusals);
    }

    /** Waits until something is so of what this was told. */
    void await(BooleanSupplier condition) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.SECONDS.toNanos(10);
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("it did not come to pass; domains " + domains + ", upstreams " + upstreams);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void awaitDomains(Set<String> hosts) throws InterruptedException {
        await(() -> domains.keySet().equals(hosts));
    }

    void awaitUpstreams(String host, List<Upstream> wanted) throws InterruptedException {
        await(() -> upstreams.getOrDefault(host, List.of()).equals(wanted));
    }

    void awaitRefusals(int count) throws InterruptedException {
        await(() -> refusals >= count);
    }
}
