package io.leengine.engine.application;

import io.leengine.engine.Actor;
import io.leengine.engine.Domains;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.DomainSettings;
import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.HostReporting.Effect;
import io.leengine.spi.loadbalancer.LoadBalancer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Domains over the store; the reconciler is told of each change and states it to the group. */
public final class DomainService implements Domains {
    private static final Duration CALL = Duration.ofSeconds(5);

    private final Store store;
    private final Changes changes;
    private final Seams seams;
    private final DomainChecks checks;
    private final KeyedQueue queue;
    private final KeyedQueue certificates;
    private final ChangeFeed feed;

    /**
     * What it is made of.
     *
     * @param queue of applications
     * @param certificates of groups, whose problems keep domains from being served
     */
    public DomainService(Store store, Changes changes, Seams seams, DomainChecks checks, KeyedQueue queue,
            KeyedQueue certificates, ChangeFeed feed) {
        this.store = store;
        this.changes = changes;
        this.seams = seams;
        this.checks = checks;
        this.queue = queue;
        this.certificates = certificates;
        this.feed = feed;
    }

    /** What is known of a domain without asking its group. */
    private record Kept(Application application, DomainState state, boolean live, Optional<Instant> certificateEnds,
            String problem) {
        DomainSpec spec() {
            return state.settings().spec(application.host());
        }
    }

    /** What a group says of a domain. */
    private record Said(Progress progress, String message, List<Effect> effects, Reach reach) {
    }

    @Override
    public Domain get(Actor actor, String application) throws InterruptedException {
        Kept kept = kept(actor, application, Permission.READ_APPLICATION);
        Said said = said(actor, kept);
        boolean refused = said.progress() != Progress.UNSERVED && kept.state().refusal().isPresent();
        return new Domain(kept.application().host(), kept.application().group(), kept.state().settings(),
            kept.state().revision(), refused ? Progress.REFUSED : said.progress(),
            refused ? kept.state().refusal().orElseThrow() : said.message(), said.effects(), said.reach(), kept.certificateEnds());
    }

    /** Returns what those who may read an application are told of its group's refusal; others learn that there is one. */
    static Optional<String> problem(Session session, Actor actor, Application application) {
        boolean reads = Access.has(session, actor, Permission.READ_APPLICATION, application.id(), false);
        return session.domains().of(application.id()).refusal().map(why -> reads ? "The domain's settings: " + why
            : "The load-balancer group refuses the domain's settings.");
    }

    private Kept kept(Actor actor, String name, Permission permission) {
        return store.read(session -> {
            Application application = ApplicationService.visible(session, actor, name, permission);
            DomainState state = session.domains().of(application.id());
            boolean live = !application.deleting()
                && !session.applications().wantedVersions(List.of(application.id())).isEmpty();
            String certificate = state.settings().certificate();
            // What is the matter there may be of another's domain.
            Optional<String> problem = certificate.isEmpty() || state.isAnswered() ? Optional.empty()
                : certificates.problem(session, application.group())
                    .map(words -> "The certificates of the group are not all with its hosts yet.");
            return new Kept(application, state, live, session.domains().certificate(application.group(), certificate)
                .map(GroupCertificate::notAfter), problem.or(() -> queue.problem(session, name)).orElse(""));
        });
    }

    private Said said(Actor actor, Kept kept) throws InterruptedException {
        String name = kept.application().group();
        Optional<LoadBalancer> group = seams.find(LoadBalancer.class, name);
        if (group.isEmpty()) {
            return name.isEmpty() ? new Said(Progress.UNSERVED, "The application has no load-balancer group.", List.of(),
                Reach.UNKNOWN) : new Said(Progress.UNKNOWN, "The load-balancer group '" + name + "' is not there now.", List.of(),
                Reach.UNKNOWN);
        }
        CallContext context = CallContext.of(actor.requestId(), CALL);
        try {
            GroupStatus status = group.get().status(context);
            Reach reach = new Reach(status.canonicalName(), status.virtualAddresses());
            return kept.live() ? progress(context, kept, group.get(), reach)
                : new Said(Progress.UNSERVED, "No version is live.", List.of(), reach);
        } catch (EngineException e) {
            // That it does not answer is what there is to say of it; whatever else went wrong is not.
            if (e.code().kind() != ErrorCode.Kind.EXTERNAL) {
                throw e;
            }
            return new Said(Progress.UNKNOWN, e.getMessage(), List.of(), Reach.UNKNOWN);
        }
    }

