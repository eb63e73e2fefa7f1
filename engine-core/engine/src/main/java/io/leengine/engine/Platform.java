package io.leengine.engine;

import io.leengine.engine.domain.Allocation;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.model.Health;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.scheduler.CellStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The boss side: configured parts, plugins, bundles. */
@ProviderType
public interface Platform {
    /** Returns the region's name, whether this engine takes requests, and what is missing. */
    Status status();

    /** Returns what this engine is; the same as long as it runs. */
    Product product();

    /** Returns every cell; open to every user, since a deployment names cells. */
    List<Cell> cells(Actor actor);

    /** Returns the engines on this platform's database; for administrators. */
    List<Engine> engines(Actor actor);

    /** Returns a cell with its nodes. */
    Cell cell(Actor actor, String name);

    /**
     * Moves a cell's traffic to the others, or lets it have its own again; instances go on running. Versions that no other
     * cell could serve stay served from there until one can. Repeated: does nothing. For administrators.
     *
     * @param drained whether it shall be
     */
    Cell drain(Actor actor, String name, boolean drained);

    /** Returns the regions this engine knows: its own. */
    List<Region> regions(Actor actor);

    /** Returns every load-balancer group; open to every user. */
    List<Group> groups(Actor actor);

    /** Returns the domains of a group with their upstreams; for administrators. */
    List<DomainStatus> domains(Actor actor, String group) throws InterruptedException;

    /**
     * Returns how the hosts of a group are, sorted by name; for administrators. {@code UNSUPPORTED} when the group cannot
     * tell.
     */
    List<HostReporting.HostReport> hosts(Actor actor, String group) throws InterruptedException;

    /** Returns all configured parts; for administrators. */
    List<PartDetails> parts(Actor actor);

    /** Adds a part: a cell, say. For administrators. */
    PartDetails create(Actor actor, PartDraft draft);

    /** Changes a part's plugin, settings and node limit. For administrators. */
    PartDetails update(Actor actor, SeamKind seam, String name, PartDraft draft, Optional<Long> ifMatch);

    /** Removes a part; {@code CONFLICT} while applications use it. For administrators. */
    void delete(Actor actor, SeamKind seam, String name, Optional<Long> ifMatch);

    /** Returns the plugins that are installed, with the parts they serve and the settings they take; for administrators. */
    List<Plugin> plugins(Actor actor);

    /**
     * The platform in a few words.
     *
     * @param region the region's name
     * @param version the engine's version
     * @param ready whether this engine takes requests: its database answers, and it has waited for its parts
     * @param missing which seams have no working part, with why: requests that need them are refused; empty when all is well
     */
    record Status(String region, String version, boolean ready, List<String> missing) {
    }

    /**
     * A region: its cells share one registry, build pool, set of load-balancer groups and monitor.
     *
     * @param name its name
     * @param cells the names of its cells
     * @param groups the names of its load-balancer groups
     */
    record Region(String name, List<String> cells, List<String> groups) {
        /** Copies the lists. */
        public Region {
            cells = List.copyOf(cells);
            groups = List.copyOf(groups);
        }
    }

    /**
     * One of the engines side by side.
     *
     * @param id of this life of it
     * @param name its host and port
     * @param since when it was started
     * @param sharePercent how much of what is to be done is its own
     * @param self whether it is the one that was asked
     */
    record Engine(String id, String name, Instant since, int sharePercent, boolean self) {
    }

    /**
     * A cell.
     *
     * @param name its name
     * @param plugin the plugin that drives it
     * @param nodeLimit most nodes
     * @param health how it is
     * @param status its nodes and room; empty when it does not answer
     * @param allocated what versions are to have there
     * @param drain whether its traffic is to be with the others
     */
    record Cell(String name, String plugin, int nodeLimit, Health health, Optional<CellStatus> status,
            Allocation allocated, Drain drain) {
        /** A cell that is not drained. */
        public Cell(String name, String plugin, int nodeLimit, Health health, Optional<CellStatus> status,
                Allocation allocated) {
            this(name, plugin, nodeLimit, health, status, allocated, Drain.NONE);
        }

        /** A cell without versions. */
        public Cell(String name, String plugin, int nodeLimit, Health health, Optional<CellStatus> status) {
            this(name, plugin, nodeLimit, health, status, Allocation.NOTHING);
        }
    }

    /**
     * Whether a cell's traffic is to be with the other cells.
     *
     * @param drained whether an operator wants that
     * @param heldBy how many applications are served from there all the same, because no other cell could
     * @param holders the first of those by name; empty for who is no administrator
     */
    record Drain(boolean drained, int heldBy, List<String> holders) {
        /** Not drained. */
        public static final Drain NONE = new Drain(false, 0, List.of());

        /** Copies the list. */
        public Drain {
            holders = List.copyOf(holders);
        }
    }

    /**
     * A load-balancer group.
     *
     * @param name its name
     * @param plugin the plugin that drives it
     * @param health how it is
     * @param addresses where its domains are served
     * @param canonicalName what a domain's DNS entry is to point at (CNAME); empty when there is none
     * @param virtualAddresses addresses that move between its hosts (VIP)
     */
    record Group(String name, String plugin, Health health, List<String> addresses, String canonicalName,
            List<String> virtualAddresses) {
        /** A group that is reached by its hosts' own addresses. */
        public Group(String name, String plugin, Health health, List<String> addresses) {
            this(name, plugin, health, addresses, "", List.of());
        }
    }

    /**
     * A part and how it is.
     *
     * @param part what is configured; secrets are blank
     * @param present whether its plugin has brought it up
     * @param health how it is
     */
    record PartDetails(Part part, boolean present, Health health) {
    }

    /**
     * A part, as given.
     *
     * @param seam which seam
     * @param name its name
     * @param plugin the plugin's persistent identity
     * @param settings its settings
     * @param nodeLimit for a cell; 0 for the usual
     */
    record PartDraft(SeamKind seam, String name, String plugin, Map<String, String> settings, int nodeLimit) {
    }

    /**
     * A plugin that is installed.
     *
     * @param id its component's persistent identity
     * @param seam which seam it serves; empty when unknown
     * @param bundle the bundle's symbolic name
     * @param version the bundle's version
     * @param state the bundle's state
     * @param serves the names of the parts it serves, as {@code seam/name}
     * @param description for people
     * @param settings what it takes
     */
    record Plugin(String id, Optional<SeamKind> seam, String bundle, String version, String state, List<String> serves,
            String description, List<Setting> settings) {
    }

    /**
     * One setting of a plugin, from its Metatype.
     *
     * @param name the property
     * @param label for people
     * @param description for people
     * @param type {@code string}, {@code integer}, {@code long}, {@code boolean}, {@code password}
     * @param required whether it must be given
     * @param defaults its default values
     */
    record Setting(String name, String label, String description, String type, boolean required,
            List<String> defaults) {
    }
}
