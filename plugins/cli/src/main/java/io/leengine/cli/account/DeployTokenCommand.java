package io.leengine.cli.account;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.Body;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.SearchCommand;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tokens of resources. */
@Command(name = "deploy-token", aliases = "deploy-tokens", mixinStandardHelpOptions = true,
    description = "Tokens that belong to one resource and to nobody, for pipelines; for Masters of it.",
    subcommands = {DeployTokenCommand.Create.class, DeployTokenCommand.All.class, DeployTokenCommand.Delete.class})
public final class DeployTokenCommand {
    private static final Map<String, String> PATHS = Map.of("application", "/applications/", "image", "/images/",
        "image-group", "/image-groups/", "code-build", "/code-builds/");

    /** Whose tokens. */
    static final class Resource {
        @Parameters(index = "0", paramLabel = "KIND", description = "One of application, image, image-group, code-build.")
        private String kind;

        @Parameters(index = "1", paramLabel = "RESOURCE", description = "Its name.")
        private String name;

        private String path() {
            String path = Optional.ofNullable(PATHS.get(kind)).orElseThrow(() -> new CommandException(ExitCode.USAGE,
                "There are no deploy tokens of a '" + kind + "'.", "KIND is one of " + new TreeSet<>(PATHS.keySet()) + "."));
            return path + ApiClient.segment(name) + "/deploy-tokens";
        }
    }

    @Command(name = "create", description = "Makes a deploy token. It is shown this once.")
    static final class Create extends ChangeCommand {
        @Mixin
        private Resource resource;

        @Parameters(index = "2", paramLabel = "NAME", description = "To know it by.")
        private String name;

        @Option(names = "--role", paramLabel = "ROLE", required = true, description = "What it may do with the resource, up "
            + "to master: reporter pulls, developer pushes or runs, master deploys.")
        private RoleName role;

        @Option(names = "--validity", paramLabel = "TIME", description = "For how long, for example 30d (default: for ever).")
        private Optional<Duration> validity = Optional.empty();

        @Override
        protected void run(ApiClient api) {
            output().one(api.post(resource.path(), new Body().with("name", name).with("role", role.name())
                .with("validitySeconds", validity.map(Duration::toSeconds)).fields()).body(), TokenCommand.issued());
        }
    }

    @Command(name = "list", aliases = "ls", description = "Lists the deploy tokens of a resource, newest first.")
    static final class All extends SearchCommand {
        @Mixin
        private Resource resource;

        @Override
        protected String path() {
            return resource.path();
        }

        @Override
        protected Columns columns() {
            return new Columns().field("ID", "id").field("NAME", "name").field("ROLE", "role").field("MADE BY", "createdBy")
                .age("AGE", "createdAt").age("LAST USED", "lastUsedAt").field("UNTIL", "expiresAt");
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Ends a deploy token.")
    static final class Delete extends ChangeCommand {
        @Mixin
        private Resource resource;

        @Parameters(index = "2", paramLabel = "ID", description = "The token's id.")
        private String id;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(ApiClient api) {
            confirmation.require("deploy token", id);
            done("deploy token " + id + " deleted",
                api.send("DELETE", resource.path() + "/" + ApiClient.segment(id), Optional.empty(), Map.of()));
        }
    }
}
