package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.AppliedDocument;
import io.leengine.loadbalancer.nginx.wire.AskDocument;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.MemberDocument;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.loadbalancer.HostReporting.Effect;
import io.leengine.spi.loadbalancer.HostReporting.HostReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a group's hosts have told of themselves, put as the seam has it. */
final class HostReports {
    private static final Duration ANSWERING = Duration.ofSeconds(5);

    private final GroupKeys keys;
    private final Hosts hosts;
    private final Questions questions;
    private final Effects effects;

    HostReports(GroupKeys keys, Hosts hosts, Questions questions, Effects effects) {
        this.keys = keys;
        this.hosts = hosts;
        this.questions = questions;
        this.effects = effects;
    }

    List<HostReport> hosts(CallContext context, Bus bus) throws InterruptedException {
        return hosts.now(context, bus).stream().map(HostReports::report).toList();
    }

    private static HostReport report(Host host) {
        Map<String, String> facts = new TreeMap<>();
        host.alive().ifPresent(alive -> {
            facts.put("agent", alive.agent());
            facts.put("nginx", alive.nginx());
            facts.put("since", alive.since().toString());
        });
        host.applied().ifPresent(applied -> {
            facts.put("applied", applied.at().toString());
            facts.put("generation", Long.toString(applied.generation()));
        });
        return new HostReport(host.name(), host.member().map(MemberDocument::addresses).orElse(List.of()),
            host.alive().isPresent(), facts, host.applied().map(AppliedDocument::failures).orElse(List.of()).stream()
                .collect(Collectors.toMap(AppliedDocument.Failure::host, AppliedDocument.Failure::reason, (one, two) -> one)));
    }

    List<Effect> effects(CallContext context, Bus bus, String domain) throws InterruptedException {
        Bus.Entry settings = stated(context, bus, domain);
        long upstreams = bus.get(context, keys.upstreams(domain)).map(Bus.Entry::modified).orElse(0L);
        return hosts.now(context, bus).stream().map(host -> {
            Optional<String> failure = host.failure(domain);
            return new Effect(host.name(), failure.isEmpty() && host.hasSettings(settings.modified())
                && host.hasUpstreams(upstreams), effects.after(domain, host.name()), failure);
        }).toList();
    }

    /** Asks all, and returns the first text that comes. */
    String rendered(CallContext context, Bus bus, String domain) throws InterruptedException {
        stated(context, bus, domain);
        Duration limit = context.remaining().compareTo(ANSWERING) < 0 ? context.remaining() : ANSWERING;
        return questions.first(context, bus, new AskDocument(AskDocument.RENDERED, domain, List.of()), limit)
            .map(AnswerDocument::text).filter(text -> !text.isEmpty())
            .orElseThrow(() -> new EngineException(ErrorCode.UNAVAILABLE, "No nginx host that serves " + domain + " answers.")
                .withNextStep("See whether an agent runs, and why the domain is not served there."));
    }

    private Bus.Entry stated(CallContext context, Bus bus, String domain) throws InterruptedException {
        return bus.get(context, keys.domain(domain)).orElseThrow(() -> EngineException.notFound("domain", domain));
    }
}
