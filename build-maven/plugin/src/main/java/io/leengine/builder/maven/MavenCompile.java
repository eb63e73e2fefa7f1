package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compiles a project with Maven in a sandbox. */
final class MavenCompile {
    private static final String SOURCE = "/build/source";
    private static final String REPOSITORY = "/build/repository";
    private static final String HOME = "/build/home";
    private static final String SETTINGS = "/build/settings.xml";
    private static final String SEED = "/build/seed";
    /** What a JVM, Maven and the C library read; nothing of who uses the machine. */
    private static final List<String> ETC = List.of("alternatives", "ca-certificates", "crypto-policies", "gai.conf",
        "host.conf", "hosts", "java-17-openjdk", "java-21-openjdk", "java-25-openjdk", "java", "ld.so.cache",
        "ld.so.conf", "ld.so.conf.d", "localtime", "maven", "mavenrc", "nsswitch.conf", "pki", "protocols",
        "resolv.conf", "services", "ssl", "timezone");
    private static final List<String> TOP = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
    private static final List<String> PROXIES = List.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY",
        "HTTPS_PROXY", "NO_PROXY");
    /** The newest Java says at length what Maven's own libraries do; a build's log is not the place. */
    private static final int NOISY_SINCE = 24;

    private final BuilderSettings settings;
    private final Sandbox sandbox;

    MavenCompile(BuilderSettings settings, Sandbox sandbox) {
        this.settings = settings;
        this.sandbox = sandbox;
    }

    /**
     * Runs Maven.
     *
     * @param run a folder of the run's own
     * @param source the whole source
     * @param project the project's folder within it
     * @param repository the code build's own Maven repository
     * @throws EngineException {@code BUILD_FAILED}, {@code TIMEOUT}, {@code INSUFFICIENT_RESOURCES}
     */
    void compile(CallContext context, Path run, Path source, Path project, Path repository, List<String> arguments,
            RunLog log) throws InterruptedException, IOException {
        Path maven = settings.maven().orElseThrow(() -> new EngineException(ErrorCode.UNSUPPORTED,
            "Maven is not installed on the build host.").withNextStep("Install Maven there, or set 'maven'."));
        Path inside = Path.of(SOURCE).resolve(source.relativize(project));
        var command = new ArrayList<>(List.of(maven.toString(), "-B", "-gs", SETTINGS,
            "-Dmaven.repo.local=" + REPOSITORY, "-Dorg.slf4j.simpleLogger.log.org.apache.maven.cli.transfer."
            + "Slf4jMavenTransferListener=warn"));
        command.addAll(arguments);
        var view = view(run, source, repository, inside.toString());
        log.line("$ mvn " + String.join(" ", arguments));
        int exit = new Command(sandbox.wrap(view, Files.createDirectories(run.resolve("root")), command),
            environment(), log).run(context, "compile");
        if (exit != 0) {
            if (log.sawFullDisk() || DiskFull.is(run)) {
                throw DiskFull.error(null);
            }
            throw new EngineException(ErrorCode.BUILD_FAILED, "The compile failed: Maven ended with exit code " + exit
                + ".").withNextStep("Read the run's log; its last lines say why.");
        }
    }

    private Sandbox.View view(Path run, Path source, Path repository, String folder) throws IOException {
        Path home = Files.createDirectories(run.resolve("home"));
        Files.createDirectories(home.resolve(".m2"));
        var tools = tools(Map.of(SOURCE, source, REPOSITORY, Files.createDirectories(repository), HOME, home, "/tmp",
            Files.createDirectories(run.resolve("tmp"))), folder);
        var readOnly = tools.readOnly();
        tool(readOnly, settings.javaHome());
        tool(readOnly, home(settings.maven().orElseThrow()));
        tool(readOnly, settings.maven().orElseThrow());
        readOnly.put("/etc/passwd", write(run, "passwd", "build:x:1000:1000:build:" + HOME + ":/bin/sh\n"
            + "root:x:0:0:root:" + HOME + ":/bin/sh\n"));
        readOnly.put("/etc/group", write(run, "group", "build:x:1000:\nroot:x:0:\n"));
        readOnly.put(SETTINGS, write(run, "settings.xml", settingsXml(settings.seedRepository().isPresent())));
        settings.seedRepository().ifPresent(seed -> readOnly.put(SEED, seed));
        settings.userSettings().ifPresent(file -> readOnly.put(HOME + "/.m2/settings.xml", file));
        return tools;
    }

    /** Returns a view of the machine's tools and of nothing else but what may be written. */
    static Sandbox.View tools(Map<String, Path> writable, String folder) throws IOException {
        var readOnly = new TreeMap<String, Path>();
        var links = new TreeMap<String, String>();
        readOnly.put("/usr", Path.of("/usr"));
        for (String top : TOP) {
            Path path = Path.of(top);
            if (Files.isSymbolicLink(path)) {
                links.put(top, Files.readSymbolicLink(path).toString());
            } else if (Files.isDirectory(path)) {
                readOnly.put(top, path);
            }
        }
        etc(readOnly);
        return new Sandbox.View(readOnly, writable, links, folder);
    }

    private static void etc(Map<String, Path> readOnly) throws IOException {
        for (String name : ETC) {
            Path path = Path.of("/etc", name);
            if (Files.exists(path)) {
                // Some are links to places that are not shown, such as resolv.conf.
                readOnly.put(path.toString(), path.toRealPath());
            }
        }
    }

    private static void tool(Map<String, Path> readOnly, Path path) {
        if (!path.startsWith("/usr")) {
            readOnly.put(path.toString(), path);
        }
    }

    /** Maven's own folder: its program is in {@code bin}, maybe behind links. */
    private static Path home(Path maven) throws IOException {
        Path real = maven.toRealPath();
        Path bin = real.getParent();
        return bin.endsWith("bin") && Files.isDirectory(bin.resolveSibling("lib")) ? bin.getParent() : real;
    }

    private Map<String, String> environment() {
        var out = new HashMap<String, String>();
        out.put("PATH", settings.javaHome().resolve("bin") + ":/usr/local/bin:/usr/bin:/bin");
        out.put("JAVA_HOME", settings.javaHome().toString());
        out.put("HOME", HOME);
        out.put("LANG", "C.UTF-8");
        out.put("MAVEN_OPTS", "-Duser.home=" + HOME + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
            + (JavaRelease.of(settings.javaHome()).feature() >= NOISY_SINCE
                ? " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" : ""));
        for (String proxy : PROXIES) {
            String value = System.getenv(proxy);
            if (value != null) {
                out.put(proxy, value);
            }
        }
        return out;
    }

    private static Path write(Path run, String name, String text) throws IOException {
        return Files.writeString(run.resolve(name), text);
    }

    /** The seed's layout is that of a remote repository, so it can stand before the network as one. */
    static String settingsXml(boolean seed) throws IOException {
        try (InputStream in = MavenCompile.class.getResourceAsStream(seed ? "settings-seed.xml" : "settings.xml")) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** Deletes what a compile leaves in the run's folder besides the source. */
    static void clean(Path run) throws IOException {
        for (String name : List.of("home", "tmp", "root")) {
            Folders.delete(run.resolve(name));
        }
    }

    /** Returns whether the repository holds anything that may change under its name. */
    static boolean hasSnapshots(Path repository) throws IOException {
        try (Stream<Path> all = Files.find(repository, 32, (path, attributes) -> attributes.isDirectory()
                && path.getFileName().toString().endsWith("-SNAPSHOT"))) {
            return all.findAny().isPresent();
        }
    }
}
