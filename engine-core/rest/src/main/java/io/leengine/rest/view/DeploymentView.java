package io.leengine.rest.view;

import io.leengine.engine.Applications;
import io.leengine.model.Digest;
import java.util.Map;
import java.util.Optional;

/** The form for the next version. */
@Doc("The form for the next version, filled from the last one.")
public record DeploymentView(Optional<String> tag, Optional<String> digest, SettingsView settings,
        @Doc("Instances by cell.") Map<String, Integer> cells,
        @Doc("Percent of the traffic once ready.") int weight,
        @Doc("Whether it replaces all live versions once ready.") boolean replace) {
    /** Returns the view. */
    public static DeploymentView of(Applications.Deployment deployment) {
        return new DeploymentView(deployment.tag(), deployment.digest().map(Digest::toString),
            SettingsView.of(deployment.settings()), deployment.cells(), deployment.weight(), deployment.replace());
    }
}
