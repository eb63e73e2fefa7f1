package io.leengine.cli.account;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Oneself. */
@Command(name = "account", mixinStandardHelpOptions = true, description = "Your password.",
    subcommands = AccountCommand.Password.class)
public final class AccountCommand {
    @Command(name = "password", description = "Changes your password. All your sessions end; tokens go on.")
    static final class Password extends ChangeCommand {
        @Option(names = "--present-password-file", paramLabel = "FILE", description = "Its first line is the password until "
            + "now.")
        private Optional<Path> present = Optional.empty();

        @Option(names = "--password-file", paramLabel = "FILE", description = "Its first line is the password from now on.")
        private Optional<Path> next = Optional.empty();

        @Override
        protected void run(ApiClient api) {
            String before = present.map(SecretFile::firstLine).orElseGet(() ->
                ask("Present password: ", "--present-password-file"));
            String after = next.map(SecretFile::firstLine).orElseGet(this::askTwice);
            done("password changed; log in again with 'leengine login'", api.send("PUT", "/self/password",
                Optional.of(Map.of("present", before, "next", after)), Map.of()));
        }

        private String ask(String question, String option) {
            Terminal terminal = session().surroundings().terminal();
            if (!terminal.interactive()) {
                throw new CommandException(ExitCode.USAGE, option + " must be given: there is nobody to ask.",
                    "See 'leengine account password --help'.");
            }
            return terminal.secret(question).filter(answer -> !answer.isEmpty()).orElseThrow(() ->
                new CommandException(ExitCode.USAGE, "Nothing was typed.", ""));
        }

        private String askTwice() {
            String first = ask("New password: ", "--password-file");
            if (!first.equals(ask("Once more: ", "--password-file"))) {
                throw new CommandException(ExitCode.USAGE, "The two are not the same.", "");
            }
            return first;
        }
    }
}
