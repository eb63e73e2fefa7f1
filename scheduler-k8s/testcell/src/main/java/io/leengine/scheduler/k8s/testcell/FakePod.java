package io.leengine.scheduler.k8s.testcell;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A pod on a fake node, as it came.
 *
 * @param images of its containers, in their order
 */
public record FakePod(String namespace, String name, String uid, String node, Map<String, String> labels,
        Map<String, String> annotations, List<String> images) {

    static FakePod of(JsonNode pod) {
        JsonNode meta = pod.path("metadata");
        return new FakePod(meta.path("namespace").asString(), meta.path("name").asString(), meta.path("uid").asString(),
            pod.at("/spec/nodeName").asString(), strings(meta.path("labels")), strings(meta.path("annotations")),
            pod.at("/spec/containers").valueStream().map(it -> it.path("image").asString()).toList());
    }

    private static Map<String, String> strings(JsonNode object) {
        var strings = new TreeMap<String, String>();
        object.properties().forEach(it -> strings.put(it.getKey(), it.getValue().asString()));
        return Map.copyOf(strings);
    }
}
