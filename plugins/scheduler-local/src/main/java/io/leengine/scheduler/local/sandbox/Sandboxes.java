package io.leengine.scheduler.local.sandbox;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.local.image.FileTrees;
import io.leengine.scheduler.local.image.Owner;
import io.leengine.scheduler.local.image.Scratch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Makes sandboxes with the launch script and the tools of util-linux and coreutils. */
public final class Sandboxes {
    private static final String SCRIPT = "launch.sh";
    private static final int PROBE_SECONDS = 20;

    private final Path run;
    private final Path instances;
    private final Owner owner;
    private final Scratch scratch;
    private volatile Support support = Support.UNKNOWN;

    /** What this machine can do. */
    public enum Support {
        /** Not asked yet. */
        UNKNOWN,
        /** Writable layers over a shared root folder. */
        OVERLAY,
        /** A whole copy of the root folder for each sandbox. */
        COPY,
        /** No sandboxes. */
        NONE
    }

    /** @param run the folder sandboxes reach; holds the images */
    public Sandboxes(Path run, Owner owner, Scratch scratch) throws IOException {
        this.run = run;
        this.instances = Files.createDirectories(run.resolve("instances"));
        this.owner = owner;
        this.scratch = scratch;
        Files.setPosixFilePermissions(instances, PosixFilePermissions.fromString("rwx--x--x"));
        for (String open : List.of("images", "layers")) {
            Files.setPosixFilePermissions(Files.createDirectories(run.resolve(open)),
                PosixFilePermissions.fromString("rwx--x--x"));
        }
        install();
    }

    /** Replaced whole, never written over: a shell that still reads the old one goes on with the old one. */
    private void install() throws IOException {
        Path draft = run.resolve("." + SCRIPT);
        try (InputStream script = Sandboxes.class.getResourceAsStream(SCRIPT)) {
            Files.copy(script, draft, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(draft, run.resolve(SCRIPT), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns what this machine can do, trying it out the first time. */
    public synchronized Support support() throws IOException, InterruptedException {
        if (support == Support.UNKNOWN || support == Support.NONE) {
            Path folder = folders("probe");
            Files.createDirectory(folder.resolve("lower"));
            owner.give(folder.resolve("lower"));
            environment(folder, Map.of());
            Process process = command(List.of("probe", "probe", "-", "0", "0", "/"))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            try {
                new StartedSandbox(process, null).go();
                int status = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
                support = status == 0 ? Support.OVERLAY : status == 3 ? Support.COPY : Support.NONE;
            } finally {
                process.destroyForcibly();
                scratch.discard(folder);
            }
        }
        return support;
    }

    /** Returns what was found when it was last tried. */
    public Support known() {
        return support;
    }

    /** Makes the folders and the first process, which waits for {@link StartedSandbox#go()}. */
    public StartedSandbox start(SandboxPlan plan) throws IOException, InterruptedException {
        Support can = support();
        if (can == Support.NONE) {
            throw new EngineException(ErrorCode.UNAVAILABLE,
                "This machine makes no sandboxes: a user namespace with mounts of its own was refused.")
                .withNextStep("Allow user namespaces: sysctl user.max_user_namespaces, and whatever else forbids them.");
        }
        boolean overlay = can == Support.OVERLAY;
        Path folder = folders(plan.id());
        environment(folder, plan.environment());
        if (!overlay) {
            copy(run.resolve("images").resolve(plan.image()).resolve("root"), folder.resolve("root"));
        }
        names(folder.resolve(overlay ? "upper" : "root"));
        List<String> arguments = new ArrayList<>(List.of(plan.id(), overlay ? "overlay" : "copy", plan.image(),
            Integer.toString(plan.user()), Integer.toString(plan.group()), plan.folder()));
        arguments.addAll(plan.command());
        log(plan.log());
        Process process = command(arguments).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile())).start();
        HostProcess keeper = HostProcess.of(process.pid()).orElse(null);
        if (keeper == null) {
            process.destroyForcibly();
            throw new IOException("The sandbox's first process ended at once");
        }
        return new StartedSandbox(process, keeper);
    }

    /**
     * Makes the process of a command beside the application of a sandbox, which waits for {@link CommandStreams#go()}.
     *
     * @param init the sandbox's first process
     * @param main the application's process
     * @param streams what it reads and prints
     */
    public Process enter(String id, HostProcess init, HostProcess main, CommandStreams streams, List<String> command)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(id, Long.toString(init.pid()), Long.toString(main.pid()),
            streams.terminal()));
        arguments.addAll(command);
        // No session of its own: its leader would have the terminal, which is the command's.
        ProcessBuilder builder = script(List.of(), "enter", arguments).redirectErrorStream(true);
        streams.connect(builder);
        Process process = builder.start();
        streams.started(process);
        return process;
    }

