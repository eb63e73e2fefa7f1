package io.leengine.rest.view;

import io.leengine.engine.ImageTags;
import io.leengine.model.Digest;
import java.util.Optional;

/** What a tag is made of. */
@Doc("What an image holds: by a tag or a digest, one of them.")
public record TagSource(
        @Doc(value = "The image; the same one unless said.", example = "team/hello", longest = 255)
        Optional<String> repository,
        @Doc(value = "Its tag.", example = "1.0", longest = 128) Optional<String> tag,
        @Doc(value = "The digest of its manifest.", pattern = Patterns.DIGEST) Optional<String> digest) {
    /** Returns what the engine is asked for. */
    public ImageTags.Source source(String same) {
        return new ImageTags.Source(repository.orElse(same), tag, digest.map(Digest::parse));
    }
}
