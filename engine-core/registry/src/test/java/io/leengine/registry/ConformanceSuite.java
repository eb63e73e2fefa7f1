package io.leengine.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution specification's own suite, built of its Go module once for a version and kept among the user's caches. */
final class ConformanceSuite {
    private static final String MODULE = "github.com/opencontainers/distribution-spec/conformance";
    private static final Pattern VERSION = Pattern.compile(Pattern.quote(MODULE) + " (\\S+)");
    private static final Duration BUILDING = Duration.ofMinutes(5);
    private static final Duration RUNNING = Duration.ofMinutes(2);

    private final Path program;

    private ConformanceSuite(Path program) {
        this.program = program;
    }

    /**
     * What a run said.
     *
     * @param passed whether it found nothing wrong
     * @param text all of it
     */
    record Verdict(boolean passed, String text) {
    }

    /** Returns the suite, built when it is not there yet. */
    static ConformanceSuite built() throws IOException, InterruptedException {
        String module = source("go.mod");
        Matcher version = VERSION.matcher(module);
        if (!version.find()) {
            throw new IOException("go.mod requires no " + MODULE);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg != null && xdg.startsWith("/") ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        Path done = caches.resolve("leengine/oci-conformance").resolve(version.group(1));
        if (!Files.isDirectory(done)) {
            build(module, done);
        }
        return new ConformanceSuite(done.resolve("conformance"));
    }

    private static void build(String module, Path done) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(Files.createDirectories(done.getParent()), "unfinished-");
        Files.writeString(work.resolve("go.mod"), module);
        Files.writeString(work.resolve("go.sum"), source("go.sum"));
        Path programs = Files.createDirectory(work.resolve("programs"));
        String said = run(new ProcessBuilder("go", "build", "-trimpath", "-o", programs + "/", MODULE).directory(work.toFile()),
            Map.of("GOTOOLCHAIN", "local", "CGO_ENABLED", "0", "GOFLAGS", "-buildvcs=false", "GOWORK", "off"), work, BUILDING)
            .text();
        if (!Files.isExecutable(programs.resolve("conformance"))) {
            throw new IOException("go build made no conformance suite: " + said);
        }
        try {
            Files.move(programs, done, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Somebody else built the same meanwhile.
            Files.delete(programs.resolve("conformance"));
            Files.delete(programs);
        }
        for (String file : List.of("go.mod", "go.sum", "said")) {
            Files.delete(work.resolve(file));
        }
        Files.delete(work);
    }

    /**
     * Runs all of it.
     *
     * @param settings its environment variables
     * @param results a folder for its reports
     */
    Verdict run(Map<String, String> settings, Path results) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program.toString()).directory(results.toFile());
        builder.environment().put("OCI_RESULTS_DIR", results.toString());
        return run(builder, settings, results, RUNNING);
    }

    private static Verdict run(ProcessBuilder builder, Map<String, String> environment, Path folder, Duration limit)
            throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(builder.command() + " took longer than " + limit.toSeconds() + " s");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        // Some of what it says is the content that it pushes.
        return new Verdict(process.exitValue() == 0, Files.readString(said, StandardCharsets.ISO_8859_1));
    }

    private static String source(String name) throws IOException {
        try (InputStream in = ConformanceSuite.class.getResourceAsStream("conformance/" + name)) {
            if (in == null) {
                throw new IOException("conformance/" + name + " is not in the tests");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
