package io.leengine.cli.client;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.Answer;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer with what stands in its headers.
 *
 * @param answer as it came
 * @param type of what it says
 * @param mapper reads that
 */
public record Reply<T>(Answer answer, Class<T> type, JsonMapper mapper) {
    /** Returns what it says; null when it says nothing. */
    public T body() {
        return type == Void.class || json().isMissingNode() ? null : mapper.treeToValue(json(), type);
    }

    /** Returns what it says as it was sent, with what only a newer engine says; a missing node when it says nothing. */
    public JsonNode json() {
        return answer.body();
    }

    /** Returns the entity tag, to be sent as {@code If-Match}. */
    public Optional<String> etag() {
        return answer.etag();
    }

    /** Returns the entity tag of what can only be changed by who has read it. */
    public String precondition() {
        return etag().orElseThrow(() -> new CommandException(ExitCode.FAILED, "The engine's answer has no entity tag, so "
            + "nothing can be changed.", "Is there a proxy before the engine that takes ETag away?"));
    }

    /** Returns where what was made, or is being done, can be read. */
    public Optional<String> location() {
        return answer.location();
    }
}
