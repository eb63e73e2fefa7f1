package io.leengine.cli.session;

import io.leengine.cli.context.Contexts;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it.
 *
 * @param variables of the environment
 * @param terminal where a person may be
 */
public record Surroundings(Map<String, String> variables, Terminal terminal) {
    /** Returns those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), Terminal.ofProcess());
    }

    /** Returns a variable that is set to something. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** Returns the user's contexts. */
    public Contexts contexts() {
        return Contexts.of(variables);
    }
}
