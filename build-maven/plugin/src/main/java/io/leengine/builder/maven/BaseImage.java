package io.leengine.builder.maven;

import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A base image of the JDK at hand: a runtime that jlink makes, the files of the C library it is bound to, and the few
 * files of {@code /etc} that programs ask for. There is no shell in it.
 */
final class BaseImage {
    private static final String JAVA = "/opt/java";
    private static final String MODULES = String.join(",", "java.base", "java.instrument", "java.logging",
        "java.management", "java.naming", "java.net.http", "java.prefs", "java.security.jgss", "java.security.sasl",
        "java.sql", "java.transaction.xa", "java.xml", "java.xml.crypto", "jdk.crypto.cryptoki", "jdk.crypto.ec",
        "jdk.httpserver", "jdk.jcmd", "jdk.jfr", "jdk.localedata", "jdk.management", "jdk.management.agent",
        "jdk.naming.dns", "jdk.net", "jdk.security.auth", "jdk.security.jgss", "jdk.unsupported", "jdk.zipfs");
    /** Loaded by name when a host name is looked up, so ldd does not tell. */
    private static final List<String> NAME_SERVICE =
        List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2", "libz.so.1");
    private static final long LOG_LIMIT = 1024 * 1024;

    private final BuilderSettings settings;

    BaseImage(BuilderSettings settings) {
        this.settings = settings;
    }

    /** The version of the runtime, so that a newer JDK makes a newer image. */
    String tag() {
        String version = JavaRelease.of(settings.javaHome()).version();
        return version.isEmpty() ? Integer.toString(Runtime.version().feature()) : version.replace('+', '_');
    }

    /** Makes it in a run's folder and pushes it. */
    Digest publish(CallContext context, Path run, JibPush push, String image)
            throws InterruptedException, IOException {
        Path java = run.resolve("java");
        tool(context, "jlink", List.of(settings.javaHome().resolve("bin/jlink").toString(), "--add-modules", MODULES,
            "--strip-debug", "--no-man-pages", "--no-header-files", "--compress", "zip-0", "--output",
            java.toString()));
        // Classes mapped from an archive: a JVM starts in half the time. jlink itself would make a second one that
        // only the largest heaps use.
        tool(context, "class archive", List.of(java.resolve("bin/java").toString(), "-Xshare:dump",
            "-XX:SharedArchiveFile=" + java.resolve("lib/server/classes.jsa"), "-Xlog:disable", "-Xlog:all=error"));
        var layers = List.of(system(run, libraries(context, java)), runtime(java, true), runtime(java, false));
        var builder = Jib.fromScratch().setFileEntriesLayers(layers)
            .addEnvironmentVariable("JAVA_HOME", JAVA)
            .addEnvironmentVariable("LANG", "C.UTF-8")
            .addEnvironmentVariable("PATH", JAVA + "/bin:/usr/local/bin:/usr/bin:/bin")
            .addLabel("org.opencontainers.image.title", "Java " + tag())
            .setWorkingDirectory(AbsoluteUnixPath.get("/"));
        return push.push(context, builder, image, tags(), run.resolve("base"), run.resolve("layers"));
    }

    private List<String> tags() {
        var out = new LinkedHashSet<>(List.of(tag(), "latest"));
        int feature = JavaRelease.of(settings.javaHome()).feature();
        if (feature > 0) {
            out.add(Integer.toString(feature));
        }
        return List.copyOf(out);
    }

