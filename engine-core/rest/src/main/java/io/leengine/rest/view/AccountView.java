package io.leengine.rest.view;

import io.leengine.engine.domain.Account;
import java.time.Instant;

/** Who a user is at an identity provider. */
@Doc("Who a user is at an identity provider.")
public record AccountView(String provider, @Doc("The provider's own, unchanging name for the person.") String subject,
        Instant since) {
    /** Returns the view. */
    public static AccountView of(Account account) {
        return new AccountView(account.provider(), account.subject(), account.since());
    }
}
