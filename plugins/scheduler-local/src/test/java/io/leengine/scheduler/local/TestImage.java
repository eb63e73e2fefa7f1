package io.leengine.scheduler.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The layers of a real image: the running JDK by jlink with the C library it needs, and {@link TestApp} above it. */
public final class TestImage {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
    private static final List<byte[]> LAYERS = make();

    private TestImage() {
    }

    public static List<byte[]> layers() {
        return LAYERS;
    }

    public static Map<String, Object> config() {
        return Map.of("Env", List.of("FROM_IMAGE=yes", "PATH=/jre/bin:/bin", "LD_BIND_NOW=1"),
            "Entrypoint", List.of("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-cp", "/app",
                "io.leengine.scheduler.local.TestApp"),
            "WorkingDir", "/srv/here");
    }

    private static List<byte[]> make() {
        try {
            Path runtime = runtime();
            byte[] base = TestRegistry.layer(tar -> {
                add(tar, runtime, "jre");
                for (String library : libraries(runtime)) {
                    TestRegistry.file(tar, library.substring(1), 0755, Files.readAllBytes(Path.of(library)));
                }
                // Beside the path: most images have no shell, and nothing may need one.
                for (String tool : List.of("sh", "stty")) {
                    TestRegistry.file(tar, "jre/tools/" + tool, 0755, Files.readAllBytes(Path.of("/bin", tool)));
                }
            });
            String app = TestApp.class.getName().replace('.', '/') + ".class";
            byte[] top = TestRegistry.layer(tar -> {
                try (var in = TestApp.class.getClassLoader().getResourceAsStream(app)) {
                    TestRegistry.file(tar, "app/" + app, 0644, in.readAllBytes());
                }
            });
            return List.of(base, top);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made once, although classes of tests run in processes side by side, and some are ended in the middle. */
    private static Path runtime() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "test-image").toAbsolutePath());
        Path runtime = folder.resolve("jre");
        try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!Files.exists(runtime)) {
                Path made = Files.createTempDirectory(folder, "made").resolve("jre");
                run(Path.of(System.getProperty("java.home"), "bin", "jlink").toString(), "--add-modules",
                    "java.base,jdk.httpserver", "--strip-debug", "--no-header-files", "--no-man-pages",
                    "--generate-cds-archive", "--output", made.toString());
                Files.move(made, runtime);
            }
        }
        return runtime;
    }

    private static void add(org.apache.commons.compress.archivers.tar.TarArchiveOutputStream tar, Path folder,
            String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                TestRegistry.file(tar, prefix + "/" + folder.relativize(file),
                    Files.isExecutable(file) ? 0755 : 0644, Files.readAllBytes(file));
            }
        }
    }

    private static Set<String> libraries(Path runtime) throws IOException {
        Set<String> found = new TreeSet<>();
        for (String binary : List.of("bin/java", "lib/server/libjvm.so", "lib/libnet.so", "lib/libnio.so")) {
            Matcher matcher = LIBRARY.matcher(run("ldd", runtime.resolve(binary).toString()));
            while (matcher.find()) {
                if (!matcher.group(1).startsWith(runtime.toString())) {
                    found.add(matcher.group(1));
                }
            }
        }
        return found;
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(output);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return output;
    }
}
