package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.leengine.spi.scheduler.NamespaceEvents.Event;
import io.leengine.spi.scheduler.VersionKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The events of a namespace, and the engine's own among them. */
final class ClusterEvents {
    private static final int MOST = 1_000;
    private static final int POD_SUFFIX = 6;
    /** So much of a set's name is in that of a pod at most: one that has as much may have been cut. */
    private static final int MOST_OF_SET = 57;
    private static final String SOURCE = "leengine";

    private ClusterEvents() {
    }

    /**
     * @param pods those that are known: what a pod is called does not tell for sure of which version it is
     * @param name the application's name for it
     */
    static List<Event> of(KubernetesClient client, Mirror<Pod, PodState> pods, String namespace, String name) {
        List<Event> events = client.v1().events().inNamespace(namespace).list().getItems().stream()
            .map(event -> of(event, pods, namespace, name)).sorted(Comparator.comparing(Event::at)).toList();
        return events.subList(Math.max(0, events.size() - MOST), events.size());
    }

    private static Event of(io.fabric8.kubernetes.api.model.Event event, Mirror<Pod, PodState> pods, String namespace,
            String name) {
        ObjectReference about = event.getInvolvedObject();
        String object = about.getName() == null ? "" : about.getName();
        boolean pod = "Pod".equals(about.getKind());
        Optional<String> known = pod ? pods.find(Mirror.key(namespace, object)).flatMap(each -> each.value().instance())
            .map(instance -> instance.version().version()) : Optional.empty();
        String version = known.orElseGet(() -> version(object, pod, "ReplicaSet".equals(about.getKind()), name));
        return new Event(at(event), version, pod ? object : "", Objects.requireNonNullElse(event.getReason(), "Event"),
            Objects.requireNonNullElse(event.getMessage(), "").strip(), "Warning".equals(event.getType()));
    }

    /** Of a pod that is gone: the cluster cuts the name of its set where that is too long, and nothing tells what was cut. */
    private static String version(String object, boolean pod, boolean replicaSet, String name) {
        String set = pod && object.length() > POD_SUFFIX ? object.substring(0, object.length() - POD_SUFFIX)
            : replicaSet ? object : "";
        boolean whole = !pod || set.length() < MOST_OF_SET;
        return whole && set.startsWith(name + "-") ? set.substring(name.length() + 1) : "";
    }

    private static Instant at(io.fabric8.kubernetes.api.model.Event event) {
        if (SOURCE.equals(event.getReportingComponent())) {
            // By the cluster's clock, like all others: which of them are the last must not depend on the engine's.
            return Instant.parse(event.getMetadata().getCreationTimestamp());
        }
        Optional<String> series = Optional.ofNullable(event.getSeries())
            .map(each -> each.getLastObservedTime() == null ? null : each.getLastObservedTime().getTime());
        return Stream.of(series.orElse(null), event.getLastTimestamp(),
                event.getEventTime() == null ? null : event.getEventTime().getTime(), event.getFirstTimestamp(),
                event.getMetadata().getCreationTimestamp())
            .filter(Objects::nonNull).filter(text -> !text.isEmpty()).findFirst().map(Instant::parse).orElse(Instant.EPOCH);
    }

    /**
     * Adds a warning about a version.
     *
     * @param clock says the time that the cluster's own tools show
     */
    static void tell(KubernetesClient client, Clock clock, String namespace, VersionKey version, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        client.v1().events().inNamespace(namespace).resource(new EventBuilder()
            .withNewMetadata().withGenerateName(Names.version(version) + ".").withNamespace(namespace).endMetadata()
            .withInvolvedObject(new ObjectReferenceBuilder().withApiVersion("apps/v1").withKind("ReplicaSet")
                .withNamespace(namespace).withName(Names.version(version)).build())
            .withReason(reason).withMessage(message).withType("Warning").withCount(1)
            .withFirstTimestamp(now).withLastTimestamp(now).withNewSource().withComponent(SOURCE).endSource()
            .withReportingComponent(SOURCE).withReportingInstance("").build()).create();
    }
}
