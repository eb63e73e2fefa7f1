package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Makes bundles that pretend to be a newer build of the notifier that writes to the log, each with what a test wants. */
final class TestPlugin {
    /** The bundle that they pretend to be. */
    static final String NAME = "leengine-notify-log";
    /** The plugin in it. */
    static final String PLUGIN = "io.leengine.notifier.log";

    private static final String SOURCE = """
        package io.leengine.test.notifier;

        import io.leengine.model.Health;
        import io.leengine.spi.CallContext;
        import io.leengine.spi.notifier.Notice;
        import io.leengine.spi.notifier.Notifier;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.util.Map;
        import java.util.Set;
        import org.osgi.framework.BundleContext;
        import org.osgi.service.component.annotations.Activate;
        import org.osgi.service.component.annotations.Component;
        import org.osgi.service.component.annotations.ConfigurationPolicy;
        import org.osgi.service.metatype.annotations.AttributeDefinition;
        import org.osgi.service.metatype.annotations.Designate;
        import org.osgi.service.metatype.annotations.ObjectClassDefinition;

        @Component(configurationPid = "%1$s", configurationPolicy = ConfigurationPolicy.REQUIRE, service = Notifier.class)
        @Designate(ocd = TestNotifier.Settings.class, factory = true)
        public final class TestNotifier implements Notifier {
            @ObjectClassDefinition(name = "A notifier of a test")
            public @interface Settings {
                String leengine_name();
                %2$s
            }

            private final Settings settings;

            @Activate
            public TestNotifier(BundleContext context, Map<String, Object> properties, Settings settings) throws Exception {
                this.settings = settings;
                %3$s
            }

            @Override
            public Health health() {
                %4$s
            }

            @Override
            public String name() {
                return settings.leengine_name();
            }

            @Override
            public void deliver(CallContext context, Notice notice, Set<String> recipients) {
            }
        }
        """;
    private static final String ACTIVATOR = """
        package io.leengine.test.notifier;

        import java.nio.file.Files;
        import java.nio.file.Path;
        import org.osgi.framework.BundleActivator;
        import org.osgi.framework.BundleContext;

        public final class Activator implements BundleActivator {
            @Override
            public void start(BundleContext context) throws Exception {
                %s
            }

            @Override
            public void stop(BundleContext context) {
            }
        }
        """;

    private final Map<String, String> headers = new TreeMap<>();
    private String plugin = PLUGIN;
    private String settings = "";
    private String activation = "";
    private String health = "return Health.up();";
    private String start = "";
    private String ownActivator = "";

    private TestPlugin(String version) {
        headers.put("Bundle-SymbolicName", NAME);
        headers.put("Bundle-Version", version);
        headers.put("-includepackage", "io.leengine.test.*");
        headers.put("-reproducible", "true");
    }

    /** One that does nothing wrong. */
    static TestPlugin of(String version) {
        return new TestPlugin(version);
    }

    /** Sets a header of the manifest, or an instruction to bnd. */
    TestPlugin header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Gives it another name and another plugin. */
    TestPlugin named(String name, String otherPlugin) {
        plugin = otherPlugin;
        return header("Bundle-SymbolicName", name);
    }

    /** Declares one more setting. */
    TestPlugin setting(String declaration) {
        settings = declaration;
        return this;
    }

    /** What the component's constructor does; {@code context}, {@code properties} and {@code settings} are there. */
    TestPlugin activation(String statements) {
        activation = statements;
        return this;
    }

    /** What tells its health. */
    TestPlugin health(String statements) {
        health = statements;
        return this;
    }

    /** Makes it consist of nothing but an activator: the class {@code io.leengine.test.Activator}. */
    static TestPlugin activator(String name, String source) {
        TestPlugin made = of("1.0.0").header("Bundle-SymbolicName", name);
        made.ownActivator = source;
        return made;
    }

    /** What its activator does. */
    TestPlugin start(String statements) {
        start = statements;
        return this;
    }

    /** Returns the distribution's own bundle as if it had been built anew: with another version. */
    static byte[] rebuilt(String name, String version) throws Exception {
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(Swaps.ofDistribution(name)))) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    jar.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(jar);
                    jar.closeEntry();
                }
            }
            return out.toByteArray();
        }
    }

    /** Returns a bundle with one more file in it, which nothing makes smaller. */
    static byte[] larger(byte[] bundle, int bytes) throws Exception {
        byte[] random = new byte[bytes];
        new Random(1).nextBytes(random);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Jar jar = new Jar("larger", new ByteArrayInputStream(bundle))) {
            jar.putResource("random", new EmbeddedResource(random, 0));
            jar.write(out);
        }
        return out.toByteArray();
    }

    /** Statements that block until a file is gone, whatever interrupts them, and say by another that they began. */
    static String blockedBy(Path gate) {
        return """
            Path gate = Path.of("%s");
            if (Files.exists(gate)) {
                Files.writeString(gate.resolveSibling(gate.getFileName() + ".reached"), "");
            }
            while (Files.exists(gate)) {
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    // Goes on.
                }
            }
            """.formatted(gate);
    }

    /** Returns the bundle's file. */
    byte[] build() throws Exception {
        Path root = Files.createTempDirectory("leengine-plugin-");
        try {
            Path folder = Files.createDirectories(root.resolve("src"));
            Path classes = Files.createDirectories(root.resolve("classes"));
            List<Path> sources = new ArrayList<>();
            if (ownActivator.isEmpty()) {
                sources.add(Files.writeString(folder.resolve("TestNotifier.java"),
                        SOURCE.formatted(plugin, settings, activation, health)));
            } else {
                sources.add(Files.writeString(folder.resolve("Activator.java"), ownActivator));
                headers.put("Bundle-Activator", "io.leengine.test.Activator");
            }
            if (!start.isEmpty()) {
                sources.add(Files.writeString(folder.resolve("Activator.java"), ACTIVATOR.formatted(start)));
                headers.put("Bundle-Activator", "io.leengine.test.notifier.Activator");
            }
            compile(sources, classes);
            return pack(classes);
        } finally {
            delete(root);
        }
    }

    private static void compile(List<Path> sources, Path classes) {
        List<String> command = new ArrayList<>(List.of("--release", "25", "-proc:none", "-nowarn", "-d", classes.toString(),
                "-classpath", classPath()));
        sources.forEach(source -> command.add(source.toString()));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, said, said, command.toArray(String[]::new)),
                said::toString);
    }

    /** The test's own: the contract and the annotations are on it. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private byte[] pack(Path classes) throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(classes.toFile());
            try (Stream<Path> bundles = Files.list(LiveEngine.EXPORTED.resolve("bundles"))) {
                for (Path spi : bundles.filter(each -> each.getFileName().toString().startsWith("leengine-spi")).toList()) {
                    builder.addClasspath(spi.toFile());
                }
            }
            for (String each : classPath().split(File.pathSeparator)) {
                if (each.contains("osgi")) {
                    builder.addClasspath(new File(each));
                }
            }
            headers.forEach(builder::setProperty);
            Jar jar = builder.build();
            assertTrue(builder.getErrors().isEmpty(), () -> builder.getErrors().toString());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            jar.write(out);
            return out.toByteArray();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
