package io.leengine.builder.maven;

import io.leengine.builder.maven.dockerfile.NeedsContainerException;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BuildRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Builds a Dockerfile that runs something, with buildah; all it keeps is in the run's folder. */
final class Buildah {
    private static final String LOCAL = "localhost/leengine-build";

    private final BuilderSettings settings;
    private final BuildRequest request;
    private final Path run;
    private final RunLog log;

    Buildah(BuilderSettings settings, BuildRequest request, Path run, RunLog log) {
        this.settings = settings;
        this.request = request;
        this.run = run;
        this.log = log;
    }

    /** Throws {@code UNSUPPORTED} when a Dockerfile needs buildah and there is none. */
    static void require(BuilderSettings settings, NeedsContainerException need) {
        if (settings.buildah().isEmpty()) {
            throw unsupported(need);
        }
    }

    static EngineException unsupported(NeedsContainerException need) {
        return new EngineException(ErrorCode.UNSUPPORTED, "Dockerfile line " + need.line() + ": " + need.getMessage()
            + " needs buildah, which is not installed on the build host.", need).withField("dockerfile")
            .withNextStep("Install buildah there (apt-get install buildah), or write a Dockerfile of FROM, COPY, ENV, "
                + "WORKDIR, EXPOSE, USER, ENTRYPOINT and CMD alone.");
    }

    /** Builds the image into a storage of the run's own. */
    void image(CallContext context, Path project, String dockerfile) throws InterruptedException, IOException {
        Path file = Files.writeString(run.resolve("Dockerfile.buildah"), dockerfile);
        var arguments = new ArrayList<>(List.of("bud", "--isolation", "chroot", "--format", "oci", "--timestamp", "0",
            "--authfile", authentication().toString(), "--tls-verify=" + verify()));
        arguments.addAll(List.of("-f", file.toString(), "-t", LOCAL, project.toString()));
        int exit = run(context, "image", arguments);
        if (exit != 0) {
            if (log.sawFullDisk() || DiskFull.is(run)) {
                throw DiskFull.error(null);
            }
            throw new EngineException(ErrorCode.BUILD_FAILED, "The Dockerfile failed: buildah ended with exit code "
                + exit + ".").withField("dockerfile").withNextStep("Read the run's log; its last lines say why.");
        }
    }

    /** Pushes it and returns the digest of its manifest. */
    Digest push(CallContext context, String tag) throws InterruptedException, IOException {
        Path digest = run.resolve("digest");
        int exit = run(context, "push", List.of("push", "--authfile", authentication().toString(), "--tls-verify="
            + verify(), "--digestfile", digest.toString(), LOCAL, "docker://" + request.registry() + "/"
            + request.image() + ":" + tag));
        if (exit != 0) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The push failed: buildah ended with exit code " + exit
                + ".").withNextStep("Read the run's log; its last lines say why.");
        }
        return Digest.parse(Files.readString(digest).strip());
    }

    private boolean verify() {
        return !new RegistryAddress(request.registry()).isLoopback();
    }

    private int run(CallContext context, String what, List<String> arguments) throws InterruptedException, IOException {
        Path home = Files.createDirectories(run.resolve("buildah"));
        // Short names mean the platform's registry, as they do without RUN.
        Path registries = Files.writeString(run.resolve("registries.conf"),
            "unqualified-search-registries = [\"" + request.registry() + "\"]\nshort-name-mode = \"permissive\"\n");
        var command = new ArrayList<>(Command.boundToEngine(List.of("unshare", "--mount", "--pid", "--fork",
            "--kill-child", "--mount-proc", settings.buildah().orElseThrow().toString(), "--storage-driver", "vfs",
            "--root", home.resolve("storage").toString(), "--runroot", home.resolve("state").toString(),
            "--registries-conf", registries.toString())));
        command.addAll(arguments);
        return new Command(command, Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME", home.toString(), "TMPDIR", Files.createDirectories(home.resolve("tmp")).toString()), log)
            .run(context, what);
    }

    private Path authentication() throws IOException {
        Path file = run.resolve("auth.json");
        if (!Files.exists(file)) {
            String both = request.registryCredentials().name() + ":" + request.registryCredentials().secret();
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, "{\"auths\":{\"" + request.registry() + "\":{\"auth\":\"" + Base64.getEncoder()
                .encodeToString(both.getBytes(StandardCharsets.UTF_8)) + "\"}}}", StandardOpenOption.WRITE);
        }
        return file;
    }
}
