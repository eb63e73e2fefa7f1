package io.leengine.engine;

import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Version;
import io.leengine.model.Digest;
import io.leengine.spi.Watch;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.Series;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.NamespaceEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Everything one does with applications. Each change checks the actor's role, is written with its activity in one
 * transaction, and is true of the world a little later: reconcilers see to that.
 *
 * <p>Throughout: {@code NOT_FOUND} also for what the actor may not know of; {@code ifMatch} is the revision the caller
 * has seen ({@code PRECONDITION_FAILED} when it is another one), empty to go without.
 */
@ProviderType
public interface Applications {
    /** Creates an application; its creator is the Owner. */
    Application create(Actor actor, Draft draft);

    /** Returns an application with its versions. */
    Details get(Actor actor, String name);

    /** Returns those applications that one may see. */
    Page<Summary> list(Actor actor, Selection selection);

    /** As {@link #list(Actor, Selection)}, of all that one may see, by name. */
    default Page<Summary> list(Actor actor, Page.Request page) {
        return list(actor, Selection.of(page));
    }

    /** Changes what is given of description, host, group and visibility. */
    Application update(Actor actor, String name, Change change, Optional<Long> ifMatch);

    /** Starts deleting an application: its domain, instances and namespaces go, then it. Repeated: does nothing. */
    void delete(Actor actor, String name, Optional<Long> ifMatch);

    /** Returns the form for the next version, filled from the last one. */
    Deployment next(Actor actor, String name);

    /** Deploys a version. */
    Version deploy(Actor actor, String name, Deployment deployment, Optional<Long> ifMatch);

    /**
     * Sets the shares of the traffic in percent. Versions that are not named get none; the sum must be 100.
     *
     * @param weights percent by version name
     */
    Details weigh(Actor actor, String name, Map<String, Integer> weights, Optional<Long> ifMatch);

    /** Sets a version's instances by cell; a cell that is not named gets none. */
    Details scale(Actor actor, String name, String version, Map<String, Integer> cells, Optional<Long> ifMatch);

    /** Sets a version's instances over all its cells, spread evenly. */
    Details scale(Actor actor, String name, String version, int instances, Optional<Long> ifMatch);

    /** Deletes a version; {@code CONFLICT} while it has traffic that another live version could take. */
    Details deleteVersion(Actor actor, String name, String version, Optional<Long> ifMatch);

    /**
     * Goes back to an earlier version in one move: it is run at the size of the present one, takes the traffic once all of
     * its instances are ready, and the present ones go.
     *
     * @param version which; empty for the one that last had all of the traffic before the present one
     */
    Details rollBack(Actor actor, String name, Optional<String> version, Optional<Long> ifMatch);

    /** Returns the instances as they were last seen, by cell and id. */
    List<Placed> instances(Actor actor, String name);

    /** Drains an instance, stops it, and has another take its place. */
    void replaceInstance(Actor actor, String name, String cell, String instance);

    /** Opens an instance's log with its last lines; see {@link InstanceLogs#logs}. */
    default Watch<InstanceLogs.Line> logs(Actor actor, String name, String cell, String instance, int tail, boolean follow)
            throws InterruptedException {
        return logs(actor, name, cell, instance, LogStart.last(tail), follow);
    }

    /** Opens an instance's log; see {@link InstanceLogs}. */
    Watch<InstanceLogs.Line> logs(Actor actor, String name, String cell, String instance, LogStart start, boolean follow)
        throws InterruptedException;

    /**
     * Starts a command beside an instance's process; see {@link InstanceExec#exec}. Activity tells who did, where, and which
     * program; its arguments may hold secrets and are not kept.
     *
     * @param command the program and its arguments
     * @return to be closed, which ends the command
     */
    InstanceExec.Session exec(Actor actor, String name, String cell, String instance, List<String> command,
        boolean terminal) throws InterruptedException;

    /**
     * Throws what {@link #exec} would throw to this actor now, short of starting anything: asked before a command is
     * started, and again and again while it runs.
     */
    void requireExec(Actor actor, String name, String cell);

