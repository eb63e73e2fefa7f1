package io.leengine.engine.reconcile;

import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one application should be, read in one transaction.
 *
 * @param application the application
 * @param domain its domain
 * @param versions those that should run, by number
 * @param evictions instances somebody wants replaced
 * @param cells the names of all configured cells
 * @param drained those of them that are drained
 */
record Desired(Application application, DomainState domain, List<Version> versions, List<Eviction> evictions,
        Set<String> cells, Set<String> drained) {
    static Optional<Desired> read(Store store, String name) {
        return store.read(session -> session.applications().byName(name).map(application -> {
            Set<String> cells = new TreeSet<>();
            Set<String> drained = new TreeSet<>();
            for (Part part : session.parts().list()) {
                if (part.seam() == SeamKind.SCHEDULER) {
                    cells.add(part.name());
                    if (part.drained()) {
                        drained.add(part.name());
                    }
                }
            }
            List<Version> versions = application.deleting() ? List.of()
                : session.applications().wantedVersions(List.of(application.id()));
            return new Desired(application, session.domains().of(application.id()), versions,
                session.applications().evictions(application.id()), cells, drained);
        }));
    }

    Optional<Version> version(String name) {
        return versions.stream().filter(version -> version.name().equals(name)).findFirst();
    }

    /** How many instances of a version a cell should run; empty when it should not know the version at all. */
    Optional<Integer> instances(String version, String cell) {
        return version(version).map(found -> found.cells().get(cell));
    }
}
