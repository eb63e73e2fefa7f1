package io.leengine.tck;

import io.leengine.spi.builder.BaseImagePublisher;
import io.leengine.spi.identity.PasswordCheck;
import io.leengine.spi.identity.RedirectLogIn;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.RuleKeeping;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.InstanceUsages;
import io.leengine.spi.scheduler.NamespaceEvents;
import java.util.Optional;

/**
 * What a plugin of a seam can do and need not. A plugin's conformance test declares those it has
 * ({@link SeamConformance#abilities()}); the kit checks each that is declared, and that each of the others is absent.
 */
public enum Ability {
    /** Scheduler: what instances print can be read. */
    INSTANCE_LOGS("scheduler", InstanceLogs.class, "What instances print can be read and followed."),
    /** Scheduler: a command can be run beside an instance. */
    INSTANCE_EXEC("scheduler", InstanceExec.class, "A command can be run beside an instance's process."),
    /** Scheduler: what instances use can be told. */
    INSTANCE_USAGES("scheduler", InstanceUsages.class, "What processor time and memory instances use can be told."),
    /** Scheduler: what happened in a namespace can be told. */
    NAMESPACE_EVENTS("scheduler", NamespaceEvents.class, "What happened in a namespace can be told."),
    /** Builder: a base image can be made. */
    BASE_IMAGE_PUBLISHER("builder", BaseImagePublisher.class, "A base image can be made and pushed."),
    /** Load balancer: rules are kept. */
    RULES("load balancer", RuleKeeping.class, "Domains may have rules; which kinds, it says itself."),
    /** Load balancer: certificates are kept. */
    CERTIFICATES("load balancer", CertificateKeeping.class, "Certificates are kept, and domains served over TLS by them."),
    /** Load balancer: hosts are reported. */
    HOST_REPORTS("load balancer", HostReporting.class, "How each host is can be told, and what it has in effect."),
    /** Registry storage: what repositories hold can be listed. */
    HOLDINGS_LISTING("registry storage", HoldingsListing.class,
        "What repositories hold can be listed: links, uploads, and which hold anything."),
    /** Bus, monitor: what was taken outlives the plugin. */
    DURABLE("bus, monitor", null, "What was written is there when the plugin is opened again; without it, nothing is."),
    /** Notifier: a notice that was delivered is not delivered again. */
    LEAVES_OUT_DOUBLES("notifier", null,
        "A notice delivered again under the same id arrives once; without it, each time."),
    /** Identity: name and password can be checked. */
    PASSWORD_CHECK("identity", PasswordCheck.class, "It is given a name and a password, and says who that is."),
    /** Identity: a browser can be sent there. */
    REDIRECT_LOG_IN("identity", RedirectLogIn.class, "A browser is sent to it, and comes back with who that is.");

    private final String seams;
    private final Class<?> type;
    private final String meaning;

    Ability(String seams, Class<?> type, String meaning) {
        this.seams = seams;
        this.type = type;
        this.meaning = meaning;
    }

    /** Returns the seams whose plugins may have it, joined by commas. */
    public String seams() {
        return seams;
    }

    /** Returns the interface to ask for, when the ability is one and not a manner. */
    public Optional<Class<?>> type() {
        return Optional.ofNullable(type);
    }

    /** Returns what it means, one sentence. */
    public String meaning() {
        return meaning;
    }
}
