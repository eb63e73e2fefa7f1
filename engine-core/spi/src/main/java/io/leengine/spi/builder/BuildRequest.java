package io.leengine.spi.builder;

import io.leengine.model.Credentials;
import io.leengine.model.Identifiers;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What to build.
 *
 * @param runId names the run, unique for all time; letters, digits and hyphens
 * @param codeBuild names the code build, whose dependency cache is kept between runs; same syntax
 * @param repository URL of the Git repository: {@code https}, {@code http}, {@code ssh}, {@code git} or {@code file}
 * @param repositoryCredentials for cloning, when it wants any
 * @param ref a branch, a tag or a commit
 * @param folder the project's folder within the source, relative, without {@code ..}; empty for the top
 * @param dockerfile the Dockerfile's path, relative to that folder, without {@code ..}
 * @param compile arguments to the build tool, for example {@code package}; empty compiles nothing
 * @param registry host and port of the registry to push to; plain HTTP on a loopback address. A {@code FROM} without a
 *     host is pulled from it too
 * @param registryCredentials for pull and push
 * @param image the repository in the registry
 * @param tag the tag; empty for the commit's first 12 digits
 * @param logLimit largest log in bytes; what is printed beyond is dropped, and one line says so
 */
public record BuildRequest(String runId, String codeBuild, String repository,
        Optional<Credentials> repositoryCredentials, String ref, String folder, String dockerfile,
        List<String> compile, String registry, Credentials registryCredentials, String image, Optional<String> tag,
        long logLimit) {
    /** Checks what names a thing and copies the list. */
    public BuildRequest {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(codeBuild, "codeBuild");
        Objects.requireNonNull(repository, "repository");
        Objects.requireNonNull(repositoryCredentials, "repositoryCredentials");
        Objects.requireNonNull(ref, "ref");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(dockerfile, "dockerfile");
        compile = List.copyOf(compile);
        Objects.requireNonNull(registry, "registry");
        Objects.requireNonNull(registryCredentials, "registryCredentials");
        Identifiers.repository("image", image);
        tag.ifPresent(value -> Identifiers.tag("tag", value));
        Identifiers.within("logLimit", logLimit, 1_024, 1L << 40);
    }
}
