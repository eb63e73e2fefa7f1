package io.leengine.tck.framework;

import io.leengine.spi.Seam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A framework for the tests of one class, begun before them and ended after them: register it as a static extension. It
 * runs the bundles it is given; the SPI it shares with the test, from whose class path it comes, so a service that a
 * bundle registers is what the test's conformance class calls. On the class path there must be a framework (Apache Felix,
 * say); among the bundles, Configuration Admin, Declarative Services, what they need, and the plugin.
 */
public final class PluginFramework implements BeforeAllCallback, AfterAllCallback {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CONFIGURATION = ",org.osgi.service.cm;version=\"1.6.1\"";

    private final List<Path> bundles;
    private final Map<String, String> properties;
    private Framework framework;
    private Path storage;

    private PluginFramework(List<Path> bundles, Map<String, String> properties) {
        this.bundles = List.copyOf(bundles);
        this.properties = Map.copyOf(properties);
    }

    /** Returns a framework that will run these bundles, jars on disk. */
    public static PluginFramework of(List<Path> bundles) {
        return new PluginFramework(bundles, Map.of());
    }

    /** Returns the same with properties of the framework, which the plugin may read. */
    public PluginFramework with(Map<String, String> more) {
        return new PluginFramework(bundles, more);
    }

    /** Returns a plugin of this framework, once it runs. */
    public <S extends Seam> DeployedPlugin<S> plugin(Class<S> seam, String plugin) {
        return new DeployedPlugin<>(context(), seam, plugin, LIMIT);
    }

    /** Returns the context of the system bundle, once the framework runs. */
    public BundleContext context() {
        if (framework == null) {
            throw new IllegalStateException("The framework does not run; register it as a static extension.");
        }
        return framework.getBundleContext();
    }

    @Override
    public void beforeAll(ExtensionContext test) throws BundleException, IOException {
        storage = Files.createTempDirectory("leengine-tck");
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow(
            () -> new IllegalStateException("No OSGi framework is on the class path of the test."));
        Map<String, String> all = new java.util.HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, spi() + CONFIGURATION);
        framework = factory.newFramework(all);
        framework.start();
        List<Bundle> installed = new ArrayList<>();
        for (Path bundle : bundles) {
            installed.add(framework.getBundleContext().installBundle(bundle.toAbsolutePath().toUri().toString()));
        }
        for (Bundle bundle : installed) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    /** Returns the packages of the SPI with their versions, as its bundle exports them. */
    private static String spi() throws IOException {
        Path jar = Path.of(java.net.URI.create(Seam.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("The SPI is not a jar here but " + jar + "; run this after 'package'.");
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            String exports = file.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
            return exports.replaceAll(";uses:=\"[^\"]*\"", "");
        }
    }

    @Override
    public void afterAll(ExtensionContext test) throws BundleException, InterruptedException, IOException {
        if (framework != null) {
            framework.stop();
            framework.waitForStop(LIMIT.toMillis());
            delete(storage);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException failure) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Returns the jars of a folder, sorted, without those whose file names begin with one of some words. */
    public static List<Path> jars(Path folder, List<String> without) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                .filter(file -> without.stream().noneMatch(file.getFileName().toString()::startsWith)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
