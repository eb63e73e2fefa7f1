package io.leengine.scheduler.k8s.testcell;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds programs from the Go module this jar carries, once, into a folder named by what they are made of. A lock lets one build
 * at a time; whoever comes meanwhile waits for it. A build that does not end well leaves nothing that looks like one.
 */
final class GoBuild {

    /** Kubernetes itself. */
    static final List<String> KUBERNETES = List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet");
    /** What the images of a cell hold. */
    static final List<String> IMAGES = List.of("pause", "hello");

    private static final List<String> MODULE = List.of("go.mod", "go.sum");
    private static final List<String> IMAGE_SOURCES = List.of("go.mod", "go.sum", "pause/main.go", "hello/main.go");
    private static final Pattern VERSION = Pattern.compile("(?m)^\\s*k8s.io/kubernetes (v(\\d+)\\.(\\d+)\\.\\d+)\\b");
    private static final Pattern GO_VERSION = Pattern.compile("go(\\d+)\\.(\\d+)");
    private static final Pattern GO_WANTED = Pattern.compile("(?m)^go (\\d+)\\.(\\d+)");
    private static final Duration LIMIT = Duration.ofHours(2);
    private static final Duration PROGRESS = Duration.ofSeconds(15);
    private static final Duration LOCK_PAUSE = Duration.ofMillis(300);

    private final Path cache;
    private final Consumer<String> progress;

    /**
     * Builds into that cache.
     *
     * @param progress is told what long work is at
     */
    GoBuild(Path cache, Consumer<String> progress) {
        this.cache = cache;
        this.progress = progress;
    }

