package io.leengine.spi.scheduler;

import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import io.leengine.spi.Watch;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One cell: it keeps the stated number of instances of each version running. The service's {@link #name()} is the
 * cell's name.
 *
 * <p>The engine states what should run ({@link #applyNamespace}, {@link #applyVersion}) and learns what does run from
 * {@link #watch}. The scheduler starts instances, restarts those that die (with back-off), probes their readiness, and
 * keeps doing so when the engine is gone. It persists what it was told: on Kubernetes in the cluster, locally in files.
 * Instances outlive the plugin: a new bundle finds them and goes on, without restarting them.
 *
 * <p>Optional abilities: {@link InstanceLogs}, {@link InstanceUsages}, {@link NamespaceEvents}, {@link InstanceExec}.
 */
@ConsumerType
public interface Scheduler extends Seam {
    /** Makes a namespace exist as described, its pull secret included. */
    void applyNamespace(CallContext context, NamespaceSpec namespace) throws InterruptedException;

    /** Removes a namespace and everything in it, stopping its instances with their grace. Absent: does nothing. */
    void deleteNamespace(CallContext context, String namespace) throws InterruptedException;

    /** Returns the namespaces the engine made here, sorted by name; never others. */
    List<String> namespaces(CallContext context) throws InterruptedException;

    /**
     * States a version and how many instances of it should run. Returns when this is recorded durably; instances follow.
     * A version's template never changes: only {@link VersionSpec#instances()} may differ from an earlier call.
     *
     * @param retire ids of instances that go first when there are more than asked for. The engine has drained these and
     *     nobody else; the count it passes is lower by as many. An id that is unknown or gone is ignored. If none is
     *     named and there are too many, the scheduler chooses: not-ready ones first, then the youngest.
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when the namespace is absent, {@code CONFLICT} when the
     *     version exists with another template, {@code INSUFFICIENT_RESOURCES} when it can be told at once that it
     *     will never fit
     */
    void applyVersion(CallContext context, VersionSpec version, Collection<String> retire) throws InterruptedException;

    /** Stops a version's instances and forgets it. Absent: does nothing. Returns when recorded; stops follow. */
    void deleteVersion(CallContext context, VersionKey version) throws InterruptedException;

    /**
     * Returns the versions of a namespace this cell has been told to run, sorted by key; {@code NOT_FOUND} when the
     * namespace is absent.
     */
    List<VersionSpec> versions(CallContext context, String namespace) throws InterruptedException;

    /**
     * Stops one instance with its grace; since the version's count stays, another takes its place. Absent: does nothing.
     */
    void stopInstance(CallContext context, String namespace, String instance) throws InterruptedException;

    /**
     * Opens a watch over all instances of all namespaces the engine made here. The first event is
     * {@link InstanceEvent.Listed}, and it comes again whenever events may have been missed.
     */
    Watch<InstanceEvent> watch(CallContext context) throws InterruptedException;

    /** Returns nodes and room, as known now. */
    CellStatus status(CallContext context) throws InterruptedException;
}
