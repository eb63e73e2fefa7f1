package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.wire.AliveDocument;
import io.leengine.loadbalancer.nginx.wire.AppliedDocument;
import io.leengine.loadbalancer.nginx.wire.MemberDocument;
import java.util.Optional;

/**
 * What an nginx host has told.
 *
 * @param name its name
 * @param joined the revision that last stated that it belongs to the group
 * @param member empty when it does not belong to the group, or no more
 * @param alive empty when its agent does not live
 * @param applied empty when it has put nothing into effect since its agent began
 */
record Host(String name, long joined, Optional<MemberDocument> member, Optional<AliveDocument> alive,
        Optional<AppliedDocument> applied) {
    /** One of which nothing is known yet. */
    static Host named(String name) {
        return new Host(name, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Host member(Optional<MemberDocument> now, long revision) {
        return new Host(name, revision, now, alive, applied);
    }

    Host alive(Optional<AliveDocument> now) {
        return new Host(name, joined, member, now, applied);
    }

    Host applied(Optional<AppliedDocument> now) {
        return new Host(name, joined, member, alive, now);
    }

    /** Returns whether a change of upstreams of some revision is in effect there. */
    boolean hasUpstreams(long revision) {
        return alive.isPresent() && applied.filter(each -> each.upstreams() >= revision).isPresent();
    }

    /** Returns whether a change of settings of some revision is in effect there, or was refused there. */
    boolean hasSettings(long revision) {
        return alive.isPresent() && applied.filter(each -> each.settings() >= revision).isPresent();
    }

    /** Returns nginx's words about a domain that is not served as it is wanted. */
    Optional<String> failure(String domain) {
        return applied.flatMap(each -> each.failures().stream().filter(failure -> failure.host().equals(domain))
            .map(AppliedDocument.Failure::reason).findFirst());
    }
}
