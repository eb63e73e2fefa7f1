package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.Statements.Stated;
import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.AskDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.MemberDocument;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.RuleKeeping;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A group of nginx hosts: what is wanted is written to the bus, and done when every host that counts has said so. */
final class NginxLoadBalancer implements LoadBalancer, RuleKeeping, CertificateKeeping, HostReporting,
        AutoCloseable {
    private static final Duration COUNTING = Duration.ofSeconds(2);

    private final GroupOptions options;
    private final GroupKeys keys;
    private final BusOfName buses;
    private final Hosts hosts;
    private final Statements statements;
    private final CertificateStatements certificates;
    private final HostReports reports;
    private final Effects effects = new Effects(System::nanoTime);
    private final Questions questions;
    private final HostsFollower follower;
    private volatile boolean closed;

    NginxLoadBalancer(GroupOptions options, BusOfName buses) {
        Documents documents = new Documents();
        this.options = options;
        this.keys = new GroupKeys(options.group());
        this.buses = buses;
        this.hosts = new Hosts(keys, documents, options.absence(), System::nanoTime, effects);
        this.statements = new Statements(keys, documents);
        this.certificates = new CertificateStatements(keys, documents, statements);
        this.questions = new Questions(keys, documents, hosts);
        this.reports = new HostReports(keys, hosts, questions, effects);
        this.follower = new HostsFollower(buses, options.bus(), keys.hosts(), hosts);
    }

    @Override
    public String name() {
        return options.group();
    }

    @Override
    public Health health() {
        if (closed) {
            return Health.down("The load balancer is stopping.");
        }
        Optional<String> trouble = follower.trouble();
        if (trouble.isPresent()) {
            return Health.down(trouble.get());
        }
        List<Host> members = hosts.members();
        List<String> silent = members.stream().filter(host -> host.alive().isEmpty()).map(Host::name).toList();
        List<String> failing = members.stream().filter(host -> host.applied().isPresent()
            && !host.applied().get().failures().isEmpty()).map(Host::name).toList();
        if (members.isEmpty()) {
            return degraded("No nginx host has joined this group.");
        }
        if (!silent.isEmpty()) {
            return degraded("Nothing is heard of " + String.join(", ", silent) + ": what is served there may be old.");
        }
        return failing.isEmpty() ? Health.up()
            : degraded("Not every domain could be put into effect on " + String.join(", ", failing) + ".");
    }

    private static Health degraded(String why) {
        return new Health(Health.State.DEGRADED, why);
    }

    @Override
    public void applyDomain(CallContext context, DomainSpec domain) throws InterruptedException {
        domain.rules().requireOnly(features());
        Bus bus = enter(context);
        certificates.require(context, bus, domain);
        long began = System.nanoTime();
        long revision = statements.domain(context, bus, domain);
        effects.settings(domain.host(), revision, began);
        confirm(context, bus, domain.host(), each -> each.hasSettings(revision));
        mustBeTaken(context, bus, List.of(domain.host()));
    }

    private void mustBeTaken(CallContext context, Bus bus, List<String> domains) throws InterruptedException {
        for (Host host : hosts.now(context, bus)) {
            for (String domain : domains) {
                Optional<String> failure = host.failure(domain);
                if (failure.isPresent()) {
                    throw new EngineException(ErrorCode.CONFLICT, "nginx does not take the domain " + domain + " on "
                        + host.name() + ": " + failure.get())
                        .withNextStep("What was served before still is. Change its settings.");
                }
            }
        }
    }

    @Override
    public void deleteDomain(CallContext context, String host) throws InterruptedException {
        Identifiers.host("host", host);
        Bus bus = enter(context);
        statements.delete(context, bus, host);
        effects.ended(host);
        // Also where the keys are gone already: who asks again may not have been told that every host has let go.
        long revision = questions.touch(context, bus);
        confirm(context, bus, host, each -> each.hasSettings(revision) && each.hasUpstreams(revision));
    }

    @Override
    public void applyUpstreams(CallContext context, String host, Collection<Upstream> upstreams)
            throws InterruptedException {
        Identifiers.host("host", host);
        upstreams.forEach(each -> options.ranges().require(each.endpoint().address()));
        Bus bus = enter(context);
        long began = System.nanoTime();
        long revision = statements.upstreams(context, bus, host, upstreams);
        effects.upstreams(host, revision, began);
        confirm(context, bus, host, each -> each.hasUpstreams(revision));
    }

    /** Waits until a change of a domain is in effect on every host that counts. */
    private void confirm(CallContext context, Bus bus, String host, Hosts.Wish inEffect) throws InterruptedException {
        // One may have confirmed it before it was noted.
        hosts.members().forEach(effects::told);
        // A host that comes later begins with the change.
        List<Host> missing = hosts.await(hosts.now(context, bus), inEffect, context.remaining());
        if (!missing.isEmpty()) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The change of " + host + " was not confirmed in time by "
                + names(missing) + "; it will follow.").withNextStep("See whether the agent runs there.");
        }
    }

    private static String names(List<Host> hosts) {
        return String.join(", ", hosts.stream().map(Host::name).toList());
    }

    @Override
    public boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints)
            throws InterruptedException {
        Identifiers.host("host", host);
        Bus bus = bus();
        if (endpoints.isEmpty()) {
            return true;
        }
        AskDocument question = new AskDocument(AskDocument.DRAINED, host,
            List.copyOf(endpoints));
        try {
            return questions.ask(context, bus, question, context.remaining()).missing().isEmpty();
        } catch (EngineException e) {
            if (e.code() == ErrorCode.TIMEOUT) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public List<DomainStatus> domains(CallContext context) throws InterruptedException {
        Bus bus = enter(context);
        Map<String, Stated> stated = statements.all(context, bus);
        Duration limit = context.remaining().compareTo(COUNTING) < 0 ? context.remaining().dividedBy(2) : COUNTING;
        Map<String, AnswerDocument.Count> counts = stated.values().stream().allMatch(each -> each.upstreams().isEmpty())
            ? Map.of() : counts(questions.ask(context, bus, AskDocument.counts(), limit));
        List<DomainStatus> all = new ArrayList<>();
        stated.forEach((host, each) -> all.add(new DomainStatus(each.spec(),
            each.upstreams().stream().map(upstream -> status(host, upstream, counts)).toList())));
        return all;
    }

    /** Sums up over the hosts; one that does not answer is left out. */
    private static Map<String, AnswerDocument.Count> counts(Questions.Answers answers) {
        Map<String, AnswerDocument.Count> sums = new HashMap<>();
        answers.byHost().values().forEach(parts -> parts.forEach(part -> part.counts().forEach(count ->
            sums.merge(key(count.host(), count.endpoint()), count, AnswerDocument.Count::plus))));
        return sums;
    }

    private static String key(String host, String endpoint) {
        return host + " " + endpoint;
    }

    private static UpstreamStatus status(String host, Upstream upstream, Map<String, AnswerDocument.Count> counts) {
        AnswerDocument.Count count = counts.get(key(host, upstream.endpoint().toString()));
        return count == null ? new UpstreamStatus(upstream, true, 0, 0, 0)
            : new UpstreamStatus(upstream, count.healthy(), count.requests(), count.failures(), count.active());
    }

    @Override
    public GroupStatus status(CallContext context) throws InterruptedException {
        Bus bus = enter(context);
        List<Host> members = hosts.now(context, bus);
        return new GroupStatus(members.stream().flatMap(host -> host.member().map(MemberDocument::addresses)
            .orElse(List.of()).stream()).toList(), members.stream().map(Host::name).toList(), options.reach().canonicalName(),
            options.reach().virtualAddresses());
    }

    @Override
    public Set<DomainFeature> features() {
        return EnumSet.allOf(DomainFeature.class);
    }

    @Override
    public void applyCertificate(CallContext context, Certificate certificate) throws InterruptedException {
        Bus bus = enter(context);
        long revision = certificates.put(context, bus, certificate);
        confirm(context, bus, "the certificate " + certificate.name(), each -> each.hasSettings(revision));
        mustBeTaken(context, bus, certificates.users(context, bus, certificate.name()));
    }

    @Override
    public void deleteCertificate(CallContext context, String name) throws InterruptedException {
        Identifiers.name("name", name);
        certificates.delete(context, enter(context), name);
    }

    @Override
    public List<String> certificates(CallContext context) throws InterruptedException {
        return certificates.names(context, enter(context));
    }

    @Override
    public List<HostReport> hosts(CallContext context) throws InterruptedException {
        return reports.hosts(context, enter(context));
    }

    @Override
    public List<Effect> effects(CallContext context, String host) throws InterruptedException {
        Identifiers.host("host", host);
        return reports.effects(context, enter(context), host);
    }

    @Override
    public String rendered(CallContext context, String host) throws InterruptedException {
        Identifiers.host("host", host);
        return reports.rendered(context, enter(context), host);
    }

    private Bus enter(CallContext context) {
        Bus bus = bus();
        context.check("The call to the load balancer");
        return bus;
    }

    private Bus bus() {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer is stopping.");
        }
        return buses.require(options.bus());
    }

    @Override
    public void close() {
        closed = true;
        hosts.close();
        follower.close();
        questions.close();
    }
}
