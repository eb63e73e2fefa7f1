package io.leengine.spi.scheduler;

import io.leengine.model.Credentials;
import io.leengine.model.Identifiers;
import java.util.Objects;

/**
 * A namespace: the room of one application in a cell.
 *
 * @param name globally unique
 * @param registry host and port of the registry its images come from
 * @param pull what the registry wants for pulling them
 */
public record NamespaceSpec(String name, String registry, Credentials pull) {
    /** Nothing may be null. */
    public NamespaceSpec {
        Identifiers.name("namespace", name);
        Objects.requireNonNull(registry, "registry");
        Objects.requireNonNull(pull, "pull");
    }
}
