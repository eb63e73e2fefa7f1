package io.leengine.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a plugin may serve, by the product's words. The engine has the same list. */
enum Seam {
    SCHEDULER, NETWORK, LOAD_BALANCER, BUILDER, REGISTRY_STORAGE, MONITOR, BUS, NOTIFIER, IDENTITY;

    private static final String PREFIX = "io.leengine.";
    private static final String SHORT_LOAD_BALANCER = "lb";

    /** Returns the name on the command line and in {@code parts.json}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the seam of a word that a person wrote. */
    static Seam of(String word) throws ExportException {
        if (word.equals(SHORT_LOAD_BALANCER)) {
            return LOAD_BALANCER;
        }
        return Arrays.stream(values()).filter(seam -> seam.label().equals(word)).findFirst()
            .orElseThrow(() -> ExportException.refused("there is no seam '" + word + "'", "The seams are "
                + Arrays.stream(values()).map(Seam::label).collect(Collectors.joining(", ")) + " (lb is short for "
                + LOAD_BALANCER.label() + ")."));
    }

    /** Returns the seam that a plugin's id names: {@code io.leengine.loadbalancer.embedded}, {@code io.leengine.registry.fs}. */
    static Optional<Seam> ofPlugin(String id) {
        if (!id.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String word = id.substring(PREFIX.length()).split("\\.")[0];
        return Arrays.stream(values()).filter(seam -> !word.isEmpty() && seam.label().replace("-", "").startsWith(word))
            .findFirst();
    }
}
