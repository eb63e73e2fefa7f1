package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import java.util.regex.Pattern;

/**
 * Host and port of a registry.
 *
 * @param text as written
 */
record RegistryAddress(String text) {
    private static final Pattern SYNTAX = Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:]+\\])(:[0-9]{1,5})?");
    private static final Pattern LOOPBACK =
        Pattern.compile("(localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1\\])(:[0-9]+)?");

    RegistryAddress {
        if (!SYNTAX.matcher(text).matches()) {
            throw EngineException.invalid("registry", "'registry' must be a host and a port.");
        }
    }

    /** Returns whether it is this machine, and so spoken to in plain HTTP. */
    boolean isLoopback() {
        return LOOPBACK.matcher(text).matches();
    }
}