    /** Returns what happened in the application's namespaces, oldest first. */
    List<PlacedEvent> events(Actor actor, String name) throws InterruptedException;

    /** Returns a metric of the application; labels {@code version}, {@code cell} and {@code instance} may narrow it. */
    List<Series> metrics(Actor actor, String name, RangeQuery query) throws InterruptedException;

    /**
     * Waits until something about an application may have changed.
     *
     * @param seen what an earlier call returned; 0 at first
     * @return a number that grows with every change; the same as {@code seen} when the time was up
     */
    long awaitChange(Actor actor, String name, long seen, java.time.Duration limit) throws InterruptedException;

    /**
     * A new application.
     *
     * @param name unique; becomes the namespace
     * @param description for people
     * @param image its image repository; empty for its name
     * @param host its domain; empty for {@code name.localhost} or the platform's own suffix
     * @param group the load-balancer group; empty for the first
     * @param isPrivate whether only members see it
     */
    record Draft(String name, String description, String image, String host, String group, boolean isPrivate) {
    }

    /** What to change; empty leaves it. */
    record Change(Optional<String> description, Optional<String> host, Optional<String> group,
            Optional<Boolean> isPrivate) {
    }

    /**
     * What to deploy.
     *
     * @param tag the image's tag; or empty when the digest is given
     * @param digest the image's digest; or empty when the tag is given
     * @param settings how an instance is run
     * @param cells instances by cell
     * @param weight percent of the traffic once ready; the others share the rest as they do now. The first version
     *     always gets 100
     * @param replace whether it replaces all live versions as soon as all of its instances are ready
     */
    record Deployment(Optional<String> tag, Optional<Digest> digest, Version.Settings settings,
            Map<String, Integer> cells, int weight, boolean replace) {
    }

    /**
     * An application in a list.
     *
     * @param application the application
     * @param live names of live versions with their weights
     * @param instances how many it should have
     * @param ready how many are ready
     */
    record Summary(Application application, Map<String, Integer> live, int instances, int ready) {
    }

    /**
     * An application, whole.
     *
     * @param application the application
     * @param versions all its versions by number, deleted ones included
     * @param urls where its domain is served, for example {@code http://hello.localhost:7088}
     * @param problems what keeps it from being as desired, for a person; empty when nothing does
     */
    record Details(Application application, List<VersionDetails> versions, List<String> urls, List<String> problems) {
    }

    /**
     * A version and how it is.
     *
     * @param version the version; the environment's values are blank where the actor may not see them
     * @param condition in one word
     * @param ready instances that are ready
     * @param message why it is not ready; empty when it is
     */
    record VersionDetails(Version version, Condition condition, int ready, String message) {
    }

    /** How a version is. */
    enum Condition {
        /** Its instances are being started. */
        STARTING,
        /** All of its instances are ready. */
        READY,
        /** Some of its instances are not ready, after it was. */
        DEGRADED,
        /** Its instances fail to start. */
        FAILED,
        /** Waits for its successor, or for its instances to end. */
        RETIRING,
        /** Gone. */
        DELETED
    }

    /**
     * Where a log begins.
     *
     * @param tail with how many of its last lines, if it does not begin at a time
     * @param since at which time
     */
    record LogStart(int tail, Optional<Instant> since) {
        /** With some last lines. */
        public static LogStart last(int tail) {
            return new LogStart(tail, Optional.empty());
        }

        /** With the first line that is not older. */
        public static LogStart since(Instant time) {
            return new LogStart(0, Optional.of(time));
        }

        /** Returns the same with no fewer last lines. */
        public LogStart withTail(int least) {
            return new LogStart(Math.max(tail, least), since);
        }
    }

    /**
     * An instance and where it is.
     *
     * @param cell the cell
     * @param instance the instance
     * @param seenAt when the cell last told of it
     */
    record Placed(String cell, Instance instance, Instant seenAt) {
    }

    /**
     * An event and where it was.
     *
     * @param cell the cell
     * @param event the event
     */
    record PlacedEvent(String cell, NamespaceEvents.Event event) {
    }
}
