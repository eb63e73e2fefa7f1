package io.leengine.engine.domain;

import java.time.Instant;

/**
 * Who a user is at an identity provider.
 *
 * @param provider the name of the provider's part
 * @param subject the provider's own, unchanging name for the person
 * @param user the user's id
 * @param since since when
 */
public record Account(String provider, String subject, String user, Instant since) {
}
