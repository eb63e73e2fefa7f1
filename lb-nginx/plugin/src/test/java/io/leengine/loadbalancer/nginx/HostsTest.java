package io.leengine.loadbalancer.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.loadbalancer.nginx.wire.AliveDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.MemberDocument;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostsTest {
    private final GroupKeys keys = new GroupKeys("public");
    private final Documents documents = new Documents();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Hosts hosts = new Hosts(keys, documents, Duration.ofSeconds(60), nanos::get,
        new Effects(nanos::get));

    private Bus.Entry member(long revision) {
        return new Bus.Entry(keys.member("one"), documents.write(new MemberDocument(List.of())), revision, revision);
    }

    private Bus.Entry alive(long revision) {
        return new Bus.Entry(keys.alive("one"), documents.write(new AliveDocument("1", "1", Instant.EPOCH)), revision, revision);
    }

    private static BusEvent listed(long revision, Bus.Entry... entries) {
        return new BusEvent.Listed(new Bus.Listing(revision, List.of(entries)));
    }

    private int missing() throws InterruptedException {
        return hosts.await(hosts.members(), host -> false, Duration.ZERO).size();
    }

    @Test
    void aSilentHostCountsAsLongAsItsAbsenceIsBorne() throws InterruptedException {
        hosts.take(listed(3, member(1), alive(2)));
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertEquals(1, missing(), "one that lives counts for ever");
        hosts.take(new BusEvent.Deleted(keys.alive("one"), 4));
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertEquals(1, missing());
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(0, missing());
        hosts.take(new BusEvent.Put(alive(5)));
        assertEquals(1, missing(), "it is back");
        hosts.take(new BusEvent.Deleted(keys.alive("one"), 6));
        assertEquals(1, missing(), "its silence begins anew");
    }

    @Test
    void aHostTheWatchHasNotToldOfYetCounts() throws InterruptedException {
        hosts.take(listed(4));
        HostTable asked = new HostTable(keys, documents);
        asked.replace(new Bus.Listing(9, List.of(member(7))));
        assertEquals(1, hosts.await(asked.members(), host -> false, Duration.ZERO).size());
        assertEquals(0, hosts.await(asked.members(), host -> true, Duration.ZERO).size());
        hosts.take(new BusEvent.Put(member(7)));
        assertEquals(1, hosts.await(asked.members(), host -> false, Duration.ZERO).size());
        hosts.take(new BusEvent.Deleted(keys.member("one"), 8));
        assertEquals(0, hosts.await(asked.members(), host -> false, Duration.ZERO).size(), "it has left since");
    }

    @Test
    void whatIsOldInAListCountsNoMoreOnceTheWatchHasToldBetter() throws InterruptedException {
        hosts.take(listed(9, member(7)));
        HostTable asked = new HostTable(keys, documents);
        asked.replace(new Bus.Listing(8, List.of(member(7), alive(8))));
        assertEquals(0, hosts.await(asked.members(), host -> host.alive().isEmpty(), Duration.ZERO).size());
    }
}
