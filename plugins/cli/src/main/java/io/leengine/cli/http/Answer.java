package io.leengine.cli.http;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A good answer.
 *
 * @param status HTTP status
 * @param body its JSON; a missing node when there is none
 * @param etag its entity tag
 * @param location where what was made, or is being done, can be read
 */
public record Answer(int status, JsonNode body, Optional<String> etag, Optional<String> location) {
}
