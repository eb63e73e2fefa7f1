package io.leengine.cli.images;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.Body;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Changes;
import io.leengine.cli.session.DeleteCommand;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.ResourcesCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Image groups. */
@Command(name = "image-groups", aliases = "image-group", mixinStandardHelpOptions = true,
    description = "Groups of images; the members of a group reach its images.",
    subcommands = {ImageGroupsCommand.All.class, ImageGroupsCommand.Show.class, ImageGroupsCommand.Create.class,
        ImageGroupsCommand.Update.class, ImageGroupsCommand.Delete.class})
public final class ImageGroupsCommand {
    private static final String ALL = "/image-groups";

    private static String path(String name) {
        return ALL + "/" + ApiClient.segment(name);
    }

    private static Columns columns() {
        return new Columns().field("NAME", "name").field("BY", "createdBy").age("AGE", "createdAt")
            .field("DESCRIPTION", "description");
    }

    @Command(name = "list", aliases = "ls", description = "Lists the image groups you are a member of.")
    static final class All extends ResourcesCommand {
        @Override
        protected String path() {
            return ALL;
        }

        @Override
        protected Columns columns() {
            return ImageGroupsCommand.columns();
        }
    }

    @Command(name = "show", description = "Shows an image group; 'leengine images list --group' lists its images.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "The image group.")
        private String name;

        @Override
        protected void run(ApiClient api) {
            output().one(api.get(path(name)).body(), new Columns().field("Name", "name")
                .field("Description", "description").value("Created", group -> Values.text(group.path("createdAt"))
                    + " by " + Values.text(group.path("createdBy"))));
        }
    }

    @Command(name = "create", description = "Creates an empty image group.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "Its name.")
        private String name;

        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private Optional<String> description = Optional.empty();

        @Override
        protected void run(ApiClient api) {
            output().one(api.post(ALL, new Body().with("name", name).with("description", description).fields()).body(),
                ImageGroupsCommand.columns());
        }
    }

    @Command(name = "update", description = "Changes what is given.")
    static final class Update extends ChangeCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "The image group.")
        private String name;

        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private Optional<String> description = Optional.empty();

        @Override
        protected void run(ApiClient api) {
            Body body = new Body().with("description", description);
            if (body.fields().isEmpty()) {
                throw new CommandException(ExitCode.USAGE, "There is nothing to change.",
                    "See 'leengine image-groups update -h'.");
            }
            done("image group " + name + " changed", Changes.change(api, "PATCH", path(name), read -> body.fields()));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes an image group that holds no images.")
    static final class Delete extends DeleteCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "The image group.")
        private String name;

        @Override
        protected String path() {
            return ImageGroupsCommand.path(name);
        }

        @Override
        protected String kind() {
            return "image group";
        }

        @Override
        protected String name() {
            return name;
        }
    }
}
