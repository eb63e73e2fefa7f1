package io.leengine.rest.view;

import io.leengine.engine.ImageSources.Draft;
import java.time.Duration;
import java.util.Optional;

/** A source to set. */
@Doc("The other registry that an image group shall cache.")
public record NewImageSource(
        @Doc(value = "Where it is, with a path that all names there begin with, if any; `http` only when it is said.",
            example = "https://registry.example.org", longest = 255) String url,
        @Doc(value = "The name to log in with there; none unless said.", example = "ada", longest = 255)
        Optional<String> username,
        @Doc(value = "The password or token that goes with it. Left out, the present one stays while URL and user name do.",
            example = "correct horse battery staple", longest = 4_080) Optional<String> password,
        @Doc(value = "For how many seconds a tag is believed before it is asked for again; an hour unless said.",
            example = "3600", least = 1, most = 2_592_000) Optional<Long> freshnessSeconds) {
    private static final long USUAL_SECONDS = 3_600;

    /** Returns what the engine is asked for. */
    public Draft draft() {
        return new Draft(url, username.orElse(""), password.orElse(""),
            Duration.ofSeconds(freshnessSeconds.orElse(USUAL_SECONDS)));
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return "NewImageSource[" + username.orElse("") + "]";
    }
}
