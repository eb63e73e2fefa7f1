package io.leengine.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The command line as a process of its own, logged in at an engine, as the program {@code leengine} on the PATH. */
public final class CliProcess {
    private final Path folder;
    private final URI engine;

    public CliProcess(Path folder, URI engine) throws IOException {
        this.folder = folder;
        this.engine = engine;
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("leengine");
        // Whoever runs the tests in the background has interrupts ignored, and children inherit that.
        Files.writeString(program, "#!/bin/sh\nexec env --default-signal=INT '"
            + Path.of(System.getProperty("java.home"), "bin/java")
            + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '" + System.getProperty("java.class.path")
            + "' io.leengine.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Puts a process where the program is known, and logged in. */
    public ProcessBuilder inside(ProcessBuilder builder) {
        var environment = builder.environment();
        environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        environment.put("LEENGINE_URL", engine.toString());
        environment.put("LEENGINE_TOKEN", "secret-token");
        // A machine that is busy with other tests starts a virtual machine slowly.
        environment.put("LEENGINE_COMPLETION_LIMIT", "30s");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TERM", "dumb");
        return builder;
    }

    /** A command of it. */
    public ProcessBuilder command(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.command().addFirst(folder.resolve("bin/leengine").toString());
        return inside(builder);
    }
}
