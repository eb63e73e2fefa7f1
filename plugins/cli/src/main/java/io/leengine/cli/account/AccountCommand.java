package io.leengine.cli.account;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.PasswordChange;
import io.leengine.cli.client.SelfChange;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.SecretFile;
import io.leengine.cli.session.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Oneself. */
@Command(name = "account", mixinStandardHelpOptions = true, description = "Your password and where mail for you goes.",
    subcommands = {AccountCommand.Password.class, AccountCommand.Email.class})
public final class AccountCommand {
    @Command(name = "password", description = "Changes your password. All your sessions end; tokens go on.")
    static final class Password extends ChangeCommand {
        @Option(names = "--present-password-file", paramLabel = "FILE", description = "Its first line is the password until "
            + "now.")
        private Optional<Path> present = Optional.empty();

        @Mixin
        private AskedPassword next;

        @Override
        protected void run(EngineApi engine) {
            String until = present.map(SecretFile::firstLine).orElseGet(this::ask);
            done("password changed; log in again with 'leengine login'", engine.users().changePassword(
                new PasswordChange(until, next.read("New password: "))));
        }

        private String ask() {
            Terminal terminal = session().surroundings().terminal();
            if (!terminal.interactive()) {
                throw new CommandException(ExitCode.USAGE, "--present-password-file must be given: there is nobody to ask.",
                    "");
            }
            return terminal.secret("Present password: ").filter(typed -> !typed.isEmpty()).orElseThrow(() ->
                new CommandException(ExitCode.USAGE, "Nothing was typed.", ""));
        }
    }

    @Command(name = "email", description = "Sets where mail for you goes.")
    static final class Email extends ChangeCommand {
        @Parameters(paramLabel = "ADDRESS", description = "The address; empty for nowhere.")
        private String address;

        @Override
        protected void run(EngineApi engine) {
            done(address.isEmpty() ? "no mail any more" : "mail goes to " + address,
                engine.users().updateSelf(SelfChange.of().withEmail(address)));
        }
    }
}
