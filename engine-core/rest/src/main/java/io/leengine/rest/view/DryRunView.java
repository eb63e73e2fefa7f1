package io.leengine.rest.view;

import io.leengine.engine.domain.Activity;
import java.util.Optional;

/** What a request would do. */
@Doc("What a request would do that was only tried. Nothing was done.")
public record DryRunView(@Doc("What activity would say of it; absent when it would change nothing.")
        Optional<ActivityView> activity) {
    /** Returns the view. */
    public static DryRunView of(Optional<Activity> activity) {
        return new DryRunView(activity.map(ActivityView::of));
    }
}
