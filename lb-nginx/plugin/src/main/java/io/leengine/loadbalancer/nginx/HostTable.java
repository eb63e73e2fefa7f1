package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.wire.AliveDocument;
import io.leengine.loadbalancer.nginx.wire.AppliedDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.GroupKeys.Told;
import io.leengine.loadbalancer.nginx.wire.MemberDocument;
import io.leengine.spi.bus.Bus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the keys of a group's hosts say, put together by host; for one thread at a time. */
final class HostTable {
    private final GroupKeys keys;
    private final Documents documents;
    private final Map<String, Host> hosts = new TreeMap<>();

    HostTable(GroupKeys keys, Documents documents) {
        this.keys = keys;
        this.documents = documents;
    }

    void replace(Bus.Listing listing) {
        hosts.clear();
        listing.entries().forEach(this::put);
    }

    void put(Bus.Entry entry) {
        keys.readTold(entry.key()).ifPresent(told -> {
            Host before = find(told.name()).orElse(Host.named(told.name()));
            hosts.put(told.name(), switch (told) {
                case Told.Member member ->
                    before.member(documents.read(entry.value(), MemberDocument.class), entry.modified());
                case Told.Alive alive -> before.alive(documents.read(entry.value(), AliveDocument.class));
                case Told.Applied applied -> before.applied(documents.read(entry.value(), AppliedDocument.class));
            });
        });
    }

    void delete(String key) {
        keys.readTold(key).flatMap(told -> find(told.name()).map(before -> switch (told) {
            case Told.Member member -> before.member(Optional.empty(), 0);
            case Told.Alive alive -> before.alive(Optional.empty());
            case Told.Applied applied -> before.applied(Optional.empty());
        })).ifPresent(after -> hosts.put(after.name(), after));
        hosts.values().removeIf(host -> host.equals(Host.named(host.name())));
    }

    Optional<Host> find(String name) {
        return Optional.ofNullable(hosts.get(name));
    }

    /** Returns every host of which something is said, also one that does not belong to the group. */
    Collection<Host> all() {
        return hosts.values();
    }

    /** Returns the hosts that belong to the group, sorted by name. */
    List<Host> members() {
        return hosts.values().stream().filter(host -> host.member().isPresent()).toList();
    }
}
