package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.wire.AliveDocument;
import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.AppliedDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.MemberDocument;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An nginx host that says on the bus just what a test has it say. */
final class ScriptedHost {
    private final Documents documents = new Documents();
    private final Bus bus;
    private final GroupKeys keys;
    private final String name;
    private Lease lease;

    ScriptedHost(Bus bus, String group, String name) {
        this.bus = bus;
        this.keys = new GroupKeys(group);
        this.name = name;
    }

    static CallContext ctx() {
        return CallContext.of("test", Duration.ofSeconds(10));
    }

    void join() throws InterruptedException {
        bus.put(ctx(), keys.member(name), documents.write(new MemberDocument(List.of(name + ".example:80"))), Optional.empty());
        revive();
    }

    void revive() throws InterruptedException {
        lease = bus.grant(ctx(), Duration.ofMinutes(5));
        bus.put(ctx(), keys.alive(name), documents.write(new AliveDocument("1", "1.22.1", Instant.EPOCH)), Optional.of(lease));
    }

    void die() {
        lease.close();
    }

    void leave() throws InterruptedException {
        bus.delete(ctx(), keys.member(name), 0);
    }

    /** Tells that it has put into effect whatever there is. */
    void apply(AppliedDocument.Failure... failures) throws InterruptedException {
        long revision = bus.list(ctx(), keys.wanted()).revision();
        apply(revision, revision, failures);
    }

    void apply(long upstreams, long settings, AppliedDocument.Failure... failures) throws InterruptedException {
        bus.put(ctx(), keys.applied(name), documents.write(new AppliedDocument(upstreams, settings, Instant.EPOCH, 1,
            List.of(failures))), Optional.of(lease));
    }

    /** Waits until a watch tells of a key with a prefix, and returns it. */
    String awaitWanted(Watch<BusEvent> watch, String prefix) throws InterruptedException {
        while (true) {
            List<Bus.Entry> told = switch (watch.next(Duration.ofSeconds(10)).orElseThrow()) {
                case BusEvent.Listed listed -> listed.listing().entries();
                case BusEvent.Put put -> List.of(put.entry());
                case BusEvent.Deleted deleted -> List.of();
            };
            Optional<String> key = told.stream().map(Bus.Entry::key).filter(each -> each.startsWith(prefix)).findFirst();
            if (key.isPresent()) {
                return key.get();
            }
        }
    }

    Watch<BusEvent> watch() throws InterruptedException {
        return bus.watch(ctx(), keys.wanted());
    }

    void answer(String ask, int part, AnswerDocument answer) throws InterruptedException {
        bus.put(ctx(), keys.answer(ask, name, part), documents.write(answer), Optional.of(lease));
    }
}
