package io.leengine.builder.maven.dockerfile;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;

/** The errors a Dockerfile can give, each naming its line. */
final class DockerfileError {
    static final String FIELD = "dockerfile";

    private DockerfileError() {
    }

    /** The Dockerfile, or what it copies, is wrong. */
    static EngineException failed(int line, String message) {
        return new EngineException(ErrorCode.BUILD_FAILED, "Dockerfile line " + line + ": " + message)
            .withField(FIELD);
    }

    /** A path leaves the source. */
    static EngineException leaves(int line, String path) {
        return EngineException.invalid(FIELD, "Dockerfile line " + line + ": '" + path
            + "' leaves the project's folder.");
    }
}
