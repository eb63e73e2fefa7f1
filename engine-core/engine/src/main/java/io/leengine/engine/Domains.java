package io.leengine.engine;

import io.leengine.engine.domain.DomainSettings;
import io.leengine.spi.loadbalancer.HostReporting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The domains of applications: one each, its host, by settings that its group keeps. */
@ProviderType
public interface Domains {
    /** Returns an application's domain, with what its group says of it; for its Reporters and up. */
    Domain get(Actor actor, String application) throws InterruptedException;

    /**
     * Replaces the settings of an application's domain; for its Masters and up. What the group does not keep, and a
     * certificate that it has not or that does not cover the host, is refused; while the group is absent, what it keeps
     * is not known, and it may refuse the settings later. A snippet is an administrator's to change.
     */
    Domain replace(Actor actor, String application, DomainSettings settings, Optional<Long> ifMatch) throws InterruptedException;

    /**
     * Returns the configuration by which a domain is served, in its group's own language; for Reporters and up. {@code
     * UNSUPPORTED} when the group cannot tell, {@code UNAVAILABLE} while it is absent, {@code CONFLICT} without a group.
     */
    String rendered(Actor actor, String application) throws InterruptedException;

    /** How far settings have come. */
    enum Progress {
        /** The group serves by them, on every host that lives. */
        APPLIED,
        /** Not yet on every host. */
        PENDING,
        /** The group does not take them, and serves as it did before. */
        REFUSED,
        /** No version is live, or there is no group: nobody serves the domain. */
        UNSERVED,
        /** The group does not answer. */
        UNKNOWN
    }

    /**
     * A domain.
     *
     * @param host its name
     * @param group the load-balancer group; empty for none
     * @param settings as desired
     * @param revision of the settings; the entity tag
     * @param progress how far they have come
     * @param message why not further; empty when there is nothing to say
     * @param effects how they are on each host; empty when the group does not tell
     * @param reach how clients come to the group
     * @param certificateEnds until when its certificate is valid; empty without one
     */
    record Domain(String host, String group, DomainSettings settings, long revision, Progress progress, String message,
            List<HostReporting.Effect> effects, Reach reach, Optional<Instant> certificateEnds) {
        /** Copies the list. */
        public Domain {
            effects = List.copyOf(effects);
        }
    }

    /**
     * How clients come to a group.
     *
     * @param canonicalName what a domain's DNS entry is to point at (CNAME); empty when there is none
     * @param virtualAddresses addresses that move between the hosts (VIP)
     */
    record Reach(String canonicalName, List<String> virtualAddresses) {
        /** Of which nothing is known. */
        public static final Reach UNKNOWN = new Reach("", List.of());

        /** Copies the list. */
        public Reach {
            virtualAddresses = List.copyOf(virtualAddresses);
        }
    }
}
