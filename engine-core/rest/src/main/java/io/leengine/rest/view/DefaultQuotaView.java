package io.leengine.rest.view;

import io.leengine.engine.domain.Quota;

/** What all of a kind may use. */
@Doc("What all users, or all image groups, may use unless said otherwise.")
public record DefaultQuotaView(@Doc(value = "`user` or `image-group`.", example = "user") String subject,
        @Doc("The limits; what has no limit is left out.") LimitsView limits) {
    /** Returns the view. */
    public static DefaultQuotaView of(Quota quota) {
        return new DefaultQuotaView(QuotaView.label(quota.subject().kind()), LimitsView.of(quota.limits()));
    }
}
