package io.leengine.rest.view;

import io.leengine.engine.Quotas;
import io.leengine.engine.domain.QuotaSubject;

/** What somebody may use and uses. */
@Doc("What a user or an image group may use, and uses.")
public record QuotaView(@Doc(value = "`user` or `image-group`.", example = "user") String subject,
        @Doc(value = "The user's or the group's name.", example = "ann") String name,
        @Doc("What was set for it; the rest is as for all of its kind, and -1 is no limit.") LimitsView own,
        @Doc("The limits in force; what has no limit is left out.") LimitsView limits,
        @Doc("What is used.") LimitsView used) {
    /** Returns the view. */
    public static QuotaView of(QuotaSubject.Kind kind, Quotas.Standing standing) {
        return new QuotaView(label(kind), standing.name(), LimitsView.of(standing.own().limits()),
            LimitsView.of(standing.limits()), LimitsView.of(standing.used()));
    }

    /** Returns the name of a kind of subject in the API. */
    public static String label(QuotaSubject.Kind kind) {
        return kind.words().replace(' ', '-');
    }
}
