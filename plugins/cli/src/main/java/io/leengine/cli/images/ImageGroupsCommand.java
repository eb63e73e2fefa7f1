package io.leengine.cli.images;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.ImageGroup;
import io.leengine.cli.client.ImageGroupChange;
import io.leengine.cli.client.NewImageGroup;
import io.leengine.cli.client.Reply;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
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
        ImageGroupsCommand.Update.class, ImageGroupsCommand.Delete.class, TagRulesCommands.ShowGroup.class,
        TagRulesCommands.SetGroup.class, ImageSourceCommand.class})
public final class ImageGroupsCommand {
    private static Columns columns() {
        return new Columns().field("NAME", "name").field("BY", "createdBy").age("AGE", "createdAt")
            .field("DESCRIPTION", "description");
    }

    @Command(name = "list", aliases = "ls", description = "Lists the image groups you are a member of.")
    static final class All extends ResourcesCommand {
        @Override
        protected String path() {
            return "/image-groups";
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
        protected void run(EngineApi engine) {
            output().one(engine.imageGroups().getImageGroup(name).json(), new Columns().field("Name", "name")
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
        protected void run(EngineApi engine) {
            output().one(engine.imageGroups().createImageGroup(NewImageGroup.of(name).withDescription(description)).json(),
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
        protected void run(EngineApi engine) {
            ImageGroupChange change = ImageGroupChange.of().withDescription(description);
            if (change.equals(ImageGroupChange.of())) {
                throw new CommandException(ExitCode.USAGE, "There is nothing to change.",
                    "See 'leengine image-groups update -h'.");
            }
            Reply<ImageGroup> read = engine.imageGroups().getImageGroup(name);
            done("image group " + name + " changed",
                engine.imageGroups().changeImageGroup(name, change, read.precondition()));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes an image group that holds no images.")
    static final class Delete extends DeleteCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "The image group.")
        private String name;

        @Override
        protected Reply<?> read(EngineApi engine) {
            return engine.imageGroups().getImageGroup(name);
        }

        @Override
        protected Reply<?> delete(EngineApi engine, Optional<String> seen) {
            return engine.imageGroups().deleteImageGroup(name, seen);
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
