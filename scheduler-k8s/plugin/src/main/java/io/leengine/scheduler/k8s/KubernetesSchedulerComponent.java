package io.leengine.scheduler.k8s;

import static io.leengine.scheduler.k8s.ClusterAccess.text;

import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Makes one {@link KubernetesScheduler} of each configuration. */
@Component(configurationPid = "io.leengine.scheduler.k8s", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Scheduler.class)
@Designate(ocd = Settings.class, factory = true)
public final class KubernetesSchedulerComponent implements Scheduler {
    private final KubernetesScheduler scheduler;

    /** Begins to follow the cluster; whether it answers is told by the health. */
    @Activate
    public KubernetesSchedulerComponent(Settings settings) {
        scheduler = new KubernetesScheduler(options(settings));
    }

    static Options options(Settings settings) {
        String kubeconfig = text(settings.kubeconfig());
        ClusterAccess access = kubeconfig.isBlank()
            ? ClusterAccess.of(text(settings.address()), text(settings.ca()), text(settings.token()))
            : ClusterAccess.of(kubeconfig);
        return new Options(settings.leengine_name(), access, text(settings.namespacePrefix()),
            settings.instancesPerNamespace(), settings.port(), settings.nodeLossSeconds(), settings.rackLabel(),
            settings.podSecurity(), "restore".equals(settings.drift()));
    }

    /** Leaves everything in the cluster as it is. */
    @Deactivate
    void deactivate() {
        scheduler.close();
    }

    @Override
    public String name() {
        return scheduler.name();
    }

    @Override
    public Health health() {
        return scheduler.health();
    }

    @Override
    public <A> Optional<A> ability(Class<A> type) {
        return scheduler.ability(type);
    }

    @Override
    public void applyNamespace(CallContext context, NamespaceSpec namespace) throws InterruptedException {
        scheduler.applyNamespace(context, namespace);
    }

    @Override
    public void deleteNamespace(CallContext context, String namespace) throws InterruptedException {
        scheduler.deleteNamespace(context, namespace);
    }

    @Override
    public List<String> namespaces(CallContext context) throws InterruptedException {
        return scheduler.namespaces(context);
    }

    @Override
    public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire)
            throws InterruptedException {
        scheduler.applyVersion(context, version, retire);
    }

    @Override
    public void deleteVersion(CallContext context, VersionKey version) throws InterruptedException {
        scheduler.deleteVersion(context, version);
    }

    @Override
    public List<VersionSpec> versions(CallContext context, String namespace) throws InterruptedException {
        return scheduler.versions(context, namespace);
    }

    @Override
    public void stopInstance(CallContext context, String namespace, String instance) throws InterruptedException {
        scheduler.stopInstance(context, namespace, instance);
    }

    @Override
    public Watch<InstanceEvent> watch(CallContext context) throws InterruptedException {
        return scheduler.watch(context);
    }

    @Override
    public CellStatus status(CallContext context) throws InterruptedException {
        return scheduler.status(context);
    }
}
