package io.leengine.itest.kit;

import io.leengine.tck.framework.PluginFramework;
import java.nio.file.Path;
import java.util.List;

/** The framework of the embedded distribution without its core, which would act on the parts that a check opens. */
final class Deployed {
    private static final List<String> CORE = List.of("leengine-spi", "leengine-http", "leengine-engine",
        "leengine-store", "leengine-registry-0", "leengine-rest", "org.apache.felix.framework", "org.apache.felix.fileinstall",
        "org.apache.felix.gogo", "com.zaxxer", "com.h2database", "org.flywaydb");

    private Deployed() {
    }

    static PluginFramework framework() {
        return PluginFramework.of(PluginFramework.jars(
            Path.of(System.getProperty("leengine.distribution"), "bundles"), CORE));
    }
}
