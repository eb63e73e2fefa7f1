package io.leengine.rest.view;

import io.leengine.engine.ImageTags;
import java.util.Optional;

/** Whether something stays. */
@Doc("Whether a tag, or a manifest without one, stays.")
public record VerdictView(@Doc(value = "The tag; absent for a manifest without one.", example = "1.0") Optional<String> tag,
        @Doc(value = "What it points to.", pattern = Patterns.DIGEST) String digest, boolean stays,
        @Doc(value = "Why.", example = "It is among the last 10.") String reason) {
    /** Returns the view. */
    public static VerdictView of(ImageTags.Verdict it) {
        return new VerdictView(it.tag(), it.digest().toString(), it.stays(), it.reason());
    }
}
