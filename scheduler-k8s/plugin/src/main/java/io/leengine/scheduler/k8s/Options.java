package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a cell is set up, checked.
 *
 * @param cell its name
 * @param access how its cluster is reached
 * @param namespacePrefix before each namespace's name; may be empty
 * @param instancesPerNamespace the quota of a namespace
 * @param port where instances listen that leave the choice to the cell
 * @param nodeLossSeconds how long a node may be silent before its instances are replaced
 * @param rackLabel the nodes' label whose values instances are spread over
 * @param podSecurity the standard that namespaces enforce
 * @param restores whether what was changed by hand is put right
 */
record Options(String cell, ClusterAccess access, String namespacePrefix, int instancesPerNamespace, int port,
        int nodeLossSeconds, String rackLabel, String podSecurity, boolean restores) {
    private static final Pattern PREFIX = Pattern.compile("([a-z][a-z0-9-]{0,19})?");
    private static final Pattern LABEL = Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Set<String> STANDARDS = Set.of("baseline", "restricted", "privileged");
    private static final int NAMESPACE_LENGTH = 63;

    Options {
        Identifiers.name("leengine.name", cell);
        if (!PREFIX.matcher(namespacePrefix).matches()) {
            throw EngineException.invalid("namespacePrefix", "'namespacePrefix' must be at most 20 lower-case letters, digits "
                + "and hyphens, and start with a letter.");
        }
        Identifiers.within("instancesPerNamespace", instancesPerNamespace, 1, 100_000);
        Identifiers.within("port", port, 1, 65_535);
        Identifiers.within("nodeLossSeconds", nodeLossSeconds, 0, 86_400);
        if (!LABEL.matcher(rackLabel).matches()) {
            throw EngineException.invalid("rackLabel", "'rackLabel' must be the name of a Kubernetes label, for example "
                + "topology.kubernetes.io/zone.");
        }
        if (!STANDARDS.contains(podSecurity)) {
            throw EngineException.invalid("podSecurity", "'podSecurity' must be baseline, restricted or privileged.");
        }
    }

    /** Returns what the cluster calls an application's namespace; {@code INVALID} when that is too long. */
    String namespace(String name) {
        Identifiers.name("namespace", name);
        String whole = namespacePrefix + name;
        if (whole.length() > NAMESPACE_LENGTH) {
            throw EngineException.invalid("namespace", "'namespace' may have at most "
                + (NAMESPACE_LENGTH - namespacePrefix.length()) + " characters in the cell '" + cell + "', whose namespaces "
                + "begin with '" + namespacePrefix + "'.");
        }
        return whole;
    }
}
