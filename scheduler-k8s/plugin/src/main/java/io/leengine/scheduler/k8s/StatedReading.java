package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares an object with what is stated of it. A quota's status changes with each pod that comes or goes, so that is done
 * only when something else has changed.
 *
 * @param <T> the kind
 */
final class StatedReading<T extends HasMetadata> implements Mirror.Reading<T, StatedObject> {
    private final Function<T, Object> specification;
    private final Function<String, T> manifest;
    private final Differences differences;

    /**
     * @param specification what there is of an object besides its metadata and status
     * @param manifest what is stated, by the application's name for the namespace
     */
    StatedReading(Function<T, Object> specification, Function<String, T> manifest, Differences differences) {
        this.specification = specification;
        this.manifest = manifest;
        this.differences = differences;
    }

    @Override
    public StatedObject of(T object, Optional<StatedObject> before) {
        List<Object> stamp = List.of(Objects.requireNonNullElse(specification.apply(object), ""),
            Objects.requireNonNullElse(object.getMetadata().getLabels(), ""));
        return before.filter(each -> each.stamp().equals(stamp)).orElseGet(() -> new StatedObject(stamp,
            differences.between(manifest.apply(Names.namespaceOf(object)), object)));
    }
}
