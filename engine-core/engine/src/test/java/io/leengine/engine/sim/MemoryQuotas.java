package io.leengine.engine.sim;

import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.Version;
import io.leengine.engine.store.QuotaRows;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

final class MemoryQuotas implements QuotaRows {
    private final MemorySession session;
    private final MemoryStore.State state;

    MemoryQuotas(MemorySession session) {
        this.session = session;
        this.state = session.state;
    }

    @Override
    public Quota find(QuotaSubject subject) {
        return state.quotas.getOrDefault(subject, Quota.none(subject));
    }

    @Override
    public Quota lock(QuotaSubject subject) {
        session.writes();
        return find(subject);
    }

    @Override
    public void put(Quota quota) {
        session.writes();
        state.quotas.put(quota.subject(), quota);
    }

    @Override
    public Optional<String> charged(ResourceKind kind, String resource) {
        return state.members.values().stream().filter(each -> each.kind() == kind && each.resource().equals(resource)
            && each.role() == Role.OWNER && !each.ended(Instant.now()))
            .min(Comparator.comparing(Member::since).thenComparing(Member::user)).map(Member::user);
    }

    @Override
    public Map<String, Map<QuotaKind, Long>> used(QuotaSubject.Kind kind, List<String> ids, Set<QuotaKind> kinds) {
        Map<String, Map<QuotaKind, Long>> used = new HashMap<>();
        ids.forEach(id -> {
            Map<QuotaKind, Long> amounts = kind == QuotaSubject.Kind.USER ? ofUser(id)
                : new EnumMap<>(Map.of(QuotaKind.IMAGE_STORAGE, bytes(state.images.values().stream()
                    .filter(image -> image.group().filter(name -> name.equals(state.groups.get(id).name())).isPresent())
                    .toList())));
            amounts.keySet().retainAll(kinds);
            used.put(id, amounts);
        });
        return used;
    }

    private Map<QuotaKind, Long> ofUser(String id) {
        Map<QuotaKind, Long> amounts = new EnumMap<>(QuotaKind.class);
        Set<String> owned = state.applications.keySet().stream().filter(each -> isCharged(ResourceKind.APPLICATION, each, id))
            .collect(Collectors.toSet());
        amounts.put(QuotaKind.APPLICATIONS, (long) owned.size());
        amounts.put(QuotaKind.INSTANCES, sum(owned, Version::instances));
        amounts.put(QuotaKind.CPU, sum(owned, version -> (long) version.instances() * version.settings().cpuMillis()));
        amounts.put(QuotaKind.MEMORY, sum(owned, version -> version.instances() * version.settings().memoryBytes()));
        amounts.put(QuotaKind.IMAGE_STORAGE, bytes(state.images.values().stream()
            .filter(image -> isCharged(ResourceKind.IMAGE, image.id(), id)).toList()));
        amounts.put(QuotaKind.BUILDS, state.runs.values().stream().filter(run -> run.state() == BuildRun.State.RUNNING
            && isCharged(ResourceKind.CODE_BUILD, run.codeBuild(), id)).count());
        return amounts;
    }

    private boolean isCharged(ResourceKind kind, String resource, String user) {
        return charged(kind, resource).equals(Optional.of(user));
    }

    private long sum(Set<String> applications, ToLongFunction<Version> amount) {
        return applications.stream().mapToLong(id -> Math.max(sum(id, Version.State.LIVE, amount),
            sum(id, Version.State.RETIRING, amount))).sum();
    }

    private long sum(String application, Version.State versions, ToLongFunction<Version> amount) {
        return state.versions.get(application).values().stream().filter(version -> version.state() == versions)
            .mapToLong(amount).sum();
    }

    private long bytes(Collection<Image> images) {
        Set<String> repositories = images.stream().map(Image::repository).collect(Collectors.toSet());
        return state.pushes.values().stream().filter(push -> repositories.contains(push.repository()))
            .collect(Collectors.toMap(push -> push.repository() + "@" + push.digest(), ImagePush::sizeBytes, Math::max))
            .values().stream().mapToLong(Long::longValue).sum();
    }
}
