package io.leengine.agent;

import java.nio.file.Path;
import java.util.Map;

/**
 * The folder this program was unpacked into.
 *
 * @param home its absolute path
 */
record Distribution(Path home) {
    /** As the script that started this says. */
    static Distribution own() throws AgentException {
        String named = System.getProperty("leengine.home", "");
        if (named.isEmpty()) {
            throw new AgentException(AgentException.USAGE, "The distribution's folder is not known.",
                "Start this with the script 'leengine-agent'.");
        }
        return new Distribution(Path.of(named).toAbsolutePath().normalize());
    }

    Path script() {
        return home.resolve("bin/leengine-agent");
    }

    /** Returns its bundles by symbolic name. */
    Map<String, BundleJar> bundles() throws AgentException {
        Map<String, BundleJar> bundles = BundleJar.in(home.resolve("bundles"));
        if (bundles.isEmpty()) {
            throw new AgentException(AgentException.FAILED, home + " has no bundles.", "Unpack the distribution again.");
        }
        return bundles;
    }
}
