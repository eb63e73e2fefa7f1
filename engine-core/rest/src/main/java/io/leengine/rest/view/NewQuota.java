package io.leengine.rest.view;

import io.leengine.engine.domain.QuotaKind;
import java.util.Map;

/** Limits to set. */
@Doc("Limits to set, in the place of all that were set before.")
public record NewQuota(
        @Doc("What is left out is as for all of its kind; for all of a kind: it has no limit. -1 is no limit.")
        LimitsView limits) {
    /** Returns the limits by kind. */
    public Map<QuotaKind, Long> byKind() {
        return limits.amounts();
    }
}
