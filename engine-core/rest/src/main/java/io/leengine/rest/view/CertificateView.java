package io.leengine.rest.view;

import io.leengine.engine.Certificates;
import io.leengine.engine.domain.GroupCertificate;
import java.time.Instant;
import java.util.List;

/** A certificate of a load-balancer group; its key is never told. */
@Doc("A certificate of a load-balancer group; its key is never told.")
public record CertificateView(@Doc(value = "Unique within the group.", example = "wildcard") String name,
        @Doc("The names it covers; `*.` stands for every host one label below.") List<String> hosts,
        @Doc("Who issued it.") String issuer, @Doc("Of the certificate, SHA-256, in hexadecimal digits.") String fingerprint,
        Instant validFrom, Instant expiresAt,
        @Doc("EXPIRES_SOON within the last 30 days.") GroupCertificate.State state, Instant changedAt, String changedBy,
        @Doc("The applications whose domains are served by it; empty for who is no administrator.") List<String> usedBy,
        @Doc("Grows whenever it is replaced; the entity tag.") long revision) {
    /** Returns the view. */
    public static CertificateView of(Certificates.Entry entry) {
        GroupCertificate it = entry.certificate();
        return new CertificateView(it.name(), it.hosts(), it.issuer(), it.fingerprint(), it.notBefore(), it.notAfter(),
            entry.state(), it.changedAt(), it.changedBy(), entry.usedBy(), it.revision());
    }
}
