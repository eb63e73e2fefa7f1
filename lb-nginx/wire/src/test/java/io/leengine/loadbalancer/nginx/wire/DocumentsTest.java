package io.leengine.loadbalancer.nginx.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.RateLimit;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.Stickiness;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import io.leengine.spi.loadbalancer.VersionMatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class DocumentsTest {
    private final Documents documents = new Documents();

    private <T extends Record> T again(T document, Class<T> type) {
        byte[] bytes = documents.write(document);
        assertArrayEquals(bytes, documents.write(document), "the same bytes for the same document");
        return documents.read(bytes, type).orElseThrow();
    }

    @Provide
    Arbitrary<Upstream> upstreams() {
        return Combinators.combine(Arbitraries.of("10.1.2.3", "fd00::1"), Arbitraries.integers().between(1, 65_535),
            Arbitraries.integers().between(0, 1_000_000), Arbitraries.strings(), Arbitraries.strings())
            .as((address, port, weight, version, instance) ->
                new Upstream(new Endpoint(address, port), weight, version, "cell", instance));
    }

    @Property
    void upstreamsComeBackAsTheyWere(@ForAll List<@net.jqwik.api.From("upstreams") Upstream> list) {
        UpstreamsDocument document = UpstreamsDocument.of(7, list);
        assertEquals(document, again(document, UpstreamsDocument.class));
        assertEquals(list, document.list());
    }

    @Property
    void settingsComeBackAsTheyWere(@ForAll @LongRange(min = 0) long bodyLimit) {
        DomainSpec usual = DomainSpec.of("a.example");
        DomainSpec spec = new DomainSpec("a.example", usual.requestTimeout(), usual.connectTimeout(), bodyLimit);
        assertEquals(spec, again(DomainDocument.of(spec), DomainDocument.class).spec());
    }

    private static DomainSpec everything() {
        List<AccessRule> access = List.of(new AccessRule(true, "10.0.0.0/8"), new AccessRule(false, "2001:db8::1"));
        return DomainSpec.of("a.example").with(new DomainRules(
            Optional.of(new TlsRule("main", true, TlsRule.Version.TLS_1_3)),
            new HeaderRules(List.of(new HeaderRule("X-Up", "a; b")), List.of(new HeaderRule("X-Down", ""))),
            new Admission(access, Optional.of(new RateLimit(10, 0))),
            new Routing(UpstreamProtocol.GRPC, Optional.of(new Stickiness("stay", Duration.ofDays(1))),
                List.of(new VersionMatch(VersionMatch.Source.COOKIE, "try", "", "v2")), Duration.ofMillis(1500)),
            List.of(new PathRule("/a/", Optional.of(Duration.ofSeconds(1)), OptionalLong.of(0), access, Optional.empty()),
                new PathRule("/b", Optional.empty(), OptionalLong.empty(), List.of(), Optional.of("/c"))),
            "location /x {\n\treturn 204;\n}"));
    }

    @Example
    void rulesComeBackAsTheyWere() {
        DomainSpec spec = everything();
        assertEquals(EnumSet.allOf(DomainFeature.class), spec.rules().features());
        DomainDocument document = DomainDocument.of(spec);
        assertEquals(spec, again(document, DomainDocument.class).spec());
        assertEquals(DomainFeature.values().length, document.needs().size());
    }

    @Example
    void aDomainWithoutRulesIsWrittenAsItWasBeforeThereWereAny() {
        DomainSpec spec = DomainSpec.of("a.example");
        String before = "{\"host\":\"a.example\",\"requestTimeoutMillis\":60000,\"connectTimeoutMillis\":2000,"
            + "\"bodyLimit\":104857600}";
        assertEquals(before, new String(documents.write(DomainDocument.of(spec)), StandardCharsets.UTF_8));
        assertEquals(spec, documents.read(before.getBytes(StandardCharsets.UTF_8), DomainDocument.class).orElseThrow().spec());
    }

    @Example
    void whatIsNotKnownIsNotServedByHalf() {
        String known = new String(documents.write(DomainDocument.of(everything())), StandardCharsets.UTF_8);
        for (String newer : List.of(known.replace("\"GRPC\",", "\"TELEPATHY\","), known.replace("\"protocol\":\"GRPC\"",
                "\"protocol\":\"TELEPATHY\""), known.replace("\"least\":\"TLS_1_3\"", "\"least\":\"TELEPATHY\""))) {
            DomainDocument document =
                documents.read(newer.getBytes(StandardCharsets.UTF_8), DomainDocument.class).orElseThrow();
            EngineException refused = assertThrows(EngineException.class, document::spec);
            assertTrue(refused.getMessage().contains("TELEPATHY") && refused.getMessage().contains("update it"),
                refused.getMessage());
        }
    }

    @Example
    void aCertificateComesBackAndTellsNothingByTheWay() {
        CertificateDocument document = new CertificateDocument("the chain", "the key");
        assertEquals(document, again(document, CertificateDocument.class));
        assertEquals(new Certificate("main", "the chain", "the key"), document.certificate("main"));
        assertFalse(document.toString().contains("key"));
    }

    @Example
    void whatHostsTellComesBackAsItWas() {
        AppliedDocument applied = new AppliedDocument(5, 4, Instant.parse("2026-11-27T12:00:00.123Z"), 3,
            List.of(new AppliedDocument.Failure("a.example", "unknown directive \"x\"")));
        assertEquals(applied, again(applied, AppliedDocument.class));
        MemberDocument member = new MemberDocument(List.of("10.0.0.1:80", "[fd00::1]:80"));
        assertEquals(member, again(member, MemberDocument.class));
        AliveDocument alive = new AliveDocument("0.1.0", "1.22.1", Instant.EPOCH);
        assertEquals(alive, again(alive, AliveDocument.class));
        AskDocument ask = new AskDocument(AskDocument.DRAINED, "a.example", List.of(new Endpoint("10.0.0.1", 80)));
        assertEquals(ask, again(ask, AskDocument.class));
        AnswerDocument answer =
            new AnswerDocument(1, List.of(new AnswerDocument.Count("a.example", "10.0.0.1:80", true, 3, 1, 2)));
        assertEquals(answer, again(answer, AnswerDocument.class));
        AnswerDocument text = new AnswerDocument(1, List.of(), "server {\n}\n");
        assertEquals(text, again(text, AnswerDocument.class));
    }

    @Example
    void anOlderBuildReadsWhatANewerOneHasWritten() {
        byte[] newer = "{\"addresses\":[\"10.0.0.1:80\"],\"rack\":{\"row\":3}}".getBytes(StandardCharsets.UTF_8);
        assertEquals(Optional.of(new MemberDocument(List.of("10.0.0.1:80"))), documents.read(newer, MemberDocument.class));
    }

    @Example
    void aNewerBuildReadsWhatAnOlderOneHasWritten() {
        byte[] older = "{\"kind\":\"counts\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals(Optional.of(AskDocument.counts()), documents.read(older, AskDocument.class));
    }

    @Example
    void whatIsNoDocumentIsNone() {
        for (String text : List.of("", "{", "[]", "null", "7", "{\"addresses\":{}}")) {
            assertEquals(Optional.empty(), documents.read(text.getBytes(StandardCharsets.UTF_8), MemberDocument.class), text);
        }
    }
}
