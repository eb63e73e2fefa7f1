package io.leengine.engine.reconcile;

import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.ownership.Tenure;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.LoadBalancer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes a load-balancer group, the key, have the certificates that are desired, and no others. */
final class CertificateStatements implements KeyedQueue.Work {
    private static final System.Logger LOG = System.getLogger(CertificateStatements.class.getName());
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration RESYNC = Duration.ofMinutes(5);

    /** Which certificates, as they are kept, a service was told in a tenure. */
    private record Told(LoadBalancer service, Tenure tenure, Map<String, GroupCertificate> stated) {
    }

    private final Store store;
    private final Seams seams;
    private final Ownership ownership;
    private final Function<GroupCertificate, Certificate> opener;
    private final Consumer<String> renewed;
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    /**
     * @param opener makes of a certificate that is kept one that serves
     * @param renewed is told the applications whose certificate their group has got
     */
    CertificateStatements(Store store, Seams seams, Ownership ownership, Function<GroupCertificate, Certificate> opener,
            Consumer<String> renewed) {
        this.store = store;
        this.seams = seams;
        this.ownership = ownership;
        this.opener = opener;
        this.renewed = renewed;
    }

    @Override
    public Optional<Duration> run(String group, String request) throws InterruptedException {
        Optional<Tenure> tenure = ownership.tenure(group);
        Optional<LoadBalancer> service = seams.find(LoadBalancer.class, group);
        Optional<CertificateKeeping> keeping = service.flatMap(each -> each.ability(CertificateKeeping.class));
        if (tenure.isEmpty() || keeping.isEmpty()) {
            // A group that comes is run again. One that keeps none is told of no domain that needs one.
            told.remove(group);
            return Optional.empty();
        }
        Told last = told.get(group);
        if (last == null || last.service() != service.get() || last.tenure() != tenure.get()) {
            last = new Told(service.get(), tenure.get(), new HashMap<>());
            told.put(group, last);
        }
        converge(group, new Run(request, tenure.get()), keeping.get(), last.stated());
        return Optional.of(RESYNC);
    }

    private void converge(String group, Run run, CertificateKeeping keeping, Map<String, GroupCertificate> stated)
            throws InterruptedException {
        List<GroupCertificate> desired = store.read(session -> session.domains().certificates(group));
        List<String> there = keeping.certificates(run.looks(CALL));
        // One certificate at fault must not keep the others from being served by.
        Faults faults = new Faults();
        for (GroupCertificate certificate : desired) {
            if (!there.contains(certificate.name()) || !certificate.equals(stated.get(certificate.name()))) {
                faults.attempt(() -> state(run, keeping, certificate, stated));
            }
        }
        TreeSet<String> surplus = new TreeSet<>(there);
        desired.forEach(certificate -> surplus.remove(certificate.name()));
        for (String name : surplus) {
            stated.remove(name);
            faults.attempt(() -> keeping.deleteCertificate(run.changes(CALL), name));
        }
        faults.raise();
    }

    private void state(Run run, CertificateKeeping keeping, GroupCertificate certificate, Map<String, GroupCertificate> stated)
            throws InterruptedException {
        try {
            keeping.applyCertificate(run.changes(CALL), opener.apply(certificate));
        } catch (EngineException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            // The group has it; a domain that is not served as it should be says so itself, and to its own people.
            LOG.log(System.Logger.Level.INFO, "group {0} [{1}]: {2}", certificate.group(), run.request(), e.getMessage());
        }
        stated.put(certificate.name(), certificate);
        store.read(session -> session.domains().users(certificate.group(), certificate.name())).forEach(renewed);
    }
}
