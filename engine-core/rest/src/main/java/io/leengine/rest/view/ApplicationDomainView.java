package io.leengine.rest.view;

import io.leengine.engine.Domains;
import io.leengine.spi.loadbalancer.HostReporting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An application's domain: what is desired, and how far that has come. */
@Doc("An application's domain: what is desired, and how far that has come.")
public record ApplicationDomainView(@Doc(value = "Its name.", example = "hello.example.org") String host,
        @Doc("The load-balancer group that serves it; empty for none.") String group, DomainSettingsView settings,
        @Doc("Grows with every change of the settings; the entity tag.") long revision,
        @Doc("How far the settings have come: REFUSED when the group does not take them and serves as it did before, UNSERVED "
            + "without a live version or a group, UNKNOWN while the group does not answer.") Domains.Progress progress,
        @Doc("Why not further, in the group's own words; empty when there is nothing to say.") String message,
        @Doc("How the settings are on each host; empty when the group does not tell.") List<EffectView> effects,
        @Doc("What the domain's DNS entry is to point at (CNAME); empty when there is none.") String canonicalName,
        @Doc("Addresses of the group that move between its hosts.") List<String> virtualAddresses,
        @Doc("Until when its certificate is valid.") Optional<Instant> certificateExpiresAt) {
    /** How settings are on a host. */
    @Doc("Whether what was stated last is in effect on a host.")
    public record EffectView(@Doc("The host's name.") String host, @Doc("Whether it is.") boolean applied,
            @Doc("How long after it was stated; absent when this engine did not see it.") Optional<Long> afterMillis,
            @Doc("Why not, in the load balancer's words.") Optional<String> failure) {
        static EffectView of(HostReporting.Effect effect) {
            return new EffectView(effect.host(), effect.applied(), effect.after().map(Duration::toMillis), effect.failure());
        }
    }

    /** Returns the view. */
    public static ApplicationDomainView of(Domains.Domain domain) {
        return new ApplicationDomainView(domain.host(), domain.group(), DomainSettingsView.of(domain.settings()),
            domain.revision(), domain.progress(), domain.message(), domain.effects().stream().map(EffectView::of).toList(),
            domain.reach().canonicalName(), domain.reach().virtualAddresses(), domain.certificateEnds());
    }
}
