package io.leengine.engine.reconcile;

import io.leengine.engine.Applications.Placed;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.store.Session;
import io.leengine.spi.scheduler.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells which applications a drained cell still serves, because no other cell could. */
public final class DrainedCells {
    private final InstanceTable table;

    /** Over what the cells have told. */
    public DrainedCells(InstanceTable table) {
        this.table = table;
    }

    /** Returns the names of all cells that are drained. */
    public static Set<String> of(Session session) {
        return session.parts().list().stream().filter(part -> part.seam() == SeamKind.SCHEDULER && part.drained())
            .map(Part::name).collect(Collectors.toSet());
    }

    /**
     * Returns the applications that would be served from a cell, were these cells drained; sorted by name. Not those that a
     * cell could serve which has told nothing since the engine started: what is served of that goes on meanwhile.
     *
     * @param drained the names of drained cells, this one among them
     */
    public List<String> holders(Session session, String cell, Set<String> drained) {
        Map<String, List<Placed>> some = new HashMap<>();
        for (String namespace : table.namespaces(cell)) {
            List<Placed> placed = table.of(namespace);
            if (onlyThere(placed, cell, drained)) {
                some.put(namespace, placed);
            }
        }
        List<Application> applications = session.applications().byNames(some.keySet());
        Map<String, List<Version>> versions = session.applications()
            .wantedVersions(applications.stream().map(Application::id).toList()).stream()
            .collect(Collectors.groupingBy(Version::application));
        Set<String> unheard = unheard(session, drained);
        List<String> holders = new ArrayList<>();
        for (Application application : applications) {
            List<Version> wanted = versions.getOrDefault(application.id(), List.of());
            Set<String> elsewhere = versionsIn(unheard, wanted);
            boolean holds = !application.deleting() && Discovery.upstreams(wanted, some.get(application.name()), Set.of(),
                drained, List.of()).stream()
                .anyMatch(upstream -> upstream.cell().equals(cell) && !elsewhere.contains(upstream.version()));
            if (holds) {
                holders.add(application.name());
            }
        }
        return holders.stream().sorted().toList();
    }

    /** Returns the cells that may serve and have told nothing since the engine started. */
    private Set<String> unheard(Session session, Set<String> drained) {
        return session.parts().list().stream().filter(part -> part.seam() == SeamKind.SCHEDULER).map(Part::name)
            .filter(name -> !drained.contains(name) && !table.isKnown(name)).collect(Collectors.toSet());
    }

    private static Set<String> versionsIn(Set<String> cells, List<Version> versions) {
        return versions.stream().filter(version -> version.cells().entrySet().stream()
            .anyMatch(count -> count.getValue() > 0 && cells.contains(count.getKey())))
            .map(Version::name).collect(Collectors.toSet());
    }

    /** Whether some version is ready there and in no cell that is not drained: cheap to tell, and true of few. */
    private static boolean onlyThere(List<Placed> placed, String cell, Set<String> drained) {
        List<Placed> ready = placed.stream().filter(each -> each.instance().ready()).toList();
        Set<String> elsewhere = ready.stream().filter(each -> !drained.contains(each.cell()))
            .map(Placed::instance).map(DrainedCells::version).collect(Collectors.toSet());
        return ready.stream().filter(each -> each.cell().equals(cell)).map(Placed::instance)
            .anyMatch(instance -> !elsewhere.contains(version(instance)));
    }

    private static String version(Instance instance) {
        return instance.version().version();
    }
}
