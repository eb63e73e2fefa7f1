package io.leengine.spi.loadbalancer;

import io.leengine.model.Identifiers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Other settings for requests whose path begins with a prefix. What is not given is as the domain has it.
 *
 * @param prefix the beginning of the path, with its first slash; a path is decoded before it is compared, byte by byte
 * @param requestTimeout instead of the domain's, 100 ms to 1 h
 * @param bodyLimit instead of the domain's, in bytes; 0 for no limit
 * @param access in place of the domain's rules; empty for the domain's
 * @param redirect where requests are sent instead of being answered: a path of the same domain (308); empty for not
 */
public record PathRule(String prefix, Optional<Duration> requestTimeout, OptionalLong bodyLimit, List<AccessRule> access,
        Optional<String> redirect) {
    /** Copies and checks. */
    public PathRule {
        RuleTexts.path("paths.prefix", prefix);
        requestTimeout.ifPresent(limit -> Identifiers.within("paths.requestTimeoutMillis", limit.toMillis(), 100, 3_600_000));
        bodyLimit.ifPresent(limit -> Identifiers.within("paths.bodyLimit", limit, 0, Long.MAX_VALUE));
        access = RuleTexts.few("paths.access", access, Admission.MOST);
        redirect.ifPresent(path -> RuleTexts.path("paths.redirect", path));
    }
}