    /** Returns what init has written: {@code up} once the application has been let go, then its exit status. */
    public List<String> status(String id) throws IOException {
        Path file = instances.resolve(id).resolve("status");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Removes a sandbox's folder; its processes must be gone. */
    public void remove(String id) throws IOException {
        scratch.discard(instances.resolve(id));
    }

    /** Removes the folders of all sandboxes but these. */
    public void retain(Set<String> ids) throws IOException {
        scratch.retain(instances, ids);
    }

    private ProcessBuilder command(List<String> arguments) {
        return script(List.of("/usr/bin/setsid"), "gate", arguments);
    }

    private ProcessBuilder script(List<String> before, String stage, List<String> arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of("/bin/sh", run.resolve(SCRIPT).toString(),
            stage, run.toString(), owner.uid().isPresent() ? Integer.toString(owner.uid().getAsInt()) : "-"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().clear();
        return builder;
    }

    private Path folders(String id) throws IOException {
        Path folder = instances.resolve(id);
        scratch.discard(folder);
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        for (String name : List.of("upper", "work", "root", "host")) {
            Path child = Files.createDirectory(folder.resolve(name));
            Files.setPosixFilePermissions(child, PosixFilePermissions.fromString("rwxr-xr-x"));
            owner.give(child);
        }
        owner.give(folder);
        return folder;
    }

    /** One line for each variable after '=', and one after '+' for each further line of a value. */
    private void environment(Path folder, Map<String, String> environment) throws IOException {
        StringBuilder text = new StringBuilder();
        environment.forEach((name, value) ->
            text.append('=').append(name).append('=').append(value.replace("\n", "\n+")).append('\n'));
        Path file = Files.createFile(folder.resolve("env"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
        owner.give(file);
    }

    /** The machine's names are the sandbox's: they share the network. */
    private void names(Path root) throws IOException {
        Path etc = root.resolve("etc");
        if (!Files.isDirectory(etc)) {
            Files.createDirectory(etc);
            Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwxr-xr-x"));
            owner.give(etc);
        }
        for (String name : List.of("resolv.conf", "hosts")) {
            Path source = Path.of("/etc", name);
            if (Files.isReadable(source)) {
                Path target = etc.resolve(name);
                FileTrees.delete(target);
                Files.write(target, Files.readAllBytes(source));
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
                owner.give(target);
            }
        }
    }

    private void log(Path log) throws IOException {
        Files.createDirectories(log.getParent());
        if (!Files.exists(log)) {
            Files.createFile(log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            // The application may open its output anew, as /dev/stdout.
            owner.give(log);
        }
    }

    private static void copy(Path image, Path root) throws IOException, InterruptedException {
        Process copy = new ProcessBuilder("/usr/bin/cp", "-a", "--reflink=auto", "-T", image.toString(),
            root.toString()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!copy.waitFor(5, TimeUnit.MINUTES) || copy.exitValue() != 0) {
                throw new IOException("The image's files cannot be copied; is the disk full?");
            }
        } finally {
            copy.destroyForcibly();
        }
    }
}
