package io.leengine.itest;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Builds, outside the framework, a plugin as it was built when the SPI was 1.0: from the sources of then. */
final class EarlierPlugin {
    private final Path folder;
    private final Path spi;
    private final Path plugin;

    EarlierPlugin(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        String annotations = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !path.contains("leengine-spi")).collect(Collectors.joining(File.pathSeparator));
        spi = compile("spi-1.0", annotations);
        plugin = compile("plugin", spi + File.pathSeparator + annotations);
    }

    private Path compile(String sources, String classPath) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes-" + sources));
        List<String> arguments = new ArrayList<>(List.of("--release", "25", "-proc:none", "-d", classes.toString(), "-cp",
                classPath));
        try (Stream<Path> files = Files.walk(resource("earlier/" + sources))) {
            files.filter(file -> file.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("The earlier " + sources + " does not compile.");
        }
        return classes;
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(EarlierPlugin.class.getResource("/" + name).toURI());
    }

    /** Makes the bundle; the imports are bnd's own answer unless something else is asked for. */
    Path bundle(String name, String imports) throws Exception {
        try (Builder builder = new Builder(); Jar earlierSpi = spi()) {
            builder.setProperty(Constants.BUNDLE_SYMBOLICNAME, name);
            builder.setProperty(Constants.BUNDLE_VERSION, "1.0.0");
            builder.setProperty(Constants.IMPORT_PACKAGE, imports);
            builder.setProperty(Constants.INCLUDERESOURCE, plugin.toString());
            builder.addClasspath(earlierSpi);
            builder.addClasspath(plugin.toFile());
            Path file = folder.resolve(name + ".jar");
            try (Jar jar = builder.build()) {
                if (!builder.getErrors().isEmpty()) {
                    throw new IllegalStateException(name + ": " + builder.getErrors());
                }
                jar.write(file.toFile());
            }
            return file;
        }
    }

    private Jar spi() throws Exception {
        try (Builder builder = new Builder()) {
            builder.setProperty(Constants.BUNDLE_SYMBOLICNAME, "leengine-spi");
            builder.setProperty(Constants.INCLUDERESOURCE, spi.toString());
            builder.addClasspath(spi.toFile());
            Path file = folder.resolve("spi-1.0.jar");
            try (Jar jar = builder.build()) {
                jar.write(file.toFile());
            }
            return new Jar(file.toFile());
        }
    }
}
