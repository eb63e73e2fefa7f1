package io.leengine.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/**
 * Packages the project, without its tests, by a Maven of its own: nothing of one build stays in the process of the next,
 * so that it is the same for the hundredth save as for the first.
 */
final class PluginBuild {
    private static final long LIMIT_SECONDS = 600;
    private static final String SHORT_RUN = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[;\\d]*m");
    private static final Pattern LEVEL = Pattern.compile("^\\[(ERROR|WARNING|INFO)\\]");
    private static final Pattern OF_ITSELF = Pattern.compile(
        "^(COMPILATION ERROR|Failed to execute goal|-> \\[Help|To see the full|Re-run Maven|For more information|\\[Help"
            // Of the JVM, on the libraries of Maven.
            + "|WARNING: (A terminally|A restricted|sun\\.misc|java\\.lang\\.System|Please consider|Use --enable|Restricted))");

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
            ProcessBuilder maven = new ProcessBuilder(command).directory(base.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
            maven.environment().merge("MAVEN_OPTS", SHORT_RUN, (given, more) -> more + " " + given);
            Process process = maven.start();
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
            told(Files.readAllLines(output)).forEach(built ? log::warn : log::error);
            log.info("build: " + (built ? "done" : "failed") + " after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
            return built;
        } finally {
            Files.delete(output);
        }
    }

    /** What Maven said, each thing once, without what it says of itself. */
    static Set<String> told(List<String> lines) {
        Set<String> told = new LinkedHashSet<>();
        for (String line : lines) {
            String plain = COLOURS.matcher(line).replaceAll("");
            String text = LEVEL.matcher(plain).replaceFirst("").strip();
            if (!text.isEmpty() && !OF_ITSELF.matcher(text).find()) {
                told.add(text);
            }
        }
        return told;
    }
}
