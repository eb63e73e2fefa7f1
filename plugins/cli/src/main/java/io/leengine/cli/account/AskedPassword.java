package io.leengine.cli.account;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.session.SecretFile;
import io.leengine.cli.session.Surroundings;
import io.leengine.cli.session.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A password to set: from a file, or asked for twice. */
final class AskedPassword {
    @Option(names = "--password-file", paramLabel = "FILE", description = "Its first line is the password.")
    private Optional<Path> file = Optional.empty();

    private final Surroundings surroundings;

    AskedPassword(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Returns the password. */
    String read(String question) {
        return file.map(SecretFile::firstLine).orElseGet(() -> ask(question));
    }

    private String ask(String question) {
        Terminal terminal = surroundings.terminal();
        if (!terminal.interactive()) {
            throw new CommandException(ExitCode.USAGE, "--password-file must be given: there is nobody to ask.", "");
        }
        String first = terminal.secret(question).orElse("");
        if (first.isEmpty() || !first.equals(terminal.secret("Once more: ").orElse(""))) {
            throw new CommandException(ExitCode.USAGE, "The two are not the same, or empty.", "");
        }
        return first;
    }
}
