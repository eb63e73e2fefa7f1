package io.leengine.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that says that the agent runs. */
public final class SampleBundle implements BundleActivator {
    static final String NAME = "sample";

    @Override
    public void start(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("leengine.runs", "agent");
        BooleanSupplier runs = () -> true;
        context.registerService(BooleanSupplier.class, runs, properties);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes back what it has registered.
    }

    /** Writes a version of it. Without saying so it is active and no more. */
    static BundleJar write(Path folder, String version, boolean runs) throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", NAME);
        main.putValue("Bundle-Version", version);
        main.putValue("Import-Package", "org.osgi.framework");
        if (runs) {
            main.putValue("Bundle-Activator", SampleBundle.class.getName());
        }
        Path file = folder.resolve(NAME + "-" + version + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            String entry = SampleBundle.class.getName().replace('.', '/') + ".class";
            out.putNextEntry(new JarEntry(entry));
            SampleBundle.class.getClassLoader().getResourceAsStream(entry).transferTo(out);
            out.closeEntry();
        }
        return BundleJar.read(file);
    }
}
