package io.leengine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.DomainSettings;
import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.RateLimit;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.Stickiness;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import io.leengine.spi.loadbalancer.VersionMatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the store does with domains' settings and certificates, on any database. */
abstract class DomainContract extends ImageContract {
    private static DomainSettings everything() {
        AccessRule some = new AccessRule(true, "10.0.0.0/8");
        AccessRule none = new AccessRule(false, "2001:db8::/32");
        DomainRules rules = new DomainRules(Optional.of(new TlsRule("wild", true, TlsRule.Version.TLS_1_3)),
            new HeaderRules(List.of(new HeaderRule("X-Tier", "gold, 'first'")), List.of(new HeaderRule("Server", ""))),
            new Admission(List.of(some, none), Optional.of(new RateLimit(20, 5))),
            new Routing(UpstreamProtocol.GRPC, Optional.of(new Stickiness("route", Duration.ofDays(3))),
                List.of(new VersionMatch(VersionMatch.Source.COOKIE, "tester", "yes", "v7")), Duration.ofSeconds(90)),
            List.of(new PathRule("/up", Optional.of(Duration.ofMinutes(5)), OptionalLong.of(1L << 40), List.of(none),
                Optional.empty()), new PathRule("/old", Optional.empty(), OptionalLong.empty(), List.of(),
                Optional.of("/new"))), "gzip on;\n\t# \"quoted\" \\ ü\n");
        return new DomainSettings(Duration.ofMillis(1_500), Duration.ofMillis(250), 0, rules);
    }

    private static GroupCertificate certificate(String group, String name, long revision) {
        return new GroupCertificate(group, name, "-----BEGIN CERTIFICATE-----\nx\n", "sealed:1:abc",
            List.of("*.example.org", "example.org"), "CN=ü, O=\"x\"", "ab".repeat(32), Samples.NOW,
            Samples.NOW.plusSeconds(60), Samples.NOW, "boss", revision);
    }

    @Test
    void keepsADomainsSettings() {
        Application one = Samples.application("one", false);
        Application two = Samples.application("two", false);
        write(s -> {
            s.applications().insert(one);
            s.applications().insert(two);
        });
        assertEquals(DomainState.USUAL, read(s -> s.domains().of(one.id())));
        DomainState state = DomainState.USUAL.with(everything());
        write(s -> s.domains().put(one.id(), state));
        assertEquals(new DomainState(everything(), 2, Optional.empty(), 1), read(s -> s.domains().of(one.id())));
        assertEquals(DomainState.USUAL, read(s -> s.domains().of(two.id())));
        assertEquals(List.of("one"), read(s -> s.domains().users("public", "wild")));
        assertEquals(List.of(), read(s -> s.domains().users("internal", "wild")));
        write(s -> s.domains().put(one.id(), state.with(DomainSettings.USUAL)));
        assertEquals(new DomainState(DomainSettings.USUAL, 3, Optional.empty(), 1), read(s -> s.domains().of(one.id())));
        assertEquals(List.of(), read(s -> s.domains().users("public", "wild")));
        write(s -> s.applications().delete(one.id()));
        assertEquals(DomainState.USUAL, read(s -> s.domains().of(one.id())));
    }

    @Test
    void keepsWhatAGroupRefused() {
        Application one = Samples.application("one", false);
        Optional<String> why = Optional.of("host a: unknown directive \"x\"");
        write(s -> {
            s.applications().insert(one);
            assertFalse(s.domains().answered(one.id(), 1, Optional.empty()), "nothing was refused");
            assertTrue(s.domains().answered(one.id(), 1, why), "also where nothing was written before");
            assertFalse(s.domains().answered(one.id(), 1, why), "said already");
            assertFalse(s.domains().answered(one.id(), 2, why), "another revision");
        });
        DomainState refused = DomainState.USUAL.answered(why);
        assertEquals(refused, read(s -> s.domains().of(one.id())));
        write(s -> s.domains().put(one.id(), refused.with(everything())));
        write(s -> {
            assertFalse(s.domains().answered(one.id(), 1, why), "settings that are no more");
            assertTrue(s.domains().answered(one.id(), 2, why));
            assertTrue(s.domains().answered(one.id(), 2, Optional.empty()), "and taken after all");
        });
        DomainState taken = new DomainState(everything(), 2, Optional.empty(), 2);
        assertEquals(taken, read(s -> s.domains().of(one.id())));
        write(s -> s.domains().put(one.id(), taken.moved()));
        write(s -> assertFalse(s.domains().answered(one.id(), 2, Optional.empty()), "no news, and kept all the same"));
        assertEquals(taken, read(s -> s.domains().of(one.id())));
    }

    @Test
    void keepsCertificates() {
        GroupCertificate first = certificate("g", "a", 1);
        GroupCertificate second = certificate("g", "b", 1);
        GroupCertificate other = certificate("h", "a", 1);
        write(s -> List.of(second, first, other).forEach(s.domains()::insert));
        assertEquals(List.of(first, second), read(s -> s.domains().certificates("g")));
        assertEquals(Optional.of(other), read(s -> s.domains().certificate("h", "a")));
        refused(ErrorCode.ALREADY_EXISTS, "name", s -> s.domains().insert(first));
        GroupCertificate renewed = certificate("g", "a", 2);
        write(s -> {
            assertEquals(Optional.of(first), s.domains().lock("g", "a"));
            s.domains().update(renewed);
        });
        assertEquals(Optional.of(renewed), read(s -> s.domains().certificate("g", "a")));
        refused(ErrorCode.NOT_FOUND, null, s -> s.domains().update(certificate("g", "none", 1)));
        write(s -> s.domains().delete("g", "a"));
        assertEquals(List.of(second), read(s -> s.domains().certificates("g")));
        assertEquals(List.of(other), read(s -> s.domains().certificates("h")));
    }
}
