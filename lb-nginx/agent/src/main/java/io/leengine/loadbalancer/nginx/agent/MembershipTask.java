package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Checks on the bus whether a host may join its group, or takes it out, for the program that runs the agent: it and this bundle
 * share the JDK's types only. A call returns what is wrong in words, empty text when nothing is; words that begin with
 * {@code taken:} are about the host's name, others about the bus.
 */
@Component(configurationPid = "io.leengine.loadbalancer.nginx.membership", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Callable.class)
@Designate(ocd = MembershipSettings.class)
public final class MembershipTask implements Callable<String> {
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration HEALTHY = Duration.ofSeconds(10);
    /** A lease of an agent's, and what etcd takes to end it. */
    private static final Duration FORMER = LEASE.plusSeconds(5);
    private static final long POLL_MILLIS = 50;
    private static final String TAKEN = "taken: ";
    /** Nobody reads keys of this name. */
    private static final String TRIED = "join";

    private final Bus bus;
    private final GroupKeys keys;
    private final String name;
    private final String task;
    private final Duration former;

    /** Checks the names. */
    @Activate
    public MembershipTask(@Reference(name = "bus") Bus bus, MembershipSettings settings) {
        this(bus, settings, FORMER);
    }

    /** @param former how long an agent of the same name is waited for, to be told of no more */
    MembershipTask(Bus bus, MembershipSettings settings, Duration former) {
        this.bus = bus;
        this.former = former;
        this.keys = new GroupKeys(settings.group());
        this.name = Identifiers.name("name", settings.name());
        this.task = settings.leengine_task();
    }

    @Override
    public String call() throws InterruptedException {
        try {
            awaitBus();
            switch (task) {
                case "check" -> check();
                case "leave" -> bus.delete(context(), keys.member(name), 0);
                default -> throw EngineException.invalid("leengine.task", "'leengine.task' must be 'check' or 'leave'.");
            }
            return "";
        } catch (EngineException e) {
            return e.code() == ErrorCode.CONFLICT ? TAKEN + e.getMessage() : e.getMessage();
        }
    }

    /** What the bus's health says is more than that a call failed. */
    private void awaitBus() throws InterruptedException {
        long deadline = System.nanoTime() + HEALTHY.toNanos();
        while (bus.health().state() == Health.State.DOWN && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
        }
        Health health = bus.health();
        if (health.state() == Health.State.DOWN) {
            throw new EngineException(ErrorCode.UNAVAILABLE, health.message());
        }
    }

    /** Does all that the agent will do there: reads what is wanted, and writes what hosts tell. */
    private void check() throws InterruptedException {
        bus.list(context(), keys.wanted());
        Lease lease = bus.grant(context(), LEASE);
        try {
            String alive = keys.alive(name);
            for (String key : new String[] {alive.substring(0, alive.lastIndexOf('/') + 1) + TRIED, keys.answer(TRIED, name, 0)}) {
                bus.put(context(), key, new byte[0], Optional.of(lease));
                bus.delete(context(), key, 0);
            }
            // To belong to the group is told without a lease; it is not told here.
            bus.get(context(), keys.member(name));
        } finally {
            lease.close();
        }
        awaitName();
    }

    /** Two hosts of one name would overwrite what each tells. One's own agent, if killed, is told of until its lease ends. */
    private void awaitName() throws InterruptedException {
        long deadline = System.nanoTime() + former.toNanos();
        while (bus.get(context(), keys.alive(name)).isPresent()) {
            if (System.nanoTime() - deadline > 0) {
                throw new EngineException(ErrorCode.CONFLICT, "An agent lives that is host '" + name + "' of this group already.");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static CallContext context() {
        return CallContext.of("agent-membership", CALL);
    }
}
