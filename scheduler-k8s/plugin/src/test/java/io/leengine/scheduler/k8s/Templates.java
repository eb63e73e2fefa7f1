package io.leengine.scheduler.k8s;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.ImageReference;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What tests without a real image state. */
final class Templates {
    private static final String REGISTRY = "127.0.0.1:5000";

    private Templates() {
    }

    static CallContext ctx() {
        return CallContext.of("test", Duration.ofSeconds(30));
    }

    static NamespaceSpec namespace(String name) {
        return new NamespaceSpec(name, REGISTRY, new Credentials("robot", "secret"));
    }

    static InstanceTemplate template(Map<String, String> environment) {
        return new InstanceTemplate(new ImageReference(REGISTRY, "team/hello", Digest.of(new byte[1])), List.of(), environment,
            0, 50, 32L << 20, new HealthCheck("/", Duration.ofMillis(500), Duration.ofSeconds(5), 3, Duration.ofSeconds(60)),
            Duration.ofSeconds(1));
    }

    static VersionSpec version(String namespace, String version, int instances) {
        return new VersionSpec(new VersionKey(namespace, version), template(Map.of("GREETING", "hello")), instances);
    }
}
