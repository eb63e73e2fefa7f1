package io.leengine.cli.engine;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of its own that a distribution carries in a folder beside the command line, and that runs as a process.
 *
 * @param folder its jars
 * @param main its main class
 * @param options of its virtual machine
 * @param missing what to say where the distribution does not carry it
 * @param instead what to do then
 */
public record CarriedProgram(Path folder, String main, List<String> options, String missing, String instead) {
    /** Copies the list. */
    public CarriedProgram {
        options = List.copyOf(options);
    }

    /** Returns how to run it; {@code USAGE} where it is not carried. */
    public ProcessBuilder with(List<String> arguments) {
        if (!Files.isDirectory(folder)) {
            throw new CommandException(ExitCode.USAGE, missing, instead);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", folder + "/*", main));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
