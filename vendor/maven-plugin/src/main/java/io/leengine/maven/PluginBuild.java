package io.leengine.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/**
 * Packages the project, without its tests, by a Maven of its own: nothing of one build stays in the process of the next,
 * so that it is the same for the hundredth save as for the first.
 */
final class PluginBuild {
    private static final long LIMIT_SECONDS = 600;

    private final List<String> command;
    private final Path base;
    private final Path jar;
    private final Log log;

    PluginBuild(MavenSession session, Path base, Path jar, Log log) {
        this.base = base;
        this.jar = jar;
        this.log = log;
        this.command = command(session, base);
    }

    private static List<String> command(MavenSession session, Path base) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String maven = session.getSystemProperties().getProperty("maven.home");
        List<String> command = new ArrayList<>(List.of(
            maven == null ? "mvn" : Path.of(maven, "bin", windows ? "mvn.cmd" : "mvn").toString(),
            "-q", "-B", "-f", base.resolve("pom.xml").toString(), "-Dmaven.test.skip=true",
            "-Dmaven.repo.local=" + session.getLocalRepository().getBasedir()));
        File settings = session.getRequest().getUserSettingsFile();
        if (settings != null && settings.exists()) {
            command.addAll(List.of("-s", settings.toString()));
        }
        if (session.isOffline()) {
            command.add("-o");
        }
        session.getRequest().getActiveProfiles().forEach(profile -> command.add("-P" + profile));
        command.add("package");
        return command;
    }

    /** Returns whether it built; what went wrong is in the log. */
    boolean run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        // The packager leaves a jar alone that it takes for fresh by its time.
        if (Files.exists(jar)) {
            Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        }
        Path output = Files.createTempFile("leengine-build", ".log");
        try {
            Process process = new ProcessBuilder(command).directory(base.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    log.error("build: not done after " + LIMIT_SECONDS + " s, given up");
                    return false;
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
            boolean built = process.exitValue() == 0 && Files.exists(jar);
            for (String line : Files.readAllLines(output)) {
                if (!line.isBlank()) {
                    log.info("build: " + line);
                }
            }
            log.info("build: " + (built ? "done" : "failed") + " after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
            return built;
        } finally {
            Files.delete(output);
        }
    }
}
