package io.leengine.loadbalancer.nginx.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Lease;
import io.leengine.tck.InMemoryBus;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MembershipTaskTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String ALIVE = new GroupKeys("edge").alive("one");

    private final InMemoryBus bus = new InMemoryBus("bus");

    @AfterEach
    void close() {
        bus.close();
    }

    private static CallContext ctx() {
        return CallContext.of("test", LONG);
    }

    private MembershipTask check(Duration former) {
        return new MembershipTask(bus, new MembershipSettings() {
            @Override
            public String group() {
                return "edge";
            }

            @Override
            public String name() {
                return "one";
            }

            @Override
            public String leengine_task() {
                return "check";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return MembershipSettings.class;
            }
        }, former);
    }

    private Lease alive() throws InterruptedException {
        Lease lease = bus.grant(ctx(), LONG);
        bus.put(ctx(), ALIVE, new byte[0], Optional.of(lease));
        return lease;
    }

    @Test
    void aNameThatNoAgentHasIsFree() throws Exception {
        assertEquals("", check(Duration.ZERO).call());
    }

    @Test
    void aNameThatALivingAgentHasIsTaken() throws Exception {
        try (Lease _ = alive()) {
            String said = check(Duration.ofMillis(200)).call();
            assertTrue(said.startsWith("taken: ") && said.contains("'one'"), said);
        }
    }

    @Test
    void aFormerAgentsNameIsFreeOnceItsLeaseEnds() throws Exception {
        Lease former = alive();
        FutureTask<String> task = new FutureTask<>(check(LONG)::call);
        Thread.ofVirtual().start(task);
        former.close();
        assertEquals("", task.get());
    }
}
