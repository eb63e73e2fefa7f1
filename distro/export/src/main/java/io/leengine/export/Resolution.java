package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.apache.felix.utils.resource.CapabilitySet;
import org.apache.felix.utils.resource.RequirementImpl;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wire;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.ResolveContext;
import org.osgi.service.resolver.Resolver;

/**
 * Resolves a set of bundles with the framework's own resolver: strictly, each of them, services that they need
 * included, and nothing from elsewhere.
 */
final class Resolution extends ResolveContext {
    private static final RequirementWords WORDS = new RequirementWords("this distribution");

    private final Map<Resource, BundleFile> bundles = new HashMap<>();
    private final List<Resource> resources = new ArrayList<>();
    private final Map<String, List<Capability>> offered = new HashMap<>();

    private Resolution(List<BundleFile> set, Resource framework) {
        for (BundleFile bundle : set) {
            bundles.put(bundle.resource(), bundle);
            resources.add(bundle.resource());
        }
        resources.add(framework);
        for (Resource resource : resources) {
            for (Capability capability : resource.getCapabilities(null)) {
                offered.computeIfAbsent(capability.getNamespace(), namespace -> new ArrayList<>()).add(capability);
            }
        }
    }

    /**
     * Returns who uses whom; refuses a set in which a bundle lacks something, with the words for each lack.
     *
     * @param framework what the framework offers
     */
    static Map<BundleFile, Collection<BundleFile>> of(List<BundleFile> set, Resource framework) throws ExportException {
        return new Resolution(set, framework).resolve();
    }

    private Map<BundleFile, Collection<BundleFile>> resolve() throws ExportException {
        List<String> lacks = lacks();
        if (!lacks.isEmpty()) {
            throw ExportException.refused("this set of bundles does not fit together:\n    "
                + String.join("\n    ", lacks), "Add what is missing (--add JAR), or take another build of the bundle.");
        }
        try {
            Resolver resolver = new ResolverImpl(new Logger(Logger.LOG_ERROR), Runnable::run);
            Map<BundleFile, Collection<BundleFile>> uses = new HashMap<>();
            resolver.resolve(this).forEach((user, wires) -> {
                if (bundles.containsKey(user)) {
                    uses.put(bundles.get(user), providers(user, wires));
                }
            });
            return uses;
        } catch (ResolutionException e) {
            // Each thing is there, but not all of them together: only the resolver knows why.
            throw new ExportException(Reason.REFUSED, "this set of bundles does not fit together: " + e.getMessage(),
                "Take builds of the bundles that use the same versions.", e);
        }
    }

    private Collection<BundleFile> providers(Resource user, List<Wire> wires) {
        TreeSet<BundleFile> providers = new TreeSet<>(Comparator.comparing(bundle -> bundle.file().getFileName()));
        for (Wire wire : wires) {
            if (bundles.containsKey(wire.getProvider()) && wire.getProvider() != user) {
                providers.add(bundles.get(wire.getProvider()));
            }
        }
        return providers;
    }

    private List<String> lacks() {
        List<String> lacks = new ArrayList<>();
        for (Resource resource : resources) {
            for (Requirement requirement : resource.getRequirements(null)) {
                if (!optional(requirement) && isEffective(requirement) && findProviders(requirement).isEmpty()) {
                    lacks.add(bundles.get(resource) + " " + WORDS.of(requirement,
                        offered.getOrDefault(requirement.getNamespace(), List.of())));
                }
            }
        }
        return lacks;
    }

    private static boolean optional(Requirement requirement) {
        String resolution = requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
        return Namespace.RESOLUTION_OPTIONAL.equals(resolution) || "dynamic".equals(resolution);
    }

    @Override
    public Collection<Resource> getMandatoryResources() {
        return List.copyOf(resources);
    }

    @Override
    public List<Capability> findProviders(Requirement requirement) {
        List<Capability> found = new ArrayList<>();
        for (Capability capability : offered.getOrDefault(requirement.getNamespace(), List.of())) {
            Requirement wanted = requirement instanceof RequirementImpl ? requirement
                : new RequirementImpl(requirement.getResource(), requirement);
            if (CapabilitySet.matches(capability, wanted)) {
                found.add(capability);
            }
        }
        found.sort(Comparator.comparing(Resolution::version).reversed());
        return found;
    }

    private static Version version(Capability capability) {
        Object version = capability.getAttributes().get("version");
        return version instanceof Version known ? known : Version.emptyVersion;
    }

    @Override
    public int insertHostedCapability(List<Capability> capabilities, HostedCapability hosted) {
        capabilities.add(hosted);
        return capabilities.size() - 1;
    }

    /**
     * What is needed to resolve, and the services that are needed to run; a framework checks the former only. Namespaces of
     * others (a shell for Gogo's runtime) are no part of the platform's contract.
     */
    @Override
    public boolean isEffective(Requirement requirement) {
        String effective = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE,
            Namespace.EFFECTIVE_RESOLVE);
        return effective.equals(Namespace.EFFECTIVE_RESOLVE)
            || effective.equals(Namespace.EFFECTIVE_ACTIVE) && requirement.getNamespace().startsWith("osgi.");
    }

    @Override
    public Map<Resource, Wiring> getWirings() {
        return Map.of();
    }
}