    /** Where programs are kept: below XDG_CACHE_HOME or ~/.cache. */
    static Path defaultCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && xdg.startsWith("/") ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("leengine");
    }

    /** The release of Kubernetes that is built, such as {@code v1.34.4}. */
    static String version() throws IOException {
        return versionIn(source("go.mod")).group(1);
    }

    /** The folder with Kubernetes' programs, built when they are not there yet. */
    Path kubernetes() throws IOException, InterruptedException {
        Matcher version = versionIn(source("go.mod"));
        String x = " -X k8s.io/component-base/version.";
        String flags = "-s -w" + x + "gitVersion=" + version.group(1) + x + "gitMajor=" + version.group(2)
            + x + "gitMinor=" + version.group(3) + x + "gitTreeState=archive" + x + "gitCommit=0000000";
        return programs("kubernetes/" + version.group(1), "Kubernetes " + version.group(1) + " (takes some ten minutes, once)",
            MODULE, KUBERNETES, KUBERNETES.stream().map(it -> "k8s.io/kubernetes/cmd/" + it).toList(), flags);
    }

    /** The folder with the programs of the cells' images, built when they are not there yet. */
    Path images() throws IOException, InterruptedException {
        return programs("testcell-images", "the programs of the test cell's images", IMAGE_SOURCES, IMAGES,
            IMAGES.stream().map(it -> "./" + it).toList(), "-s -w");
    }

    private Path programs(String family, String what, List<String> sources, List<String> names, List<String> packages, String flags)
            throws IOException, InterruptedException {
        Path folder = cache.resolve(family);
        Path done = folder.resolve(hash(sources, flags + packages));
        if (Files.isDirectory(done)) {
            return done;
        }
        Files.createDirectories(folder);
        try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, what)) {
            // Held until the end; who had it before may have built just this.
            if (lock.isValid() && !Files.isDirectory(done)) {
                deleteUnfinished(folder);
                build(folder, done, what, sources, names, packages, flags);
            }
        }
        return done;
    }

    private FileLock lock(FileChannel channel, String what) throws IOException, InterruptedException {
        var deadline = new Deadline(LIMIT);
        long told = System.nanoTime();
        while (true) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (deadline.passed()) {
                throw new TestCellException("another process has been building " + what + " for " + LIMIT.toHours()
                    + " hours; end it and try again");
            }
            if (System.nanoTime() - told >= PROGRESS.toNanos()) {
                told = System.nanoTime();
                progress.accept("waiting: another process builds " + what);
            }
            Thread.sleep(LOCK_PAUSE);
        }
    }

    static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by another thread of this process.
            return null;
        }
    }

    private static void deleteUnfinished(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "unfinished-*")) {
            for (Path each : left) {
                OwnFiles.delete(each);
            }
        }
    }

    private void build(Path folder, Path done, String what, List<String> sources, List<String> names, List<String> packages,
            String flags)
            throws IOException, InterruptedException {
        Path go = go();
        Path work = Files.createTempDirectory(folder, "unfinished-");
        try {
            for (String each : sources) {
                Path file = work.resolve("source").resolve(each);
                Files.createDirectories(file.getParent());
                Files.write(file, source(each));
            }
            Path programs = Files.createDirectory(work.resolve("programs"));
            // With -v packages are named as they are compiled.
            var command = new ArrayList<>(List.of(go.toString(), "build", "-v", "-trimpath", "-ldflags", flags, "-o"));
            command.add(programs + "/");
            command.addAll(packages);
            progress.accept("building " + what);
            compile(command, work, what);
            for (String name : names) {
                if (!Files.isExecutable(programs.resolve(name))) {
                    throw new IOException("go build ended well, yet made no " + name + " in " + programs);
                }
            }
            Files.move(programs, done, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            OwnFiles.delete(work);
        }
    }

    private void compile(List<String> command, Path work, String what) throws IOException, InterruptedException {
        Path log = work.resolve("log");
        var builder = new ProcessBuilder(command).directory(work.resolve("source").toFile()).redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("GOTOOLCHAIN", "local", "CGO_ENABLED", "0", "GOFLAGS", "-buildvcs=false",
            "GOWORK", "off"));
        long start = System.nanoTime();
        var deadline = new Deadline(LIMIT);
        Process process = builder.start();
        try {
            while (!process.waitFor(PROGRESS.toSeconds(), TimeUnit.SECONDS)) {
                if (deadline.passed()) {
                    throw new TestCellException("building " + what + " took longer than " + LIMIT.toHours()
                        + " hours; try again on an idle machine");
                }
                List<String> lines = Files.readAllLines(log);
                progress.accept("building " + what + ": " + seconds(start) + " s, " + lines.size() + " packages"
                    + (lines.isEmpty() ? "" : ", last " + lines.getLast()));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log);
            throw new TestCellException("building " + what + " failed with status " + process.exitValue() + ": "
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()))
                + "\nThe modules come from the Go module proxy: check that it is reached (GOPROXY), then try again");
        }
        progress.accept("built " + what + " in " + seconds(start) + " s");
    }

    private static long seconds(long start) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }

    private static Path go() throws IOException, InterruptedException {
        Matcher wanted = GO_WANTED.matcher(new String(source("go.mod"), StandardCharsets.UTF_8));
        if (!wanted.find()) {
            throw new IOException("go.mod names no version of Go");
        }
        String need = "Go " + wanted.group(1) + "." + wanted.group(2) + " or newer is needed to build Kubernetes";
        String next = ". Install it from https://go.dev/dl and put its bin folder on the PATH,"
            + " or name a folder with Kubernetes' programs in KUBEBUILDER_ASSETS";
        Path go = Programs.find("go").orElseThrow(() -> new TestCellException(need + ", and there is none on the PATH" + next));
        String said = Command.need(Duration.ofSeconds(30), List.of(go.toString(), "env", "GOVERSION"));
        Matcher has = GO_VERSION.matcher(said);
        if (!has.find() || older(has, wanted)) {
            throw new TestCellException(need + "; " + go + " is " + said + next);
        }
        return go;
    }

    private static boolean older(Matcher has, Matcher wanted) {
        int major = Integer.compare(Integer.parseInt(has.group(1)), Integer.parseInt(wanted.group(1)));
        return major < 0 || major == 0 && Integer.parseInt(has.group(2)) < Integer.parseInt(wanted.group(2));
    }

    private static Matcher versionIn(byte[] module) throws IOException {
        Matcher matcher = VERSION.matcher(new String(module, StandardCharsets.UTF_8));
        if (!matcher.find()) {
            throw new IOException("go.mod requires no k8s.io/kubernetes");
        }
        return matcher;
    }

    private static String hash(List<String> sources, String recipe) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String each : sources) {
                digest.update(source(each));
            }
            digest.update(recipe.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] source(String name) throws IOException {
        try (InputStream in = GoBuild.class.getResourceAsStream("kubernetes/" + name)) {
            if (in == null) {
                throw new IOException("kubernetes/" + name + " is not in this jar");
            }
            return in.readAllBytes();
        }
    }
}
