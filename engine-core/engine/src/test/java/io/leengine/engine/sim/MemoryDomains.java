package io.leengine.engine.sim;

import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.store.DomainRows;
import java.util.List;
import java.util.Optional;

/** Settings of domains, and certificates, in memory. */
record MemoryDomains(MemorySession session) implements DomainRows {
    @Override
    public DomainState of(String application) {
        return session.state.domains.getOrDefault(application, DomainState.USUAL);
    }

    @Override
    public void put(String application, DomainState domain) {
        session.writes();
        session.state.domains.put(application, domain);
    }

    @Override
    public boolean answered(String application, long revision, Optional<String> refusal) {
        session.writes();
        DomainState present = of(application);
        if (present.revision() != revision) {
            return false;
        }
        put(application, present.answered(refusal));
        return !present.refusal().equals(refusal);
    }

    @Override
    public List<String> users(String group, String certificate) {
        return session.state.applications.values().stream().filter(each -> each.group().equals(group)
            && of(each.id()).settings().certificate().equals(certificate)).map(each -> each.name()).sorted().toList();
    }

    private static String key(String group, String name) {
        return group + "/" + name;
    }

    @Override
    public void insert(GroupCertificate certificate) {
        session.unique(certificate(certificate.group(), certificate.name()).isPresent(), "name", certificate.name());
        session.state.certificates.put(key(certificate.group(), certificate.name()), certificate);
    }

    @Override
    public void update(GroupCertificate certificate) {
        session.writes();
        session.state.certificates.replace(key(certificate.group(), certificate.name()), certificate);
    }

    @Override
    public Optional<GroupCertificate> certificate(String group, String name) {
        return Optional.ofNullable(session.state.certificates.get(key(group, name)));
    }

    @Override
    public Optional<GroupCertificate> lock(String group, String name) {
        session.writes();
        return certificate(group, name);
    }

    @Override
    public List<GroupCertificate> certificates(String group) {
        return session.state.certificates.values().stream().filter(each -> each.group().equals(group)).toList();
    }

    @Override
    public void delete(String group, String name) {
        session.writes();
        session.state.certificates.remove(key(group, name));
    }
}
