package io.leengine.cli.images;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewImageSource;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SecretFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The other registry that an image group caches. */
@Command(name = "source", mixinStandardHelpOptions = true,
    description = "The other registry that an image group caches: IMAGE-GROUP/PATH is PATH there.",
    subcommands = {ImageSourceCommand.Show.class, ImageSourceCommand.Set.class, ImageSourceCommand.Clear.class})
final class ImageSourceCommand {
    private static Columns columns() {
        return new Columns().field("URL", "url").field("User name", "username")
            .field("Fresh for seconds", "freshnessSeconds");
    }

    @Command(name = "show", description = "Shows which other registry an image group caches.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "The image group.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.imageGroups().getImageSource(name).json(), columns());
        }
    }

    @Command(name = "set", description = "Makes an image group a cache of another registry; for administrators.")
    static final class Set extends ChangeCommand {
        @Parameters(index = "0", paramLabel = "IMAGE-GROUP", description = "The image group; there is no image yet whose name "
            + "begins with its name and a slash.")
        private String name;

        @Parameters(index = "1", paramLabel = "URL", description = "Where the other registry is: https://registry.example.org.")
        private String url;

        @Option(names = "--username", paramLabel = "NAME", description = "The name to log in with there (default: none).")
        private Optional<String> username = Optional.empty();

        @Option(names = "--password-file", paramLabel = "FILE", description = "Its first line is the password or token that "
            + "goes with it. Without, the present one stays while URL and user name do.")
        private Optional<Path> passwordFile = Optional.empty();

        @Option(names = "--freshness-seconds", paramLabel = "SECONDS", description = "How long a tag is believed before it is "
            + "asked for again (default: an hour).")
        private Optional<Long> freshnessSeconds = Optional.empty();

        @Override
        protected void run(EngineApi engine) {
            if (passwordFile.isPresent() && username.isEmpty()) {
                throw new CommandException(ExitCode.USAGE, "--password-file goes with --username.", "");
            }
            NewImageSource source = NewImageSource.of(url).withUsername(username)
                .withPassword(passwordFile.map(SecretFile::firstLine)).withFreshnessSeconds(freshnessSeconds);
            done("the image group " + name + " caches " + url, engine.imageGroups().setImageSource(name, source));
        }
    }

    @Command(name = "clear", description = "Makes an image group no cache any more; what is there stays. For administrators.")
    static final class Clear extends ChangeCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "The image group.")
        private String name;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("source of the image group", name);
            done("the image group " + name + " is no cache any more", engine.imageGroups().clearImageSource(name));
        }
    }
}
