package io.leengine.engine.reconcile;

import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.seam.KeptRules;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.LoadBalancer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * States domains' settings to their groups, leaving out what was told already. What a group refuses it is told again only
 * after a while that grows, or when something changed; meanwhile upstreams flow by what was served before.
 */
final class DomainStatements {
    private static final System.Logger LOG = System.getLogger(DomainStatements.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration REPEAT_AFTER = Duration.ofMinutes(5);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Set<ErrorCode> REFUSALS = EnumSet.of(ErrorCode.CONFLICT, ErrorCode.INVALID, ErrorCode.UNSUPPORTED);
    private static final int LONGEST = 2_000;

    /**
     * What a service was last told.
     *
     * @param taken whether it has taken it
     * @param patience how long this holds, before it is told again
     */
    private record Told(LoadBalancer service, DomainSpec domain, Instant at, boolean taken, Duration patience) {
        boolean holds(Instant now) {
            return at.plus(patience).isAfter(now);
        }
    }

    private final Store store;
    private final Clock clock;
    private final ChangeFeed feed;
    private final Consumer<String> certificates;
    private final Map<String, Told> told = new ConcurrentHashMap<>();
    /** Which applications wait for a certificate to be with their group. */
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    /**
     * @param certificates is told a group that lacks a certificate
     */
    DomainStatements(Store store, Clock clock, ChangeFeed feed, Consumer<String> certificates) {
        this.store = store;
        this.clock = clock;
        this.feed = feed;
        this.certificates = certificates;
    }

    /** Makes the group serve an application's domain as desired; returns whether it does. */
    boolean state(Run run, Application application, DomainState desired, LoadBalancer group) throws InterruptedException {
        DomainSpec domain = desired.settings().spec(application.host());
        Told last = told.get(application.name());
        boolean same = last != null && last.service() == group && last.domain().equals(domain);
        // Settings that were refused and are given anew are told anew, even if they are the same.
        if (same && last.holds(clock.instant()) && desired.isAnswered() && (last.taken() || desired.refusal().isPresent())) {
            waiting.remove(application.name());
            return last.taken();
        }
        if (lacksCertificate(run, domain, group)) {
            if (waiting.add(application.name())) {
                certificates.accept(group.name());
            }
            return false;
        }
        waiting.remove(application.name());
        told.remove(application.name());
        Optional<String> refusal = stated(run, domain, group);
        // Before it is remembered here: what cannot be noted is told again.
        note(run, application, desired, refusal);
        told.put(application.name(), new Told(group, domain, clock.instant(), refusal.isEmpty(),
            refusal.isEmpty() ? REPEAT_AFTER : patience(same ? last : null)));
        return refusal.isEmpty();
    }

    private static Duration patience(Told last) {
        if (last == null || last.taken()) {
            return FIRST_RETRY;
        }
        Duration longer = last.patience().multipliedBy(2);
        return longer.compareTo(REPEAT_AFTER) > 0 ? REPEAT_AFTER : longer;
    }

    private static boolean lacksCertificate(Run run, DomainSpec domain, LoadBalancer group) throws InterruptedException {
        String wanted = domain.rules().tls().map(tls -> tls.certificate()).orElse("");
        Optional<CertificateKeeping> keeping = group.ability(CertificateKeeping.class);
        return !wanted.isEmpty() && keeping.isPresent() && !keeping.get().certificates(run.looks(LIMIT)).contains(wanted);
    }

    /** Returns why the group does not take it, if it does not. */
    private static Optional<String> stated(Run run, DomainSpec domain, LoadBalancer group) throws InterruptedException {
        Set<DomainFeature> lacking = KeptRules.lacking(group, domain.rules());
        if (!lacking.isEmpty()) {
            return Optional.of("The load-balancer group " + group.name() + " does not keep these kinds of rule: " + lacking + ".");
        }
        try {
            group.applyDomain(run.changes(LIMIT), domain);
            return Optional.empty();
        } catch (EngineException e) {
            if (REFUSALS.contains(e.code())) {
                return Optional.of(e.getMessage().length() <= LONGEST ? e.getMessage() : e.getMessage().substring(0, LONGEST));
            }
            throw e;
        }
    }

    /** Keeps what the group said for whoever asks any engine; activity says once of each revision that it was refused. */
    private void note(Run run, Application application, DomainState desired, Optional<String> refusal) {
        if (desired.refusal().equals(refusal) && desired.isAnswered()) {
            return;
        }
        boolean refusedNow = refusal.isPresent() && desired.refusal().isEmpty();
        if (refusedNow) {
            LOG.log(System.Logger.Level.WARNING, "application {0} [{1}]: group {2} refuses the domain''s settings: {3}",
                application.name(), run.request(), application.group(), refusal.get());
        }
        store.write(session -> {
            run.changes(session);
            if (session.domains().answered(application.id(), desired.revision(), refusal) && refusedNow) {
                session.journal().append(new Activity(0, clock.instant(), "engine", "", "engine", "domain.refused",
                    ResourceKind.APPLICATION, application.name(), refusal.get(), new TreeMap<>(), new TreeMap<>(), "",
                    run.request(), ErrorCode.CONFLICT.name()));
            }
            return null;
        });
        feed.changed(application.name());
    }

    /** Returns when an application's group is to be told again at the latest, where it does not serve it as desired. */
    Optional<Duration> again(String application) {
        if (waiting.contains(application)) {
            return Optional.of(SOON);
        }
        return Optional.ofNullable(told.get(application)).filter(last -> !last.taken())
            .map(last -> Duration.between(clock.instant(), last.at().plus(last.patience())))
            .map(left -> left.compareTo(SOON) < 0 ? SOON : left);
    }

    /** Has a group that refused an application's domain told of it again: something it may have lacked has changed. */
    void retry(String application) {
        told.computeIfPresent(application, (name, last) -> last.taken() ? last : null);
    }

    /** Remembers nothing of an application. */
    void forget(String application) {
        told.remove(application);
        waiting.remove(application);
    }
}
