package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.leengine.spi.scheduler.NamespaceEvents.Event;
import io.leengine.spi.scheduler.VersionKey;
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
    private static final String SOURCE = "leengine";

    private ClusterEvents() {
    }

    /** @param name the application's name for it */
    static List<Event> of(KubernetesClient client, String namespace, String name) {
        List<Event> events = client.v1().events().inNamespace(namespace).list().getItems().stream()
            .map(event -> of(event, name)).sorted(Comparator.comparing(Event::at)).toList();
        return events.subList(Math.max(0, events.size() - MOST), events.size());
    }

    private static Event of(io.fabric8.kubernetes.api.model.Event event, String name) {
        ObjectReference about = event.getInvolvedObject();
        String object = about.getName() == null ? "" : about.getName();
        boolean pod = "Pod".equals(about.getKind());
        String set = pod && object.length() > POD_SUFFIX ? object.substring(0, object.length() - POD_SUFFIX)
            : "ReplicaSet".equals(about.getKind()) ? object : "";
        String version = set.startsWith(name + "-") ? set.substring(name.length() + 1) : "";
        return new Event(at(event), version, pod ? object : "", Objects.requireNonNullElse(event.getReason(), "Event"),
            Objects.requireNonNullElse(event.getMessage(), "").strip(), "Warning".equals(event.getType()));
    }

    private static Instant at(io.fabric8.kubernetes.api.model.Event event) {
        Optional<String> series = Optional.ofNullable(event.getSeries())
            .map(each -> each.getLastObservedTime() == null ? null : each.getLastObservedTime().getTime());
        return Stream.of(series.orElse(null), event.getLastTimestamp(),
                event.getEventTime() == null ? null : event.getEventTime().getTime(), event.getFirstTimestamp(),
                event.getMetadata().getCreationTimestamp())
            .filter(Objects::nonNull).filter(text -> !text.isEmpty()).findFirst().map(Instant::parse).orElse(Instant.EPOCH);
    }

    /** Adds an event about a version. */
    static void tell(KubernetesClient client, String namespace, VersionKey version, String reason, String message,
            boolean warning) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.v1().events().inNamespace(namespace).resource(new EventBuilder()
            .withNewMetadata().withGenerateName(Names.version(version) + ".").withNamespace(namespace).endMetadata()
            .withInvolvedObject(new ObjectReferenceBuilder().withApiVersion("apps/v1").withKind("ReplicaSet")
                .withNamespace(namespace).withName(Names.version(version)).build())
            .withReason(reason).withMessage(message).withType(warning ? "Warning" : "Normal").withCount(1)
            .withFirstTimestamp(now).withLastTimestamp(now).withNewSource().withComponent(SOURCE).endSource()
            .withReportingComponent(SOURCE).withReportingInstance("").build()).create();
    }
}
