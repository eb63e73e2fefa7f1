package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.utils.resource.CapabilityImpl;
import org.apache.felix.utils.resource.ResourceImpl;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/** What the framework offers to bundles on this JDK: asked of the framework itself, which is made and not started. */
final class FrameworkOffer {
    private static final int STOP_MILLIS = 10_000;

    private FrameworkOffer() {
    }

    /**
     * Returns it as a resource.
     *
     * @param conf the folder with the framework properties of the distribution
     */
    static Resource read(Path conf) throws ExportException {
        try {
            Path storage = Files.createTempDirectory("leengine-export-");
            try {
                return read(conf, storage);
            } finally {
                delete(storage);
            }
        } catch (BundleException | IOException e) {
            throw new ExportException(Reason.FAILED, "cannot ask the framework what it offers: " + e.getMessage(), "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExportException(Reason.FAILED, "interrupted", "", e);
        }
    }

    private static Resource read(Path conf, Path storage) throws IOException, BundleException, InterruptedException {
        Map<String, String> configuration = new HashMap<>(properties(conf.resolve("leengine.properties")));
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        configuration.put("felix.service.urlhandlers", "false");
        Framework framework = new FrameworkFactory().newFramework(configuration);
        framework.init();
        try {
            ResourceImpl resource = new ResourceImpl();
            for (Capability offered : framework.adapt(BundleRevision.class).getCapabilities(null)) {
                resource.addCapability(new CapabilityImpl(resource, offered));
            }
            return resource;
        } finally {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        }
    }

    private static Map<String, String> properties(Path file) throws IOException {
        Map<String, String> read = new HashMap<>();
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (Reader in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
            properties.stringPropertyNames().forEach(name -> read.put(name, properties.getProperty(name)));
        }
        return read;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
