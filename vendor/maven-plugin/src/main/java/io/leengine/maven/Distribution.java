package io.leengine.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;

/** Finds the exported distribution to run. */
final class Distribution {
    private static final String SCRIPT = "bin/leengine-engine";

    private Distribution() {
    }

    /**
     * @param given what the user said; may be null
     * @param environment of this process
     */
    static Path find(String given, Map<String, String> environment) throws MojoExecutionException, IOException {
        if (given != null && !given.isBlank()) {
            return checked(Path.of(given), "leengine.home");
        }
        String variable = environment.get("LEENGINE_HOME");
        if (variable != null && !variable.isBlank()) {
            return checked(Path.of(variable), "LEENGINE_HOME");
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path command = Path.of(folder, "leengine");
            if (Files.isExecutable(command)) {
                Path top = command.toRealPath().getParent();
                // A distribution's command lies in its bin, a clone's at its top.
                for (Path home : List.of(top.resolve(".."), top.resolve("distro/target/leengine-embedded"))) {
                    if (Files.isExecutable(home.resolve(SCRIPT))) {
                        return home.toRealPath();
                    }
                }
            }
        }
        throw new MojoExecutionException("No distribution found: set LEENGINE_HOME, or -Dleengine.home, to a folder that"
            + " has " + SCRIPT + ", or put the leengine command on the PATH.");
    }

    private static Path checked(Path home, String source) throws MojoExecutionException, IOException {
        if (!Files.isExecutable(home.resolve(SCRIPT))) {
            throw new MojoExecutionException(source + " is " + home + ", which has no " + SCRIPT
                + ". A distribution's folder has; in a clone it is distro/target/leengine-embedded.");
        }
        return home.toRealPath();
    }
}
