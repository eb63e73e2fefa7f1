package io.leengine.engine.reconcile;

import io.leengine.engine.EngineSettings;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.spi.Seam;
import io.leengine.spi.loadbalancer.Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * The queues of applications and of groups' certificates, and what feeds them: changes of desire, changes of instances,
 * parts that come.
 */
public final class Reconciliation implements Seams.Listener, AutoCloseable {
    private static final int AT_ONCE = 32;
    private static final int GROUPS_AT_ONCE = 4;
    private static final String ALL = "all";

    private final Store store;
    private final InstanceTable table;
    private final DomainStatements domains;
    private final KeyedQueue certificates;
    private final KeyedQueue queue;
    /** Adds all there is, as often as that takes. */
    private final KeyedQueue everything = new KeyedQueue("resync", 1, (key, request) -> {
        start();
        return Optional.empty();
    });

    /**
     * What it is made of.
     *
     * @param opener makes of a certificate that is kept one that serves
     */
    public Reconciliation(Store store, Seams seams, InstanceTable table, Robots robots, ChangeFeed feed,
            EngineSettings settings, Clock clock, Ownership ownership, Function<GroupCertificate, Certificate> opener) {
        this.store = store;
        this.table = table;
        this.certificates = new KeyedQueue("certificates", GROUPS_AT_ONCE,
            new CertificateStatements(store, seams, ownership, opener, this::renewed), ownership, store);
        this.domains = new DomainStatements(store, clock, feed, certificates::add);
        Orphans orphans = new Orphans(store, seams);
        this.queue = new KeyedQueue("application", AT_ONCE, new ApplicationReconciler(store, seams, table,
            new Templates(settings.registryAddress(), robots), new Traffic(seams, clock, orphans, domains),
            orphans, new Departures(clock), feed, ownership), ownership, store);
        ownership.listen(queue.holder(() -> {
            orphans.again();
            everything.add(ALL);
        }));
        ownership.listen(certificates.holder(this::addGroups));
    }

    /** A group has got an application's certificate, so what it refused for want of it, it may take now. */
    private void renewed(String application) {
        domains.retry(application);
        queue.add(application);
    }

    private void addGroups() {
        store.read(session -> session.parts().list()).stream().filter(part -> part.seam() == SeamKind.LOAD_BALANCER)
            .forEach(part -> certificates.add(part.name()));
    }

    /** Returns the queue of certificates, keyed by the group's name. */
    public KeyedQueue certificates() {
        return certificates;
    }

    /** Returns the queue, keyed by application name. */
    public KeyedQueue queue() {
        return queue;
    }

    /** Runs every application once, and from then on whenever it says so itself. */
    public void start() {
        queue.refreshProblems();
        certificates.refreshProblems();
        addGroups();
        store.read(session -> session.applications().names()).forEach(queue::add);
    }

    @Override
    public void added(SeamKind kind, String name, Seam service) {
        if (kind == SeamKind.LOAD_BALANCER) {
            certificates.add(name);
        }
        if (kind == SeamKind.SCHEDULER || kind == SeamKind.LOAD_BALANCER) {
            resync(name);
        }
    }

    /** Runs every application again, in a thread of its own, because of a part that can do more than a moment ago. */
    public void resync(String part) {
        everything.add(ALL);
    }

    /** A cell was drained, or is so no more: those with instances there are run at once, and then all. */
    public void drained(String cell) {
        table.namespaces(cell).forEach(queue::add);
        // Of a cell that has told nothing, nobody knows here who has instances there.
        everything.add(ALL);
    }

    @Override
    public void removed(SeamKind kind, String name, Seam service) {
        // What ran goes on; there is nothing to do until the part is back.
    }

    @Override
    public void close() {
        everything.close();
        certificates.close();
        queue.close();
    }
}
