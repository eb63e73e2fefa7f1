package io.leengine.scheduler.local.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run in a sandbox.
 *
 * @param id names its folder
 * @param image names the folder of the image's files
 * @param user number of the user inside
 * @param group number of the group inside
 * @param folder where it starts, absolute
 * @param command the program and its arguments, at least one
 * @param environment all of its environment
 * @param log where what it prints goes
 */
public record SandboxPlan(String id, String image, int user, int group, String folder, List<String> command,
        Map<String, String> environment, Path log) {
    /** Copies the collections. */
    public SandboxPlan {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The secrets in the environment stay out of logs. */
    @Override
    public String toString() {
        return "SandboxPlan[" + id + "]";
    }
}
