package io.leengine.cli.account;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.SearchCommand;
import io.leengine.cli.session.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Users. */
@Command(name = "user", aliases = "users", mixinStandardHelpOptions = true, description = "Users; for administrators.",
    subcommands = {UserCommand.Create.class, UserCommand.All.class})
public final class UserCommand {
    private static Columns columns() {
        return new Columns().field("NAME", "name").field("ADMINISTRATOR", "administrator").field("ID", "id")
            .age("AGE", "createdAt");
    }

    @Command(name = "create", description = "Adds a user. Asks for the first password, or takes it from a file.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "NAME", description = "For log-in.")
        private String name;

        @Option(names = "--administrator", description = "The boss side is open to them.")
        private boolean administrator;

        @Option(names = "--password-file", paramLabel = "FILE", description = "Its first line is the first password.")
        private Optional<Path> password = Optional.empty();

        @Override
        protected void run(ApiClient api) {
            String secret = password.map(SecretFile::firstLine).orElseGet(this::ask);
            output().one(api.post("/users", Map.of("name", name, "password", secret, "administrator", administrator))
                .body(), UserCommand.columns());
        }

        private String ask() {
            Terminal terminal = session().surroundings().terminal();
            if (!terminal.interactive()) {
                throw new CommandException(ExitCode.USAGE, "--password-file must be given: there is nobody to ask.", "");
            }
            String first = terminal.secret("First password of " + name + ": ").orElse("");
            if (first.isEmpty() || !first.equals(terminal.secret("Once more: ").orElse(""))) {
                throw new CommandException(ExitCode.USAGE, "The two are not the same, or empty.", "");
            }
            return first;
        }
    }

    @Command(name = "list", aliases = "ls", description = "Lists users.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/users";
        }

        @Override
        protected Columns columns() {
            return UserCommand.columns();
        }
    }
}