    private static List<String> tool(CallContext context, String what, List<String> command)
            throws InterruptedException {
        var said = new ArrayList<String>();
        var log = new RunLog(LOG_LIMIT, said::add);
        int exit = new Command(Command.boundToEngine(command), Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8"), log)
            .run(context, what);
        if (exit != 0) {
            if (log.sawFullDisk()) {
                throw DiskFull.error(null);
            }
            throw new EngineException(ErrorCode.UNSUPPORTED, "No base image can be made: " + what + " ended with exit "
                + "code " + exit + ": " + String.join(" ", said)).withNextStep("Set 'javaHome' to a JDK.");
        }
        return said;
    }

    /** Returns where the loader expects each library, and where it is. */
    private static Map<String, Path> libraries(CallContext context, Path java)
            throws InterruptedException, IOException {
        var command = new ArrayList<>(List.of("ldd", java.resolve("bin/java").toString()));
        try (Stream<Path> files = Files.walk(java.resolve("lib"))) {
            files.filter(file -> file.getFileName().toString().endsWith(".so")).map(Path::toString).sorted()
                .forEach(command::add);
        }
        var out = new TreeMap<String, Path>();
        for (String line : tool(context, "ldd", command)) {
            String[] words = line.strip().replace(" => ", " ").split("\\s+");
            for (String word : words) {
                // Lines that end with a colon name the file that was asked about.
                if (word.startsWith("/") && !word.endsWith(":") && !word.startsWith(java.toString())) {
                    out.put(word, Path.of(word).toRealPath());
                }
            }
        }
        String libc = out.keySet().stream().filter(path -> path.contains("/libc.so") || path.contains("/ld-musl"))
            .findFirst().orElseThrow(() -> new EngineException(ErrorCode.UNSUPPORTED,
                "No base image can be made: the JDK's C library was not found."));
        for (String name : NAME_SERVICE) {
            Path file = Path.of(libc).resolveSibling(name);
            if (Files.exists(file)) {
                out.put(file.toString(), file.toRealPath());
            }
        }
        return out;
    }

    private static FileEntriesLayer system(Path run, Map<String, Path> libraries) throws IOException {
        var layer = FileEntriesLayer.builder().setName("system");
        for (var library : libraries.entrySet()) {
            layer.addEntry(library.getValue(), AbsoluteUnixPath.get(library.getKey()),
                FilePermissions.fromOctalString("755"));
        }
        Path etc = Files.createDirectories(run.resolve("etc"));
        var texts = Map.of("passwd", "root:x:0:0:root:/root:/sbin/nologin\n"
            + "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n"
            + "app:x:1000:1000:app:/home/app:/sbin/nologin\n", "group", "root:x:0:\nnogroup:x:65534:\napp:x:1000:\n",
            "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        for (var text : new TreeMap<>(texts).entrySet()) {
            layer.addEntry(Files.writeString(etc.resolve(text.getKey()), text.getValue()),
                AbsoluteUnixPath.get("/etc/" + text.getKey()));
        }
        Path empty = Files.createDirectories(run.resolve("empty"));
        layer.addEntry(empty, AbsoluteUnixPath.get("/root"), FilePermissions.fromOctalString("700"));
        layer.addEntry(empty, AbsoluteUnixPath.get("/home/app"), FilePermissions.fromOctalString("755"),
            FileEntriesLayer.DEFAULT_MODIFICATION_TIME, "1000:1000");
        // Jib's permissions have no sticky bit.
        layer.addEntry(empty, AbsoluteUnixPath.get("/tmp"), FilePermissions.fromOctalString("777"));
        return layer.build();
    }

    /** The runtime in two layers of about the same size, which are then compressed side by side. */
    private static FileEntriesLayer runtime(Path java, boolean modules) throws IOException {
        var layer = FileEntriesLayer.builder().setName(modules ? "modules" : "java");
        try (Stream<Path> files = Files.walk(java)) {
            for (Path file : files.sorted().toList()) {
                String relative = java.relativize(file).toString();
                boolean isModules = relative.equals("lib/modules");
                if (isModules == modules && Files.isRegularFile(file.toRealPath())) {
                    layer.addEntry(file.toRealPath(), AbsoluteUnixPath.get(JAVA + "/" + relative), FilePermissions
                        .fromOctalString(Files.isExecutable(file) ? "755" : "644"));
                }
            }
        }
        return layer.build();
    }
}
