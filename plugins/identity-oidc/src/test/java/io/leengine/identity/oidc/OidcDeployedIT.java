package io.leengine.identity.oidc;

import io.leengine.spi.identity.IdentityProvider;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on the bundle, with the libraries that travel in it, as a platform runs it. */
class OidcDeployedIT extends OidcConformanceTest {
    private static final List<String> FRAMEWORK_BUNDLES = List.of("org.apache.felix.scr", "org.apache.felix.configadmin",
        "org.apache.felix.metatype", "org.osgi.service.component-", "org.osgi.service.log", "org.osgi.util.promise",
        "org.osgi.util.function");

    @RegisterExtension
    static final PluginFramework FRAMEWORK = PluginFramework.of(bundles());

    private final DeployedPlugin<IdentityProvider> plugin =
        FRAMEWORK.plugin(IdentityProvider.class, "io.leengine.identity.oidc");

    private static List<Path> bundles() {
        List<Path> bundles = new ArrayList<>(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of).filter(jar -> FRAMEWORK_BUNDLES.stream().anyMatch(jar.getFileName().toString()::startsWith))
            .toList());
        bundles.add(Path.of(System.getProperty("leengine.plugin")));
        return bundles;
    }

    @Override
    protected IdentityProvider open() throws Exception {
        return plugin.open("company", Map.of("issuer", company().issuer().toString(), "clientId", ProviderMain.CLIENT,
            "clientSecret", ProviderMain.SECRET, "callback", ProviderMain.CALLBACK, "administratorGroup", "bosses"));
    }

    @Override
    protected void close(IdentityProvider opened) throws Exception {
        plugin.close(opened);
    }
}
