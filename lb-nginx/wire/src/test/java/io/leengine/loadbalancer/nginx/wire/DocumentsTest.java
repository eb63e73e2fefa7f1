package io.leengine.loadbalancer.nginx.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
