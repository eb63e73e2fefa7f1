package io.leengine.spi.loadbalancer;

import io.leengine.spi.CallContext;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** The ability to keep certificates, for {@link TlsRule}. What was stated is durable. */
@ConsumerType
public interface CertificateKeeping {
    /**
     * Makes a certificate known, or replaces the one of its name. Returns when every live host serves by it.
     *
     * @throws io.leengine.model.EngineException {@code UNAVAILABLE} when a host did not confirm in time; it will follow
     */
    void applyCertificate(CallContext context, Certificate certificate) throws InterruptedException;

    /**
     * Forgets a certificate. Absent: does nothing.
     *
     * @throws io.leengine.model.EngineException {@code CONFLICT} while a domain is served by it
     */
    void deleteCertificate(CallContext context, String name) throws InterruptedException;

    /** Returns the names of those that were stated, sorted. */
    List<String> certificates(CallContext context) throws InterruptedException;
}
