package io.leengine.engine.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.domain.GroupCertificate.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Which hosts a certificate covers, against the rule said another way. */
class CoveredHostsPropertiesTest {
    private static final Instant END = Instant.parse("2027-03-01T00:00:00Z");

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of("a", "b", "www", "a-b").list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels));
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.oneOf(hosts(), hosts().map(host -> "*." + host)).list().ofMaxSize(4);
    }

    private static GroupCertificate of(List<String> names) {
        return new GroupCertificate("g", "c", "", "", names, "", "", Instant.EPOCH, END, Instant.EPOCH, "", 1);
    }

    /** Label by label: a star stands for exactly one, the first. */
    private static boolean matches(String name, String host) {
        List<String> wanted = Arrays.asList(name.split("\\."));
        List<String> given = Arrays.asList(host.split("\\."));
        return wanted.size() == given.size() && wanted.subList(1, wanted.size()).equals(given.subList(1, given.size()))
            && (wanted.getFirst().equals("*") || wanted.getFirst().equals(given.getFirst()));
    }

    @Property
    void aHostIsCoveredWhenANameMatchesIt(@ForAll("names") List<String> names, @ForAll("hosts") String host) {
        assertEquals(names.stream().anyMatch(name -> matches(name, host)), of(names).covers(host));
    }

    @Property
    void aWildcardCoversEveryHostOneLabelBelowAndNoOther(@ForAll("hosts") String host) {
        GroupCertificate wild = of(List.of("*." + host));
        assertTrue(wild.covers("x." + host));
        assertFalse(wild.covers(host));
        assertFalse(wild.covers("y.x." + host));
        assertFalse(wild.covers("." + host.substring(1)));
    }

    @Example
    void itsEndIsToldAMonthBefore() {
        GroupCertificate it = of(List.of("a"));
        assertEquals(State.VALID, it.state(END.minus(Duration.ofDays(31))));
        assertEquals(State.EXPIRES_SOON, it.state(END.minus(Duration.ofDays(29))));
        assertEquals(State.EXPIRES_SOON, it.state(END));
        assertEquals(State.EXPIRED, it.state(END.plusSeconds(1)));
    }
}
