package io.leengine.engine.identity;

import io.leengine.engine.Reach;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import java.util.Locale;
import java.util.stream.Collectors;

/** What activity says of a token. */
final class Described {
    private Described() {
    }

    static String of(AccessToken token) {
        Reach reach = token.reach();
        String where = reach.only().map(Reach.Only::name)
            .orElseGet(() -> reach.kinds().stream().sorted().map(ResourceKind::label).collect(Collectors.joining(", ")));
        return "'" + token.name() + "': " + reach.most().name().toLowerCase(Locale.ROOT) + " on " + where
            + (reach.bossSide() ? ", boss side" : "") + token.expiresAt().map(end -> ", until " + end).orElse("");
    }
}
