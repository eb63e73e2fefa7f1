package io.leengine.engine.bundle;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Says in a person's words why a bundle's components do not work. */
final class Components {
    private final BundleContext framework;

    Components(BundleContext framework) {
        this.framework = framework;
    }

    /** Returns what keeps configured components of a bundle from being active. */
    List<String> problems(Bundle bundle) {
        ServiceReference<ServiceComponentRuntime> reference =
            framework.getServiceReference(ServiceComponentRuntime.class);
        ServiceComponentRuntime runtime = reference == null ? null : framework.getService(reference);
        if (runtime == null) {
            return List.of();
        }
        try {
            List<String> problems = new ArrayList<>();
            for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
                for (ComponentConfigurationDTO each : runtime.getComponentConfigurationDTOs(component)) {
                    problem(component, each, problems);
                }
            }
            return problems;
        } finally {
            framework.ungetService(reference);
        }
    }

    private static void problem(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration,
            List<String> problems) {
        if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            problems.add(component.name + " failed: " + cause(configuration.failure));
        } else if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
            for (UnsatisfiedReferenceDTO missing : configuration.unsatisfiedReferences) {
                problems.add(component.name + " waits for a service for its reference '" + missing.name + "'"
                    + (missing.target == null ? "" : " with " + missing.target) + ".");
            }
        }
    }

    /** The runtime gives the whole stack trace as text; the last cause in it is what a person wants. */
    private static String cause(String trace) {
        String found = "";
        for (String line : String.valueOf(trace).lines().toList()) {
            if (found.isEmpty() || line.startsWith("Caused by: ")) {
                found = line.replace("Caused by: ", "");
            }
        }
        return found;
    }
}
