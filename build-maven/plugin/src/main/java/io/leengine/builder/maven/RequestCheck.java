package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.spi.builder.BuildRequest;
import java.util.regex.Pattern;

/** What is checked of a request before anything is done. */
final class RequestCheck {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,127}");

    private RequestCheck() {
    }

    /** Throws {@code INVALID} with the field at fault. */
    static void check(BuildRequest request) {
        name("runId", request.runId());
        name("codeBuild", request.codeBuild());
        new GitSource(request.repository(), request.repositoryCredentials());
        GitSource.checkRef(request.ref());
        SourceFolder.check("folder", request.folder());
        SourceFolder.check("dockerfile", request.dockerfile());
        if (request.dockerfile().isEmpty()) {
            throw EngineException.invalid("dockerfile", "'dockerfile' must name a file.");
        }
        if (request.compile().stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw EngineException.invalid("compile", "An argument to the build tool holds a NUL.");
        }
        new RegistryAddress(request.registry());
    }

    /** Checks a name that becomes a file name. */
    static String name(String field, String value) {
        if (!NAME.matcher(value).matches()) {
            throw EngineException.invalid(field, "'" + field + "' must be 1 to 128 letters, digits and hyphens.");
        }
        return value;
    }
}
