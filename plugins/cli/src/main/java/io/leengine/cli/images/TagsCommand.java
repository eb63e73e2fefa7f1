package io.leengine.cli.images;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewTag;
import io.leengine.cli.client.TagSource;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.ListCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SearchCommand;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Tags. */
@Command(name = "tags", description = "Lists an image's tags.")
final class TagsCommand extends SearchCommand {
    @Parameters(paramLabel = "REPOSITORY", description = "The image.")
    private String repository;

    @Override
    protected String path() {
        return "/images/" + ApiClient.segment(repository) + "/tags";
    }

    @Override
    protected Columns columns() {
        return new Columns().field("TAG", "name").value("DIGEST", tag -> Values.digest(tag.path("digest")))
            .size("SIZE", "sizeBytes").field("LAYERS", "layers").field("PLATFORM", "platforms")
            .age("PUSHED", "pushedAt").field("BY", "pushedBy").age("PULLED", "pulledAt").field("USED BY", "versions")
            .value("ATTACHED", tag -> attached(tag, ","));
    }

    private static String attached(JsonNode tag, String between) {
        return tag.path("attached").valueStream().map(each -> each.path("kind").asString("")).distinct()
            .collect(Collectors.joining(between));
    }

    /** One tag. */
    @Command(name = "tag", description = "Shows a tag, with its layers and what is attached to it.")
    static final class Show extends ReadCommand {
        @Parameters(index = "0", paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Parameters(index = "1", paramLabel = "TAG", description = "The tag.")
        private String tag;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.images().getTag(repository, tag).json(), new Columns()
                .value("Tag", it -> Values.text(it.path("tag").path("name")))
                .value("Digest", it -> Values.text(it.path("tag").path("digest")))
                .value("Type", it -> Values.text(it.path("tag").path("mediaType")))
                .value("Artifact", it -> Values.text(it.path("tag").path("artifactType")))
                .value("Size", it -> Values.size(it.path("tag").path("sizeBytes").asLong()))
                .value("Freed without it", it -> Values.size(it.path("freedBytes").asLong()))
                .value("Platform", it -> Values.text(it.path("tag").path("platforms")))
                .value("Created", it -> Values.text(it.path("tag").path("createdAt")))
                .value("Pushed", it -> Values.text(it.path("tag").path("pushedAt")) + " by "
                    + Values.text(it.path("tag").path("pushedBy")))
                .value("Pulled", it -> Values.text(it.path("tag").path("pulls")) + " times, last "
                    + Values.text(it.path("tag").path("pulledAt")))
                .value("Used by", it -> Values.text(it.path("tag").path("versions")))
                .value("Layers", it -> lines(it.path("layers")))
                .value("Manifests", it -> lines(it.path("manifests")))
                .value("Attached", it -> it.path("tag").path("attached").valueStream().map(each ->
                    Values.text(each.path("kind")) + " " + Values.text(each.path("digest")) + " "
                    + Values.size(each.path("sizeBytes").asLong()) + " " + Values.text(each.path("artifactType")))
                    .collect(Collectors.joining("\n"))));
        }

        private static String lines(JsonNode references) {
            return references.valueStream().map(each -> Values.text(each.path("digest")) + " "
                + Values.size(each.path("sizeBytes").asLong()) + " " + Values.text(each.path("platform")))
                .map(String::strip).collect(Collectors.joining("\n"));
        }
    }

    /** Tags of all images. */
    @Command(name = "search", description = "Finds tags of all images you may see, by tag, image, description or digest.")
    static final class Search extends ListCommand {
        @Parameters(paramLabel = "TEXT", description = "What they hold, or what their digest begins with.")
        private String text;

        @Override
        protected Query query() {
            return Query.of("/tags").with("search", text);
        }

        @Override
        protected Columns columns() {
            return new Columns().field("REPOSITORY", "repository").field("TAG", "name")
                .value("DIGEST", tag -> Values.digest(tag.path("digest"))).size("SIZE", "sizeBytes")
                .age("PUSHED", "pushedAt").field("BY", "pushedBy")
                .named(tag -> Values.text(tag.path("repository")) + ":" + Values.text(tag.path("name")));
        }
    }

    /** A tag from another. */
    @Command(name = "copy-tag", description = "Points a tag to what this image, or another, holds; nothing is pulled and "
        + "pushed.")
    static final class Copy extends ChangeCommand {
        @Parameters(index = "0", paramLabel = "REPOSITORY", description = "The image that gets the tag.")
        private String repository;

        @Parameters(index = "1", paramLabel = "TAG", description = "The tag; one that is there is moved.")
        private String tag;

        @Option(names = "--from", paramLabel = "REPOSITORY", description = "The image it comes from (default: the same).")
        private Optional<String> from = Optional.empty();

        @ArgGroup(multiplicity = "1")
        private What what;

        /** What is copied. */
        static final class What {
            @Option(names = "--from-tag", paramLabel = "TAG", required = true, description = "By its tag.")
            private String tag;

            @Option(names = "--from-digest", paramLabel = "DIGEST", required = true, description = "By its digest.")
            private String digest;
        }

        @Override
        protected void run(EngineApi engine) {
            TagSource source = TagSource.of().withRepository(from).withTag(Optional.ofNullable(what.tag))
                .withDigest(Optional.ofNullable(what.digest));
            done("tag " + repository + ":" + tag + " set", engine.images().copyTag(repository, new NewTag(tag, source)));
        }
    }

    /** A tag goes. */
    @Command(name = "delete-tag", description = "Deletes a tag; with --dry-run, tells what would be free.")
    static final class Delete extends ChangeCommand {
        @Parameters(index = "0", paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Parameters(index = "1", paramLabel = "TAG", description = "The tag.")
        private String tag;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("tag", tag);
            done("tag " + repository + ":" + tag + " deleted", engine.images().deleteTag(repository, tag));
        }
    }

    /** A manifest goes. */
    @Command(name = "delete-manifest", description = "Deletes a manifest and the tags that point to it; with --dry-run, tells "
        + "what would be free.")
    static final class DeleteManifest extends ChangeCommand {
        @Parameters(index = "0", paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Parameters(index = "1", paramLabel = "DIGEST", description = "Its digest.")
        private String digest;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            confirmation.require("manifest", digest);
            done("manifest " + digest + " deleted", engine.images().deleteManifest(repository, digest));
        }
    }

    /** What an image takes. */
    @Command(name = "usage", description = "Shows what an image takes in the registry, and what its deletion would free.")
    static final class Usage extends ReadCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.images().getImageUsage(repository).json(), new Columns().field("Tags", "tags")
                .field("Manifests", "manifests").value("Size", it -> Values.size(it.path("bytes").asLong()))
                .value("Freed without it", it -> Values.size(it.path("freedBytes").asLong()))
                .value("Without a tag", it -> Values.text(it.path("untagged")) + " manifests, "
                    + Values.size(it.path("untaggedBytes").asLong()))
                .field("Pulls", "pulls").field("Complete", "complete"));
        }
    }
}
