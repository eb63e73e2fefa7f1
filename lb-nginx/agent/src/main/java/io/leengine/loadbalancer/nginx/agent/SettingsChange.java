package io.leengine.loadbalancer.nginx.agent;

import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be changed of settings.
 *
 * @param whole whether domains and certificates that are not named are to be there no more
 * @param domains by name; empty for one that is to be served no more
 * @param unread by name, why it is not known here what is wanted of a domain: it is served as it was, and reported
 * @param certificates by name; empty for one that is gone
 * @param unreadCertificates those of which it is not known here what they are to be: they stay as they were
 */
public record SettingsChange(boolean whole, Map<String, Optional<DomainSpec>> domains, Map<String, String> unread,
        Map<String, Optional<Certificate>> certificates, Set<String> unreadCertificates) {
    /** Nothing. */
    static final SettingsChange NONE = new SettingsChange(false, Map.of(), Map.of(), Map.of(), Set.of());

    /** Copies the collections. */
    public SettingsChange {
        domains = Map.copyOf(domains);
        unread = Map.copyOf(unread);
        certificates = Map.copyOf(certificates);
        unreadCertificates = Set.copyOf(unreadCertificates);
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    /** Returns this and what came later, in one. */
    SettingsChange and(SettingsChange later) {
        if (later.whole) {
            return later;
        }
        Map<String, Optional<DomainSpec>> allDomains = new HashMap<>(domains);
        allDomains.putAll(later.domains);
        // What was read before still is to take effect, and be there as long as what is newer cannot be read.
        Map<String, String> allUnread = new HashMap<>(unread);
        allUnread.keySet().removeAll(later.domains.keySet());
        allUnread.putAll(later.unread);
        Map<String, Optional<Certificate>> allCertificates = new HashMap<>(certificates);
        allCertificates.putAll(later.certificates);
        Set<String> allUnreadCertificates = new HashSet<>(unreadCertificates);
        allUnreadCertificates.removeAll(later.certificates.keySet());
        allUnreadCertificates.addAll(later.unreadCertificates);
        return new SettingsChange(whole, allDomains, allUnread, allCertificates, allUnreadCertificates);
    }
}
