package io.leengine.rest.http;

/**
 * One form an answer may have.
 *
 * @param mediaType its media type
 * @param type what it is made of; null for text
 * @param items whether it is a list of that: {@code items} and, when there is more, {@code next}
 */
public record Content(String mediaType, Class<?> type, boolean items) {
    /** The media type of most answers. */
    public static final String JSON = "application/json";
    /** The media type of server-sent events. */
    public static final String EVENTS = "text/event-stream";
    /** The media type of JSON objects, one a line. */
    public static final String LINES = "application/jsonl";
    /** The media type of tables. */
    public static final String CSV = "text/csv";
    /** The media type of a whole log. */
    public static final String TEXT = "text/plain";
    /** The media type of what a request that is only tried answers. */
    public static final String DRY_RUN = "application/vnd.leengine.dry-run+json";
}
