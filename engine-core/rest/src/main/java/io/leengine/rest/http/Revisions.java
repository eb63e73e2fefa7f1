package io.leengine.rest.http;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Revisions as entity tags (RFC 9110, section 8.8.3) and the preconditions made of them. */
public final class Revisions {
    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");
    private static final String HEADER = "If-Match";

    private Revisions() {
    }

    /** Returns the entity tag of a revision. */
    public static String etag(long revision) {
        return "\"" + revision + "\"";
    }

    /**
     * Reads {@code If-Match}.
     *
     * @param header as it came; null when it did not
     * @return the revision the caller has seen; empty when any will do
     */
    public static Optional<Long> ifMatch(String header, IfMatch wanted) {
        if (wanted == IfMatch.IGNORED || header == null && wanted == IfMatch.OPTIONAL) {
            return Optional.empty();
        }
        if (header == null) {
            throw new EngineException(ErrorCode.PRECONDITION_REQUIRED,
                "This change needs the header If-Match, so that nobody else's change is lost.").withField(HEADER)
                .withNextStep("Read the resource and send its ETag as If-Match, or 'If-Match: *' to go without.");
        }
        String text = header.strip();
        if (text.equals("*")) {
            return Optional.empty();
        }
        if (text.indexOf(',') >= 0) {
            throw EngineException.invalid(HEADER, "'If-Match' must be one entity tag or '*'.");
        }
        var matcher = ETAG.matcher(text);
        if (!matcher.matches()) {
            throw new EngineException(ErrorCode.PRECONDITION_FAILED,
                "No revision ever had the entity tag in 'If-Match'.").withField(HEADER)
                .withNextStep("Read the resource again and send its ETag, with its quotes.");
        }
        return Optional.of(Long.parseLong(matcher.group(1)));
    }

    /** Returns whether {@code If-None-Match} names an entity tag; weak comparison, as the standard wants here. */
    public static boolean noneMatch(String header, String etag) {
        return header != null && (header.strip().equals("*") || Arrays.stream(header.split(",")).map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag).anyMatch(etag::equals));
    }
}
