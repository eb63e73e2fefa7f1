package io.leengine.cli.images;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Image;
import io.leengine.cli.client.ImageChange;
import io.leengine.cli.client.ImageMove;
import io.leengine.cli.client.NewImage;
import io.leengine.cli.client.Reply;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.DeleteCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.ResourcesCommand;
import io.leengine.cli.session.Visibility;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Images. */
@Command(name = "images", aliases = "image", mixinStandardHelpOptions = true, description = "Images and their tags.",
    subcommands = {ImagesCommand.All.class, ImagesCommand.Show.class, ImagesCommand.Create.class,
        ImagesCommand.Update.class, ImagesCommand.Move.class, ImagesCommand.Delete.class, TagsCommand.class,
        TagsCommand.Show.class, TagsCommand.Search.class, TagsCommand.Copy.class, TagsCommand.Delete.class,
        TagsCommand.DeleteManifest.class, TagsCommand.Usage.class, TagRulesCommands.Show.class,
        TagRulesCommands.Set.class, TagRulesCommands.Retention.class})
public final class ImagesCommand {
    private static Columns columns() {
        return new Columns().field("REPOSITORY", "repository").field("PUBLIC", "isPublic").field("GROUP", "group")
            .field("BY", "createdBy")
            .age("AGE", "createdAt").field("DESCRIPTION", "description");
    }

    @Command(name = "list", aliases = "ls", description = "Lists images.")
    static final class All extends ResourcesCommand {
        @Mixin
        private Visibility visibility;

        @Option(names = "--group", paramLabel = "IMAGE-GROUP", description = "Only those in this image group.")
        private Optional<String> group = Optional.empty();

        @Override
        protected String path() {
            return "/images";
        }

        @Override
        protected Query narrowed(Query query) {
            return visibility.into(query).with("group", group);
        }

        @Override
        protected Columns columns() {
            return ImagesCommand.columns();
        }
    }

    @Command(name = "show", description = "Shows an image.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.images().getImage(repository).json(), new Columns().field("Repository", "repository")
                .field("Description", "description").field("Public", "isPublic").field("Group", "group")
                .value("Created", image -> Values.text(image.path("createdAt")) + " by " + Values.text(image.path("createdBy"))));
        }
    }

    @Command(name = "create", description = "Creates an empty image.")
    static final class Create extends ChangeCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "Its name in the registry.")
        private String repository;

        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private Optional<String> description = Optional.empty();

        @Option(names = "--public", description = "Anyone may pull it.")
        private boolean isPublic;

        @Option(names = "--group", paramLabel = "IMAGE-GROUP", description = "The image group it comes into.")
        private Optional<String> group = Optional.empty();

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.images().createImage(NewImage.of(repository).withDescription(description)
                .withIsPublic(isPublic).withGroup(group)).json(), ImagesCommand.columns());
        }
    }

    @Command(name = "update", description = "Changes what is given.")
    static final class Update extends ChangeCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
        private Optional<String> description = Optional.empty();

        @Option(names = "--public", negatable = true, description = "Whether anyone may pull it.")
        private Boolean isPublic;

        @Override
        protected void run(EngineApi engine) {
            ImageChange change = ImageChange.of().withDescription(description).withIsPublic(Optional.ofNullable(isPublic));
            if (change.equals(ImageChange.of())) {
                throw new CommandException(ExitCode.USAGE, "There is nothing to change.", "See 'leengine images update -h'.");
            }
            Reply<Image> read = engine.images().getImage(repository);
            done("image " + repository + " changed",
                engine.images().changeImage(repository, change, read.precondition()));
        }
    }

    @Command(name = "move", description = "Puts an image into a group, or takes it out of one.")
    static final class Move extends ChangeCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Option(names = "--group", paramLabel = "IMAGE-GROUP", description = "The image group (default: into none).")
        private Optional<String> group = Optional.empty();

        @Override
        protected void run(EngineApi engine) {
            Reply<Image> read = engine.images().getImage(repository);
            done("image " + repository + " is in " + group.map(name -> "the group " + name).orElse("no group"),
                engine.images().moveImage(repository, ImageMove.of().withGroup(group), read.precondition()));
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes an image with all its tags.")
    static final class Delete extends DeleteCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Override
        protected Reply<?> read(EngineApi engine) {
            return engine.images().getImage(repository);
        }

        @Override
        protected Reply<?> delete(EngineApi engine, Optional<String> seen) {
            return engine.images().deleteImage(repository, seen);
        }

        @Override
        protected String kind() {
            return "image";
        }

        @Override
        protected String name() {
            return repository;
        }
    }
}
