package io.leengine.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import io.leengine.spi.notifier.RecipientCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** A plugin that was built against an earlier SPI runs; one that wants another major version is refused. */
public class EarlierPluginIT extends EmbeddedFramework {
    private static final String SEAM = "io.leengine.spi.notifier";
    private static final String EARLIER = "itest.plugin.earlier";
    private static final String LATER = "itest.plugin.later";

    @Inject
    ConfigurationAdmin configurations;

    /** The distribution, and two jars that nobody has installed yet. */
    @Override
    @org.ops4j.pax.exam.Configuration
    public Option[] embedded() {
        try {
            Path data = Files.createDirectories(Path.of(System.getProperty("leengine.itest.data")));
            EarlierPlugin plugin = new EarlierPlugin(Files.createTempDirectory(data, "earlier"));
            Option[] more = {
                CoreOptions.frameworkProperty(EARLIER).value(plugin.bundle("earlier", "*").toUri().toString()),
                CoreOptions.frameworkProperty(LATER)
                        .value(plugin.bundle("later", SEAM + ";version='[2,3)',*").toUri().toString())};
            return Stream.of(super.embedded(), more).flatMap(Stream::of).toArray(Option[]::new);
        } catch (Exception e) {
            throw new IllegalStateException("The earlier plugin cannot be built", e);
        }
    }

    @Test
    public void whatWasBuiltAgainstTheSpiOfThenStillRuns() throws Exception {
        Bundle bundle = context.installBundle(context.getProperty(EARLIER));
        try {
            bundle.start();
            assertTrue(bundle.getHeaders().get("Import-Package"),
                    bundle.getHeaders().get("Import-Package").contains(SEAM + ";version=\"[1.0,2)\""));
            assertTrue("the SPI that runs is newer", wired(bundle).compareTo(new Version(1, 0, 0)) > 0);
            Path file = Path.of(context.getProperty("leengine.data"), "earlier-notices");
            Configuration part = configurations.createFactoryConfiguration("com.example.notifier.earlier", "?");
            Dictionary<String, Object> settings = new Hashtable<>();
            settings.put("leengine.name", "earlier");
            settings.put("file", file.toString());
            part.update(settings);
            ServiceTracker<Object, Object> tracker = track(Notifier.class.getName(), "(leengine.name=earlier)");
            Notifier notifier = (Notifier) tracker.waitForService(LIMIT_MILLIS);
            assertNotNull("the part did not appear", notifier);
            notifier.deliver(CallContext.of("itest", Duration.ofSeconds(5)),
                    new Notice("n1", Notice.Severity.WARNING, "still here", "", Instant.now()), Set.of());
            assertEquals(List.of("WARNING still here"), Files.readAllLines(file));
            assertEquals("it knows nothing of abilities that came later", Optional.empty(),
                    notifier.ability(RecipientCheck.class));
            tracker.close();
            part.delete();
        } finally {
            bundle.uninstall();
        }
    }

    private static Version wired(Bundle bundle) {
        for (BundleWire wire : bundle.adapt(BundleWiring.class).getRequiredWires("osgi.wiring.package")) {
            if (SEAM.equals(wire.getCapability().getAttributes().get("osgi.wiring.package"))) {
                return (Version) wire.getCapability().getAttributes().get("version");
            }
        }
        throw new AssertionError(bundle + " is not wired to " + SEAM);
    }

    @Test
    public void anotherMajorVersionIsRefused() throws Exception {
        Bundle bundle = context.installBundle(context.getProperty(LATER));
        try {
            BundleException refused = assertThrows(BundleException.class, bundle::start);
            assertEquals(BundleException.RESOLVE_ERROR, refused.getType());
            assertTrue(refused.getMessage(), refused.getMessage().contains(SEAM));
            assertEquals(Bundle.INSTALLED, bundle.getState());
        } finally {
            bundle.uninstall();
        }
    }
}
