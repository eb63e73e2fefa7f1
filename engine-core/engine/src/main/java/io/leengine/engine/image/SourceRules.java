package io.leengine.engine.image;

import io.leengine.engine.ImageSources.Draft;
import io.leengine.model.EngineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the source of an image group must look like. */
final class SourceRules {
    private static final Pattern PATH = Pattern.compile("(/[a-z0-9]+([._-]+[a-z0-9]+)*)*");
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(30);
    private static final int LONGEST = 1_000;
    private static final int MOST_PORT = 65_535;

    private SourceRules() {
    }

    /** Returns the URL in its plain form; throws {@code INVALID}, which never repeats a user information. */
    static URI url(String text) {
        URI url;
        try {
            url = new URI(text.strip().replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw invalid("is no URL");
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || url.getHost() == null || text.length() > LONGEST) {
            throw invalid("must begin with https:// and a host");
        }
        if (url.getRawUserInfo() != null) {
            throw invalid("must not hold a user name or password; they have fields of their own");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw invalid("must have no query and no fragment");
        }
        if (url.getPort() == 0 || url.getPort() > MOST_PORT) {
            throw invalid("must have a port between 1 and " + MOST_PORT);
        }
        if (!PATH.matcher(url.getRawPath()).matches()) {
            throw invalid("may go on with a path of repository names only; leave '/v2' out");
        }
        return URI.create(scheme + "://" + url.getRawAuthority().toLowerCase(Locale.ROOT) + url.getRawPath());
    }

    /** Checks the rest; throws {@code INVALID}. */
    static void check(Draft draft) {
        if (draft.username().length() > LONGEST || draft.username().indexOf(':') >= 0
                || draft.username().chars().anyMatch(Character::isISOControl)) {
            throw EngineException.invalid("username", "'username' must have no colon and no control characters.");
        }
        if (draft.password().length() > 16 * LONGEST || draft.username().isEmpty() && !draft.password().isEmpty()) {
            throw EngineException.invalid("password", "'password' goes with a 'username', and is no longer than "
                + 16 * LONGEST + " characters.");
        }
        if (draft.freshness().compareTo(LEAST) < 0 || draft.freshness().compareTo(MOST) > 0) {
            throw EngineException.invalid("freshness", "'freshness' must be from a second to 30 days, for example PT1H.");
        }
    }

    private static EngineException invalid(String what) {
        return EngineException.invalid("url", "'url' " + what + ".")
            .withNextStep("Give the other registry's address, for example https://registry.example.org.");
    }
}
