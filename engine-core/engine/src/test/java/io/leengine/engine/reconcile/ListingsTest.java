package io.leengine.engine.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.engine.ownership.Tenure;
import io.leengine.engine.store.Session;
import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingsTest {
    private final Listings listings = new Listings();

    /** A group that counts how often it is asked for everything. */
    private static final class Asked implements LoadBalancer {
        private int times;

        @Override
        public String name() {
            return "group";
        }

        @Override
        public void applyDomain(CallContext context, DomainSpec domain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deleteDomain(CallContext context, String host) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<DomainStatus> domains(CallContext context) {
            times++;
            Upstream upstream = new Upstream(new Endpoint("10.0.0.1", times), 1, "v1", "a", "i");
            return List.of(new DomainStatus(DomainSpec.of("a.example"),
                List.of(new DomainStatus.UpstreamStatus(upstream, true, 0, 0, 0))));
        }

        @Override
        public void applyUpstreams(CallContext context, String host, Collection<Upstream> upstreams) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints) {
            throw new UnsupportedOperationException();
        }

        @Override
        public GroupStatus status(CallContext context) {
            throw new UnsupportedOperationException();
        }
    }

    private static Tenure tenure() {
        return new Tenure() {
            @Override
            public void check() {
                // It goes on.
            }

            @Override
            public void check(Session session) {
                // It goes on.
            }
        };
    }

    private Map<String, List<Upstream>> of(LoadBalancer group, Tenure tenure) throws InterruptedException {
        return listings.of(group, tenure, CallContext.of("test", Duration.ofSeconds(10)));
    }

    @Test
    void manyApplicationsShareOneAnswer() throws InterruptedException {
        Asked group = new Asked();
        Tenure tenure = tenure();
        Map<String, List<Upstream>> first = of(group, tenure);
        assertEquals(1, first.get("a.example").getFirst().endpoint().port());
        for (int i = 0; i < 100; i++) {
            assertEquals(first, of(group, tenure));
        }
        assertEquals(1, group.times);
    }

    @Test
    void whatCameMeanwhileFromAnotherEngineIsAskedFor() throws InterruptedException {
        Asked group = new Asked();
        of(group, tenure());
        of(group, tenure());
        assertEquals(2, group.times);
    }

    @Test
    void anotherServiceOfTheSameNameIsAskedAnew() throws InterruptedException {
        Asked before = new Asked();
        Asked after = new Asked();
        Tenure tenure = tenure();
        of(before, tenure);
        of(after, tenure);
        assertEquals(List.of(1, 1), List.of(before.times, after.times));
    }
}
