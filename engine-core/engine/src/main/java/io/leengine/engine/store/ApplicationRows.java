package io.leengine.engine.store;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Allocation;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.Version;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Applications, their versions, and evictions of instances. */
@ProviderType
public interface ApplicationRows {
    /** Adds an application; {@code ALREADY_EXISTS} (field {@code name} or {@code host}) when either is taken. */
    void insert(Application application);

    /** Returns an application by name. */
    Optional<Application> byName(String name);

    /** Returns those applications of some names that there are, by name. */
    List<Application> byNames(Collection<String> names);

    /** As {@link #byName}, and holds the row against other writers until the transaction ends. */
    Optional<Application> lockByName(String name);

    /** Returns the application that has an image repository, if one has. */
    Optional<Application> byImage(String repository);

    /** Returns one more than the selection's part has, as far as there are that many; group is the load balancer's. */
    List<Application> list(Selection selection, Viewer viewer);

    /**
     * Returns applications in the order of names.
     *
     * @param member if given, only public ones and those this user is a member of
     * @param search part of the name; empty for all
     */
    default List<Application> list(Optional<String> member, String search, Optional<String> afterName, int limit) {
        return list(Selection.of(new Page.Request(afterName, limit, search)), Viewer.of(member)).stream().limit(limit)
            .toList();
    }

    /** Returns the names of all applications, those being deleted included. */
    List<String> names();

    /** Returns whose each host is in a load-balancer group: names of applications by host, those being deleted included. */
    Map<String, String> hosts(String group);

    /** Writes everything but id, name and creation; the given revision is written as it is. */
    void update(Application application);

    /** Removes an application with its versions, evictions and members. */
    void delete(String id);

    /** Adds a version. */
    void insert(Version version);

    /** Writes what of a version may change: cells, weight, state, successor, full since. */
    void update(Version version);

    /** Returns all versions of an application by number, deleted ones included. */
    List<Version> versions(String application);

    /** Returns the versions of several applications that are not deleted, by application and number. */
    List<Version> wantedVersions(List<String> applications);

    /** Returns what the versions that are not deleted are to have, by cell. */
    Map<String, Allocation> allocated();

    /** Adds an eviction. Repeated: does nothing. */
    void insert(Eviction eviction);

    /** Removes an eviction. Absent: does nothing. */
    void delete(Eviction eviction);

    /** Returns an application's evictions. */
    List<Eviction> evictions(String application);
}
