package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.wire.CertificateDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.TlsRule;
import java.util.List;
import java.util.Optional;

/** The certificates that are wanted of a group, as they are on the bus. */
final class CertificateStatements {
    private final GroupKeys keys;
    private final Documents documents;
    private final Statements statements;

    CertificateStatements(GroupKeys keys, Documents documents, Statements statements) {
        this.keys = keys;
        this.documents = documents;
        this.statements = statements;
    }

    /** States a certificate; returns the revision from which on it is so. */
    long put(CallContext context, Bus bus, Certificate certificate) throws InterruptedException {
        return Statements.set(context, bus, keys.certificate(certificate.name()),
            documents.write(CertificateDocument.of(certificate)));
    }

    /**
     * Ends a certificate; returns whether it was there.
     *
     * @throws EngineException {@code CONFLICT} when a domain is served by it, or may be: one that a newer build has stated
     *     cannot be read here
     */
    boolean delete(CallContext context, Bus bus, String name) throws InterruptedException {
        String key = keys.certificate(name);
        Optional<Bus.Entry> present = bus.get(context, key);
        if (present.isEmpty()) {
            return false;
        }
        List<String> unread = statements.unread(context, bus);
        if (!unread.isEmpty()) {
            throw new EngineException(ErrorCode.CONFLICT, "The certificate '" + name + "' may be that of "
                + String.join(", ", unread) + ", whose settings cannot be read here.")
                .withNextStep("Update this engine first: a newer one has stated them.");
        }
        requireUnused(name, users(context, bus, name));
        bus.delete(context, key, 0);
        List<String> late = users(context, bus, name);
        if (!late.isEmpty()) {
            // They were stated while it still was there; one that was stated anew since is the right one.
            bus.compareAndSet(context, key, 0, present.get().value(), Optional.empty());
        }
        requireUnused(name, late);
        return true;
    }

    private static void requireUnused(String name, List<String> users) {
        if (!users.isEmpty()) {
            throw new EngineException(ErrorCode.CONFLICT, "The certificate '" + name + "' is that of "
                + String.join(", ", users) + ".").withNextStep("Give them another one first.");
        }
    }

    /** Returns the domains that are served by a certificate. */
    List<String> users(CallContext context, Bus bus, String name) throws InterruptedException {
        return statements.all(context, bus).values().stream().map(Statements.Stated::spec)
            .filter(spec -> spec.rules().tls().map(TlsRule::certificate).filter(name::equals).isPresent())
            .map(DomainSpec::host).toList();
    }

    /** Returns the names of all, sorted. */
    List<String> names(CallContext context, Bus bus) throws InterruptedException {
        return bus.list(context, keys.certificates()).entries().stream()
            .map(entry -> entry.key().substring(keys.certificates().length())).sorted().toList();
    }

    /** Checks that the certificate a domain names was stated. */
    void require(CallContext context, Bus bus, DomainSpec domain) throws InterruptedException {
        String name = domain.rules().tls().map(TlsRule::certificate).orElse(null);
        if (name != null && bus.get(context, keys.certificate(name)).isEmpty()) {
            throw EngineException.invalid("tls.certificate", "This group has no certificate '" + name + "'.")
                .withNextStep("Upload it first, or name another one.");
        }
    }
}
