package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where an object of the cluster is not as stated. What was not stated does not count: the cluster adds defaults, and
 * others may add fields of their own.
 */
final class Differences {
    private final KubernetesSerialization serialization;

    Differences(KubernetesSerialization serialization) {
        this.serialization = serialization;
    }

    /** Returns the paths of the fields that differ, in the order they are stated in; empty when none does. */
    List<String> between(HasMetadata stated, HasMetadata present) {
        List<String> paths = new ArrayList<>();
        compare("", map(stated), map(present), paths);
        return paths;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> map(HasMetadata object) {
        return serialization.convertValue(object, Map.class);
    }

    private static void compare(String path, Object stated, Object present, List<String> paths) {
        switch (stated) {
            case Map<?, ?> fields when present instanceof Map<?, ?> others -> fields.forEach((name, value) ->
                compare(path.isEmpty() ? String.valueOf(name) : path + "." + name, value, others.get(name), paths));
            case Map<?, ?> fields when fields.isEmpty() && present == null -> {
                // Nothing was stated, and nothing is there.
            }
            case List<?> items when items.isEmpty() && present == null -> {
                // Nothing was stated, and nothing is there.
            }
            case List<?> items when present instanceof List<?> others && items.size() == others.size() -> {
                for (int i = 0; i < items.size(); i++) {
                    compare(path + "[" + i + "]", items.get(i), others.get(i), paths);
                }
            }
            case null -> {
                // Not stated.
            }
            default -> {
                if (!isSame(stated, present)) {
                    paths.add(path);
                }
            }
        }
    }

    private static boolean isSame(Object stated, Object present) {
        return Objects.equals(stated, present) || present != null && (isSameAmount(stated.toString(), present.toString()));
    }

    /** The cluster writes 1000m as 1. */
    private static boolean isSameAmount(String stated, String present) {
        if (stated.equals(present)) {
            return true;
        }
        try {
            return Quantity.parse(stated).getNumericalAmount().compareTo(Quantity.parse(present).getNumericalAmount()) == 0;
        } catch (IllegalArgumentException e) {
            return false; // neither is an amount
        }
    }
}
