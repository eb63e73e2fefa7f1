package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Pushes and pulls by skopeo, one process each time. */
final class SkopeoClient implements RegistryClient {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path folder;

    /** @param folder where it may write */
    SkopeoClient(Path folder) {
        this.folder = folder;
    }

    @Override
    public String label() {
        return "skopeo";
    }

    @Override
    public void push(BenchRegistry registry, BenchImage image, String name) throws InterruptedException {
        copy(registry, "dest", "dir:" + image.folder(), "docker://" + registry.host() + "/" + name);
    }

    @Override
    public void pull(BenchRegistry registry, String name) throws InterruptedException {
        try {
            Path target = Files.createTempDirectory(folder, "pulled");
            copy(registry, "src", "docker://" + registry.host() + "/" + name, "dir:" + target);
            Folders.delete(target);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "What was pulled cannot be kept: " + e.getMessage(), "", e);
        }
    }

    private void copy(BenchRegistry registry, String side, String from, String to) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "-q", "--preserve-digests",
            "--" + side + "-tls-verify=false"));
        try {
            Optional<Path> login = login(registry);
            login.ifPresent(file -> command.addAll(List.of("--" + side + "-authfile", file.toString())));
            command.addAll(List.of(from, to));
            Path output = Files.createTempFile(folder, "skopeo", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("HOME", folder.toString());
            Process process = builder.start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new CommandException(ExitCode.FAILED, "skopeo failed from " + from + " to " + to + ": "
                    + Files.readString(output), "");
            }
            Files.delete(output);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "skopeo cannot be run: " + e.getMessage(),
                "It is Debian's package skopeo.", e);
        }
    }

    /** Who logs in is in a file that only we read, never in the command. */
    private Optional<Path> login(BenchRegistry registry) throws IOException {
        if (registry.credentials().isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.resolve("login-" + registry.host().replace(':', '-') + ".json");
        synchronized (this) {
            if (!Files.exists(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                String pair = Base64.getEncoder().encodeToString(registry.credentials().get().getBytes(StandardCharsets.UTF_8));
                Files.writeString(file, "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + pair + "\"}}}");
            }
        }
        return Optional.of(file);
    }
}
