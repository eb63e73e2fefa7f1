package io.leengine.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Every plugin of the distribution is swapped again and again by the engine; nothing of what was replaced stays in memory. */
public class ClassLoadersIT extends EmbeddedFramework {
    private static final int SWAPS = 20;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Pattern NUMBER = Pattern.compile("\"number\":([0-9]+)");
    private static final Pattern BUNDLE = Pattern.compile("\"bundle\":\"([^\"]+)\"");

    private RestClient rest;
    private Path folder;
    private int build;

    @Override
    @Configuration
    public Option[] embedded() {
        return Provisioning.seeded();
    }

    @Before
    public void logIn() throws Exception {
        rest = new RestClient(context);
        rest.logIn();
        // The platform makes its base image at first; a swap in the middle would only make it begin again and again.
        rest.await("/images/leengine%2Fjava/tags", answer -> answer.body().contains("\"25\""));
        folder = Files.createTempDirectory(Path.of(context.getProperty("leengine.data")), "builds");
    }

    @After
    public void close() {
        rest.close();
    }

    @Test
    public void classLoadersOfReplacedBundlesAreCollected() throws Exception {
        List<String> bundles = BUNDLE.matcher(rest.send("GET", "/plugins", null, 200)).results()
                .map(match -> match.group(1)).distinct().toList();
        assertEquals(bundles.toString(), 12, bundles.size());
        for (String name : bundles) {
            List<WeakReference<ClassLoader>> replaced = new ArrayList<>();
            Path first = Path.of(java.net.URI.create(active(name).getLocation()));
            for (int i = 0; i < SWAPS; i++) {
                replaced.add(new WeakReference<>(active(name).adapt(BundleWiring.class).getClassLoader()));
                swap(first);
            }
            awaitCollected(name, replaced);
        }
    }

    private Bundle active(String name) {
        return List.of(context.getBundles()).stream()
                .filter(bundle -> bundle.getSymbolicName().equals(name) && bundle.getState() == Bundle.ACTIVE).findFirst()
                .orElseThrow(() -> new AssertionError(name + " does not run"));
    }

    private void swap(Path bundle) throws Exception {
        Path newer = newer(bundle);
        String number = RestClient.found(NUMBER, rest.upload("/bundles", newer, 202));
        Files.delete(newer);
        String ended = rest.await("/swaps/" + number, answer -> !answer.body().contains("\"state\":\"running\""));
        assertTrue(ended, ended.contains("\"state\":\"done\""));
    }

    /** The same content under another version. */
    private Path newer(Path bundle) throws Exception {
        Path file = folder.resolve(++build + ".jar");
        try (JarFile from = new JarFile(bundle.toFile())) {
            Manifest manifest = new Manifest(from.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), "0.1." + build);
            try (OutputStream out = Files.newOutputStream(file); JarOutputStream to = new JarOutputStream(out, manifest)) {
                for (Enumeration<JarEntry> each = from.entries(); each.hasMoreElements();) {
                    JarEntry entry = each.nextElement();
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        to.putNextEntry(new JarEntry(entry.getName()));
                        from.getInputStream(entry).transferTo(to);
                    }
                }
            }
        }
        return file;
    }

    private static void awaitCollected(String name, List<WeakReference<ClassLoader>> replaced) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        long left = replaced.size();
        while (left > 0) {
            System.gc();
            left = replaced.stream().filter(reference -> reference.get() != null).count();
            assertTrue(name + ": " + left + " of " + replaced.size() + " class loaders stay in memory",
                    left == 0 || System.nanoTime() < deadline);
            if (left > 0) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }
}
