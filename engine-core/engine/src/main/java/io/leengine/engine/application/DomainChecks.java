package io.leengine.engine.application;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.DomainSettings;
import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.seam.KeptRules;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.LoadBalancer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a domain's settings fit its group: what that keeps, and its certificates. */
public final class DomainChecks {
    private final Seams seams;

    /** Over the groups that are there. */
    public DomainChecks(Seams seams) {
        this.seams = seams;
    }

    /**
     * Throws {@code INVALID} when the settings do not fit the application's group and host, with the field of the settings.
     * The certificate is held until the transaction ends, so that it is not taken away meanwhile.
     */
    void require(Session session, Application application, DomainSettings settings) {
        requireKept(application, settings);
        requireCertificate(session, application, settings);
    }

    /** The same for an application that moves; the field is what moves it. Nobody there has answered its settings yet. */
    void requireMove(Session session, Actor actor, Application present, Application next) {
        String field = present.group().equals(next.group()) ? "host" : "group";
        if (present.group().equals(next.group()) && present.host().equals(next.host())) {
            return;
        }
        DomainState state = session.domains().of(next.id());
        if (field.equals("group") && !actor.administrator() && !state.settings().rules().snippet().isEmpty()) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Only a platform administrator may take a domain's 'snippet' to another "
                + "group.").withField("group").withNextStep("Ask an administrator.");
        }
        if (!state.equals(DomainState.USUAL)) {
            session.domains().put(next.id(), state.moved());
        }
        try {
            require(session, next, state.settings());
        } catch (EngineException e) {
            throw EngineException.invalid(field, "The domain's settings do not fit there. " + e.getMessage())
                .withNextStep("Change the settings first: leengine domain set " + next.name());
        }
    }

    /** While the group is absent, it says later what it does not keep. */
    private void requireKept(Application application, DomainSettings settings) {
        Optional<LoadBalancer> group = seams.find(LoadBalancer.class, application.group());
        Set<DomainFeature> lacking = group.map(each -> KeptRules.lacking(each, settings.rules())).orElse(Set.of());
        lacking.stream().findFirst().ifPresent(feature -> {
            throw EngineException.invalid(field(feature), "The load-balancer group '" + application.group()
                + "' does not keep '" + field(feature) + "'.")
                .withNextStep("Leave it out, or move the application to a group that does: leengine apps update "
                    + application.name() + " --group GROUP");
        });
    }

    private static String field(DomainFeature feature) {
        return switch (feature) {
            case TLS -> "tls";
            case HEADERS -> "headers";
            case ACCESS -> "access";
            case RATE_LIMIT -> "rate";
            case STICKINESS -> "stickiness";
            case VERSION_MATCH -> "matches";
            case SLOW_START -> "slowStartMillis";
            case GRPC -> "protocol";
            case PATHS -> "paths";
            case SNIPPET -> "snippet";
        };
    }

    private static void requireCertificate(Session session, Application application, DomainSettings settings) {
        String name = settings.certificate();
        if (name.isEmpty()) {
            return;
        }
        GroupCertificate certificate = session.domains().lock(application.group(), name).orElseThrow(() -> {
            List<String> there = session.domains().certificates(application.group()).stream()
                .map(GroupCertificate::name).toList();
            return EngineException.invalid("tls.certificate", "The load-balancer group '" + application.group()
                + "' has no certificate '" + name + "'; it has " + there + ".")
                .withNextStep("Ask an administrator to add it: leengine certificates put " + name + " --group "
                    + application.group());
        });
        if (!certificate.covers(application.host())) {
            throw EngineException.invalid("tls.certificate", "The certificate '" + name + "' does not cover the host "
                + application.host() + "; it is for " + String.join(", ", certificate.hosts()) + ".")
                .withNextStep("Take one that covers it: leengine certificates list --group " + application.group());
        }
    }
}
