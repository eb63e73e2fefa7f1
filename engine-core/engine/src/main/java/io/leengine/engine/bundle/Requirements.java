package io.leengine.engine.bundle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/** Says in a person's words what keeps a bundle from being resolved. */
final class Requirements {
    private static final Pattern LEAST = Pattern.compile("(?<!!)\\(version>=([^)]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

    private final BundleContext framework;
    private final FrameworkWiring wiring;

    Requirements(BundleContext framework) {
        this.framework = framework;
        this.wiring = framework.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /** Tries to resolve a bundle; returns what keeps it from that, nothing when it is resolved. */
    List<String> missing(Bundle bundle) {
        if (wiring.resolveBundles(List.of(bundle))) {
            return List.of();
        }
        List<String> missing = new ArrayList<>();
        for (Requirement each : bundle.adapt(BundleRevision.class).getRequirements(null)) {
            if (isNeeded(each) && wiring.findProviders(each).stream().noneMatch(Objects::nonNull)) {
                missing.add(words(each));
            }
        }
        return missing.isEmpty() ? List.of(together(bundle)) : missing;
    }

    private static boolean isNeeded(Requirement requirement) {
        return !Namespace.RESOLUTION_OPTIONAL.equals(
            requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
            && Namespace.EFFECTIVE_RESOLVE.equals(requirement.getDirectives()
                .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE))
            && !requirement.getDirectives().getOrDefault(Constants.RESOLUTION_DIRECTIVE, "")
                .equals(PackageNamespace.RESOLUTION_DYNAMIC);
    }

    private String words(Requirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
        return switch (requirement.getNamespace()) {
            case PackageNamespace.PACKAGE_NAMESPACE -> aPackage(filter);
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> "It needs Java " + range(filter)
                + "; this platform runs on Java " + Runtime.version().feature() + ".";
            default -> "It needs the capability " + requirement.getNamespace() + " " + filter
                + "; nothing here offers it.";
        };
    }

    private String aPackage(String filter) {
        Matcher name = Pattern.compile("\\(" + Pattern.quote(PackageNamespace.PACKAGE_NAMESPACE) + "=([^)]+)\\)")
            .matcher(filter);
        String wanted = name.find() ? name.group(1) : filter;
        Collection<Version> offered = new TreeSet<>();
        for (Bundle each : framework.getBundles()) {
            BundleRevision revision = each.adapt(BundleRevision.class);
            if (revision == null || revision.getWiring() == null) {
                continue;
            }
            for (BundleCapability export : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                if (wanted.equals(export.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))) {
                    offered.add((Version) export.getAttributes().get(Constants.VERSION_ATTRIBUTE));
                }
            }
        }
        return "It needs package " + wanted + range(filter) + (offered.isEmpty() ? "; nothing here offers it."
            : "; this platform offers " + offered.stream().map(Version::toString).collect(Collectors.joining(", ")) + ".");
    }

    /** The range of a filter as people write it. */
    private static String range(String filter) {
        Matcher least = LEAST.matcher(filter);
        Matcher below = BELOW.matcher(filter);
        boolean hasLeast = least.find();
        if (below.find()) {
            return " [" + (hasLeast ? least.group(1) : "0") + "," + below.group(1) + ")";
        }
        return hasLeast ? " " + least.group(1) + " or later" : "";
    }

    /** Each need could be met, but not all of them together: only the resolver knows why. */
    private static String together(Bundle bundle) {
        try {
            // A class that nobody has: the bundle is resolved for it, and no line of it runs.
            bundle.loadClass("none");
            return "";
        } catch (ClassNotFoundException e) {
            return bundle.getState() == Bundle.INSTALLED ? "It does not fit together with what runs: " + e.getMessage() + "."
                : "It could not be resolved a moment ago, but can be now: try again.";
        }
    }
}
