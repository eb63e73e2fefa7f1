package io.leengine.cli.account;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.DeployTokensApi;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.IssuedToken;
import io.leengine.cli.client.NewDeployToken;
import io.leengine.cli.client.Reply;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
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
            return Optional.ofNullable(PATHS.get(kind)).orElseThrow(this::unknown) + ApiClient.segment(name)
                + "/deploy-tokens";
        }

        private Reply<IssuedToken> create(DeployTokensApi tokens, NewDeployToken token) {
            return switch (kind) {
                case "application" -> tokens.createApplicationDeployToken(name, token);
                case "image" -> tokens.createImageDeployToken(name, token);
                case "image-group" -> tokens.createImageGroupDeployToken(name, token);
                case "code-build" -> tokens.createCodeBuildDeployToken(name, token);
                default -> throw unknown();
            };
        }

        private Reply<Void> delete(DeployTokensApi tokens, String id) {
            return switch (kind) {
                case "application" -> tokens.deleteApplicationDeployToken(name, id);
                case "image" -> tokens.deleteImageDeployToken(name, id);
                case "image-group" -> tokens.deleteImageGroupDeployToken(name, id);
                case "code-build" -> tokens.deleteCodeBuildDeployToken(name, id);
                default -> throw unknown();
            };
        }

        private CommandException unknown() {
            return new CommandException(ExitCode.USAGE, "There are no deploy tokens of a '" + kind + "'.", "KIND is one of "
                + new TreeSet<>(PATHS.keySet()) + ".");
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
        protected void run(EngineApi engine) {
            NewDeployToken token = NewDeployToken.of(name, NewDeployToken.Role.valueOf(role.name()))
                .withValiditySeconds(validity.map(Duration::toSeconds));
            output().one(resource.create(engine.deployTokens(), token).json(), TokenCommand.issued());
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
        protected void run(EngineApi engine) {
            confirmation.require("deploy token", id);
            done("deploy token " + id + " deleted", resource.delete(engine.deployTokens(), id));
        }
    }
}
