package io.leengine.engine.store;

import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.GroupCertificate;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Settings of domains, and certificates of load-balancer groups. */
@ProviderType
public interface DomainRows {
    /** Returns the domain of an application, by its id; {@link DomainState#USUAL} when nothing was written of it. */
    DomainState of(String application);

    /** Writes the domain of an application. Who changes settings holds the application's row. */
    void put(String application, DomainState domain);

    /**
     * Writes that the group has answered the settings of some revision, and why it refuses them, if it does; returns whether
     * the refusal, or that there is none any more, is new. When the settings are at another revision by now, it does nothing.
     */
    boolean answered(String application, long revision, Optional<String> refusal);

    /** Returns the names of the applications in a group whose domains are served by a certificate. */
    List<String> users(String group, String certificate);

    /** Adds a certificate; {@code ALREADY_EXISTS} (field {@code name}) when the group has one of that name. */
    void insert(GroupCertificate certificate);

    /** Writes everything of a certificate. */
    void update(GroupCertificate certificate);

    /** Returns a certificate. */
    Optional<GroupCertificate> certificate(String group, String name);

    /** As {@link #certificate}, and holds the row against other writers until the transaction ends. */
    Optional<GroupCertificate> lock(String group, String name);

    /** Returns the certificates of a group, by name. */
    List<GroupCertificate> certificates(String group);

    /** Removes a certificate. Absent: does nothing. */
    void delete(String group, String name);
}
