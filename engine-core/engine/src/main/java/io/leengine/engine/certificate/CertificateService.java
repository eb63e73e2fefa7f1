package io.leengine.engine.certificate;

import io.leengine.engine.Actor;
import io.leengine.engine.Certificates;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.platform.SecretSettings;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import io.leengine.spi.loadbalancer.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Certificates over the store; the reconciler is told of each change and has the group serve by it. */
public final class CertificateService implements Certificates {
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private final Store store;
    private final Changes changes;
    private final SecretSettings secrets;
    private final Consumer<String> changed;

    /**
     * @param changed is told the group whose certificates changed
     */
    public CertificateService(Store store, Changes changes, SecretSettings secrets, Consumer<String> changed) {
        this.store = store;
        this.changes = changes;
        this.secrets = secrets;
        this.changed = changed;
    }

    /** Returns a certificate as its group gets it. */
    public static Certificate opened(SecretSettings secrets, GroupCertificate kept) {
        return new Certificate(kept.name(), kept.chain(), secrets.open(purpose(kept.group(), kept.name()), kept.sealedKey()));
    }

    private static String purpose(String group, String name) {
        return "certificate/" + group + "/" + name;
    }

    @Override
    public List<Entry> list(Actor actor, String group) {
        actor.required();
        return store.read(session -> {
            requireGroup(session, group);
            return session.domains().certificates(group).stream().map(each -> entry(session, actor, each)).toList();
        });
    }

    private static void requireGroup(Session session, String group) {
        session.parts().find(SeamKind.LOAD_BALANCER, group)
            .orElseThrow(() -> EngineException.notFound("load-balancer group", group));
    }

    private Entry entry(Session session, Actor actor, GroupCertificate it) {
        List<String> users = actor.administrator() ? session.domains().users(it.group(), it.name()) : List.of();
        return new Entry(new GroupCertificate(it.group(), it.name(), it.chain(), "", it.hosts(), it.issuer(), it.fingerprint(),
            it.notBefore(), it.notAfter(), it.changedAt(), it.changedBy(), it.revision()), it.state(changes.now()), users);
    }

    @Override
    public Entry get(Actor actor, String group, String name) {
        actor.required();
        return store.read(session -> {
            requireGroup(session, group);
            return entry(session, actor, session.domains().certificate(group, name).orElseThrow(() -> absent(name)));
        });
    }

    private static EngineException absent(String name) {
        return EngineException.notFound("certificate", name);
    }

    @Override
    public Entry put(Actor actor, String group, String name, Draft draft, Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        Identifiers.name("name", name);
        CheckedCertificate checked = CheckedCertificate.of(draft.chain(), draft.key());
        if (checked.notBefore().isAfter(changes.now().plus(CLOCKS_APART))) {
            throw EngineException.invalid("chain", "The 'chain' cannot be served by yet: it is valid from " + checked.notBefore()
                + " on.").withNextStep("Give it then.");
        }
        String sealed = secrets.seal(purpose(group, name), checked.key());
        changes.apply(actor, "certificate.put", session -> {
            requireGroup(session, group);
            Optional<GroupCertificate> present = session.domains().lock(group, name);
            Revisions.check(ifMatch, present.map(GroupCertificate::revision).orElse(0L), name);
            present.ifPresent(former -> requireCovers(session, former, checked));
            GroupCertificate next = new GroupCertificate(group, name, checked.chain(), sealed, checked.hosts(),
                checked.issuer(), checked.fingerprint(), checked.notBefore(), checked.notAfter(), changes.now(), actor.name(),
                present.map(GroupCertificate::revision).orElse(0L) + 1);
            present.ifPresentOrElse(_ -> session.domains().update(next), () -> session.domains().insert(next));
            return new Outcome(ResourceKind.PART, label(group), "certificate " + name + " for "
                + String.join(", ", next.hosts()), name)
                .with(Difference.of(present.map(CertificateService::facts).orElse(Map.of()), facts(next)));
        });
        changed.accept(group);
        return get(actor, group, name);
    }

    /** A certificate that is replaced must not leave a domain without one. */
    private static void requireCovers(Session session, GroupCertificate former, CheckedCertificate next) {
        GroupCertificate covering = new GroupCertificate(former.group(), former.name(), "", "", next.hosts(), "", "",
            next.notBefore(), next.notAfter(), former.changedAt(), "", 0);
        for (String user : session.domains().users(former.group(), former.name())) {
            String host = session.applications().byName(user).orElseThrow().host();
            if (!covering.covers(host)) {
                throw new EngineException(ErrorCode.CONFLICT, "The domain " + host + " of the application " + user
                    + " is served by this certificate, and the new one does not cover it: it is for "
                    + String.join(", ", next.hosts()) + ".").withField("chain")
                    .withNextStep("Have one issued that covers it, or give the domain another certificate first.");
            }
        }
    }

    private static String label(String group) {
        return SeamKind.LOAD_BALANCER.label() + "/" + group;
    }

    private static Map<String, String> facts(GroupCertificate it) {
        String field = "certificates." + it.name();
        return Map.of(field + ".hosts", String.join(", ", it.hosts()), field + ".fingerprint", it.fingerprint(),
            field + ".notAfter", it.notAfter().toString());
    }

    @Override
    public void delete(Actor actor, String group, String name, Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        changes.apply(actor, "certificate.delete", session -> {
            requireGroup(session, group);
            GroupCertificate present = session.domains().lock(group, name).orElseThrow(() -> absent(name));
            Revisions.check(ifMatch, present.revision(), name);
            List<String> users = session.domains().users(group, name);
            if (!users.isEmpty()) {
                throw new EngineException(ErrorCode.CONFLICT, "The domain of " + users.getFirst() + " is served by the certificate "
                    + name + (users.size() > 1 ? ", and those of " + (users.size() - 1) + " more." : "."))
                    .withNextStep("Give those domains another certificate, or none, first.");
            }
            session.domains().delete(group, name);
            return new Outcome(ResourceKind.PART, label(group), "certificate " + name, name)
                .with(Difference.of(facts(present), Map.of()));
        });
        changed.accept(group);
    }
}
