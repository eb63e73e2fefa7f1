package io.leengine.engine.sim;

import io.leengine.engine.Selection;
import io.leengine.engine.access.Resource;
import io.leengine.engine.domain.Allocation;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.store.ApplicationRows;
import io.leengine.engine.store.Viewer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

final class MemoryApplications implements ApplicationRows {
    private final MemorySession session;
    private final MemoryStore.State state;

    MemoryApplications(MemorySession session) {
        this.session = session;
        this.state = session.state;
    }

    private Optional<Application> first(Predicate<Application> what) {
        return state.applications.values().stream().filter(what).findFirst();
    }

    @Override
    public void insert(Application application) {
        session.unique(byName(application.name()).isPresent(), "name", application.name());
        uniqueHost(application);
        state.applications.put(application.id(), application);
        state.versions.put(application.id(), new TreeMap<>());
    }

    private void uniqueHost(Application application) {
        session.unique(first(other -> other.host().equals(application.host())
            && !other.id().equals(application.id())).isPresent(), "host", application.host());
    }

    @Override
    public Optional<Application> byName(String name) {
        return first(application -> application.name().equals(name));
    }

    @Override
    public List<Application> byNames(Collection<String> names) {
        return names.stream().sorted().flatMap(name -> byName(name).stream()).toList();
    }

    @Override
    public Optional<Application> lockByName(String name) {
        session.writes();
        return byName(name);
    }

    @Override
    public Optional<Application> byImage(String repository) {
        return first(application -> application.image().equals(repository));
    }

    @Override
    public List<Application> list(Selection selection, Viewer viewer) {
        return session.page(state.applications.values(), Resource::of, Application::createdAt, selection, viewer);
    }

    @Override
    public List<String> names() {
        return state.applications.values().stream().map(Application::name).sorted().toList();
    }

    @Override
    public Map<String, String> hosts(String group) {
        return state.applications.values().stream().filter(application -> application.group().equals(group))
            .collect(Collectors.toMap(Application::host, Application::name));
    }

    @Override
    public void update(Application application) {
        session.writes();
        uniqueHost(application);
        Application known = state.applications.get(application.id());
        if (known != null) {
            state.applications.put(known.id(), new Application(known.id(), known.name(), application.description(),
                application.image(), application.host(), application.group(), application.isPrivate(),
                application.deleting(), known.createdAt(), known.createdBy(), application.revision()));
        }
    }

    @Override
    public void delete(String id) {
        session.writes();
        state.applications.remove(id);
        state.versions.remove(id);
        state.domains.remove(id);
        state.evictions.removeIf(each -> each.application().equals(id));
        session.deleteMembers(ResourceKind.APPLICATION, id);
    }

    @Override
    public void insert(Version version) {
        TreeMap<Integer, Version> some = state.versions.get(version.application());
        session.unique(some.containsKey(version.number()), "number", version.name());
        some.put(version.number(), version);
    }

    @Override
    public void update(Version version) {
        session.writes();
        state.versions.get(version.application()).computeIfPresent(version.number(), (number, known) -> {
            Version changed = known.withCells(version.cells()).withWeight(version.weight())
                .withState(version.state(), version.successor());
            return version.fullSince().map(changed::withFullSince).orElse(changed);
        });
    }

    @Override
    public List<Version> versions(String application) {
        return List.copyOf(state.versions.getOrDefault(application, new TreeMap<>()).values());
    }

    @Override
    public List<Version> wantedVersions(List<String> applications) {
        return applications.stream().sorted().flatMap(id -> versions(id).stream()).filter(Version::wanted).toList();
    }

    @Override
    public Map<String, Allocation> allocated() {
        Map<String, Allocation> allocated = new TreeMap<>();
        state.versions.values().stream().flatMap(some -> some.values().stream()).filter(Version::wanted)
            .forEach(version -> version.cells().forEach((cell, instances) -> allocated.merge(cell,
                Allocation.NOTHING.plus(instances, version.settings().cpuMillis(), version.settings().memoryBytes()),
                Allocation::plus)));
        return allocated;
    }

    @Override
    public void insert(Eviction eviction) {
        session.writes();
        state.evictions.add(eviction);
    }

    @Override
    public void delete(Eviction eviction) {
        session.writes();
        state.evictions.remove(eviction);
    }

    @Override
    public List<Eviction> evictions(String application) {
        return state.evictions.stream().filter(each -> each.application().equals(application)).toList();
    }
}
