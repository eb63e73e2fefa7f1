package io.leengine.bus.etcd;

import io.leengine.model.EngineException;
import java.util.List;
import java.util.Optional;

/**
 * How a bus is set up, checked.
 *
 * @param name the configured name
 * @param endpoints the members' addresses, at least one
 * @param keys where the bus's keys are
 * @param encryption how connections are encrypted; empty when they are not
 * @param user etcd's user; empty for none
 * @param password the user's password
 */
record Options(String name, List<Endpoint> endpoints, KeySpace keys, Optional<Encryption> encryption, String user,
        String password) {
    static final String PREFIX = "leengine:";

    static Options of(Settings settings) {
        if (settings.endpoints() == null || settings.endpoints().isBlank()) {
            throw EngineException.invalid("endpoints", "'endpoints' must be given: the addresses of etcd's members.");
        }
        Endpoint.Group group = Endpoint.parse(settings.endpoints());
        String user = text(settings.user());
        // A file it was taken from ends in a line break.
        String password = text(settings.password()).replaceFirst("\\R$", "");
        if (user.isEmpty() != password.isEmpty()) {
            throw EngineException.invalid(user.isEmpty() ? "user" : "password", "'user' and 'password' must be given both, or "
                + "neither.");
        }
        String ca = text(settings.ca());
        String certificate = text(settings.certificate());
        String key = text(settings.key());
        if (!group.encrypted() && !(ca + certificate + key).isBlank()) {
            throw EngineException.invalid("endpoints", "Certificates are for encrypted connections, and 'endpoints' are http.")
                .withNextStep("Write the endpoints with https, or leave 'ca', 'certificate' and 'key' out.");
        }
        return new Options(settings.leengine_name(), group.endpoints(), new KeySpace(text(settings.prefix())),
            group.encrypted() ? Optional.of(Encryption.of(ca, certificate, key)) : Optional.empty(), user, password);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    /** Hides the secrets. */
    @Override
    public String toString() {
        return "Options[" + name + ", " + endpoints + "]";
    }
}
