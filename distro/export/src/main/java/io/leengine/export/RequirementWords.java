package io.leengine.export;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;

/**
 * Says what a bundle lacks so that a person understands it: {@code needs package io.leengine.spi.scheduler [2,3); this
 * distribution offers 1.0.0}. Knows OSGi's resource API only.
 *
 * @param place what the offers are of: {@code this distribution}
 */
record RequirementWords(String place) {
    private static final String PACKAGE = "osgi.wiring.package";
    private static final String SERVICE = "osgi.service";
    private static final String JAVA = "osgi.ee";
    private static final String NOTHING = "nothing here offers it";
    private static final Pattern AT_LEAST = Pattern.compile("(?<!!)\\((?:bundle-)?version>=([^)]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\((?:bundle-)?version>=([^)]+)\\)\\)");
    private static final Pattern AT_MOST = Pattern.compile("(?<!!)\\((?:bundle-)?version<=([^)]+)\\)");
    private static final Pattern ABOVE = Pattern.compile("\\(!\\((?:bundle-)?version<=([^)]+)\\)\\)");
    private static final Pattern EXACTLY = Pattern.compile("\\((?:bundle-)?version=([^)]+)\\)");

    /**
     * Returns the words for a requirement that nothing fulfils.
     *
     * @param offered all there is
     */
    String of(Requirement requirement, Collection<? extends Capability> offered) {
        String namespace = requirement.getNamespace();
        String filter = requirement.getDirectives().getOrDefault("filter", "");
        String attribute = namespace.equals(SERVICE) ? "objectClass" : namespace;
        Optional<String> name = first(Pattern.compile("\\(" + Pattern.quote(attribute) + "=([^)]+)\\)"), filter);
        if (name.isEmpty()) {
            return "needs " + namespace + " " + filter + "; " + NOTHING;
        }
        String range = range(filter);
        String needed = "needs " + kind(namespace) + (namespace.equals(JAVA) ? javaName(name.get()) : name.get())
            + (range.isEmpty() ? "" : " " + range);
        TreeSet<Version> versions = versions(namespace, attribute, name.get(), offered);
        if (versions.isEmpty()) {
            return needed + "; " + NOTHING;
        }
        String offers = namespace.equals(JAVA) ? plain(versions.last())
            : versions.stream().map(Version::toString).collect(Collectors.joining(", "));
        return needed + "; " + place + " offers " + offers + (range.isEmpty() ? ", with other attributes than "
            + filter : "");
    }

    private static String kind(String namespace) {
        return switch (namespace) {
            case PACKAGE -> "package ";
            case "osgi.wiring.bundle" -> "bundle ";
            case "osgi.wiring.host" -> "the host bundle ";
            case SERVICE -> "a service ";
            case "osgi.extender" -> "the extender ";
            case "osgi.identity" -> "";
            case JAVA -> "";
            default -> namespace + " ";
        };
    }

    private static String javaName(String environment) {
        return environment.equals("JavaSE") ? "Java" : environment;
    }

    private static TreeSet<Version> versions(String namespace, String attribute, String name,
        Collection<? extends Capability> offered) {
        TreeSet<Version> versions = new TreeSet<>();
        for (Capability capability : offered) {
            if (capability.getNamespace().equals(namespace) && names(capability.getAttributes().get(attribute), name)) {
                Object version = capability.getAttributes().getOrDefault("version",
                    capability.getAttributes().get("bundle-version"));
                if (version instanceof Collection<?> several) {
                    several.forEach(each -> versions.add(Version.parseVersion(each.toString())));
                } else {
                    versions.add(version == null ? Version.emptyVersion : Version.parseVersion(version.toString()));
                }
            }
        }
        return versions;
    }

    private static boolean names(Object value, String name) {
        return value instanceof Collection<?> several ? several.contains(name) : name.equals(String.valueOf(value));
    }

    /** Returns the range a filter asks for, as a manifest has it; a bare version is that one or a later; empty: any. */
    private static String range(String filter) {
        Optional<String> least = first(AT_LEAST, filter);
        Optional<String> above = first(ABOVE, filter);
        Optional<String> below = first(BELOW, filter);
        Optional<String> most = first(AT_MOST, filter);
        Optional<String> exact = first(EXACTLY, filter);
        if (exact.isPresent()) {
            return plain(exact.get());
        }
        if (below.isEmpty() && most.isEmpty()) {
            return above.map(version -> "above " + plain(version))
                .orElseGet(() -> least.filter(version -> !Version.parseVersion(version).equals(Version.emptyVersion))
                    .map(version -> plain(version) + " or later").orElse(""));
        }
        return (above.isPresent() ? "(" + plain(above.get()) : "[" + plain(least.orElse("0"))) + ","
            + below.map(version -> plain(version) + ")").orElseGet(() -> plain(most.orElseThrow()) + "]");
    }

    private static String plain(String version) {
        return plain(Version.parseVersion(version.trim()));
    }

    /** Zeros at the end say nothing: 2, not 2.0.0. */
    private static String plain(Version version) {
        return version.toString().replaceFirst("^(\\d+)\\.0\\.0$", "$1").replaceFirst("^(\\d+\\.\\d+)\\.0$", "$1");
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