    private static Said progress(CallContext context, Kept kept, LoadBalancer group, Reach reach) throws InterruptedException {
        Optional<HostReporting> reporting = group.ability(HostReporting.class);
        if (reporting.isEmpty()) {
            boolean applied = group.domains(context).stream().anyMatch(each -> each.domain().equals(kept.spec()));
            return applied ? new Said(Progress.APPLIED, "", List.of(), reach)
                : new Said(Progress.PENDING, kept.problem(), List.of(), reach);
        }
        List<Effect> effects = effects(context, reporting.get(), kept.application().host());
        Optional<Effect> failed = effects.stream().filter(each -> each.failure().isPresent()).findFirst();
        if (failed.isPresent()) {
            return new Said(Progress.REFUSED, failed.get().host() + ": " + failed.get().failure().orElseThrow(), effects, reach);
        }
        boolean applied = !effects.isEmpty() && effects.stream().allMatch(Effect::applied) && kept.problem().isEmpty()
            // What is in effect may be what was stated before.
            && kept.state().isAnswered();
        return new Said(applied ? Progress.APPLIED : Progress.PENDING, kept.problem(), effects, reach);
    }

    private static List<Effect> effects(CallContext context, HostReporting reporting, String host) throws InterruptedException {
        try {
            return reporting.effects(context, host);
        } catch (EngineException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public Domain replace(Actor actor, String name, DomainSettings settings, Optional<Long> ifMatch)
            throws InterruptedException {
        changes.apply(actor, "domain.update", new Subject(ResourceKind.APPLICATION, name), session -> {
            Application application = held(session, actor, name);
            DomainState present = session.domains().of(application.id());
            Revisions.check(ifMatch, present.revision(), "The domain of " + name);
            requireSnippet(actor, present.settings(), settings);
            checks.require(session, application, settings);
            session.domains().put(application.id(), present.with(settings));
            return new Outcome(ResourceKind.APPLICATION, name, "domain " + application.host(), application.id())
                .with(Difference.of(DomainFacts.of(present.settings()), DomainFacts.of(settings)));
        });
        feed.changed(name);
        queue.add(name);
        return get(actor, name);
    }

    private static Application held(Session session, Actor actor, String name) {
        Application application = session.applications().lockByName(name)
            .orElseThrow(() -> EngineException.notFound("application", name));
        Access.require(session, actor, Permission.OPERATE_APPLICATION, application);
        if (application.deleting()) {
            throw new EngineException(ErrorCode.CONFLICT, name + " is being deleted.");
        }
        return application;
    }

    /** A snippet can do everything a load balancer can, to every domain of its group. */
    private static void requireSnippet(Actor actor, DomainSettings present, DomainSettings next) {
        if (!actor.administrator() && !present.rules().snippet().equals(next.rules().snippet())) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Only a platform administrator may change 'snippet'.")
                .withField("snippet").withNextStep(present.rules().snippet().isEmpty()
                    ? "Leave 'snippet' out, or ask an administrator." : "Give 'snippet' as it is, or ask an administrator.");
        }
    }

    @Override
    public String rendered(Actor actor, String name) throws InterruptedException {
        Application application = kept(actor, name, Permission.READ_APPLICATION).application();
        if (application.group().isEmpty()) {
            throw new EngineException(ErrorCode.CONFLICT, "The application " + name + " has no load-balancer group.")
                .withNextStep("Give it one: leengine apps update " + name + " --group GROUP");
        }
        LoadBalancer group = seams.require(LoadBalancer.class, application.group());
        HostReporting reporting = group.ability(HostReporting.class).orElseThrow(() -> new EngineException(
            ErrorCode.UNSUPPORTED, "The load-balancer group '" + application.group() + "' does not tell how it is configured."));
        return reporting.rendered(CallContext.of(actor.requestId(), CALL), application.host());
    }
}
