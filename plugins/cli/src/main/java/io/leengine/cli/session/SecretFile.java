package io.leengine.cli.session;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads secrets from files; the command line itself is for all to see. */
public final class SecretFile {
    private SecretFile() {
    }

    /** Returns the first line. */
    public static String firstLine(Path file) {
        return text(file).lines().findFirst().orElseThrow().strip();
    }

    /** Returns all of it, without blanks at its ends. */
    public static String text(Path file) {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new CommandException(ExitCode.USAGE, file + " is empty.", "");
            }
            return text;
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read: " + e.getClass().getSimpleName() + ".",
                "", e);
        }
    }
}
