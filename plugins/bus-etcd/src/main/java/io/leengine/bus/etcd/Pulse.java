package io.leengine.bus.etcd;

import io.grpc.StatusException;
import io.leengine.model.EngineException;
import io.leengine.model.Health;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks every member, again and again, whether it serves; so the health is known also when nobody calls. */
final class Pulse {
    private static final Logger LOG = System.getLogger(Pulse.class.getName());
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final long PERIOD_MILLIS = 5_000;
    private static final long DOWN_PERIOD_MILLIS = 1_000;

    private final String bus;
    private final Members members;
    private final Caller caller;
    private final Keys keys;
    private final Faults faults;

    Pulse(Options options, Members members, Caller caller, Keys keys, Faults faults) {
        this.bus = options.name();
        this.members = members;
        this.caller = caller;
        this.keys = keys;
        this.faults = faults;
    }

    /** Goes on until it is interrupted. */
    void beat() {
        try {
            Health.State last = Health.State.UP;
            while (!Thread.currentThread().isInterrupted()) {
                for (Member member : members.all()) {
                    ask(member);
                }
                Health health = health();
                if (health.state() != last) {
                    LOG.log(health.state() == Health.State.UP ? Level.INFO : Level.WARNING, "bus ''{0}'' is {1}. {2}", bus,
                        health.state(), health.message());
                    last = health.state();
                }
                TimeUnit.MILLISECONDS.sleep(last == Health.State.DOWN ? DOWN_PERIOD_MILLIS : PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "bus ''{0}'' is closed", bus);
        }
    }

    private void ask(Member member) throws InterruptedException {
        try {
            caller.at(member, Limit.in(ANSWER), keys.nothing());
            member.served();
        } catch (StatusException e) {
            String reason;
            if (Fault.of(e.getStatus(), true).isFinal()) {
                EngineException refused = faults.refused("Reading", e);
                reason = refused.getMessage() + refused.nextStep().map(step -> " " + step).orElse("");
            } else {
                reason = faults.reason(e.getStatus());
            }
            members.failed(member, reason);
        }
    }

    Health health() {
        List<Member> silent = members.all().stream().filter(each -> !each.fault().isEmpty()).toList();
        if (silent.isEmpty()) {
            return Health.up();
        }
        String reasons = silent.stream().map(each -> each.endpoint() + ": " + each.fault())
            .reduce((a, b) -> a + "; " + b).orElseThrow();
        int all = members.all().size();
        return silent.size() == all ? Health.down("No member of etcd serves. " + reasons)
            : new Health(Health.State.DEGRADED, all - silent.size() + " of " + all + " members of etcd serve. " + reasons);
    }
}
