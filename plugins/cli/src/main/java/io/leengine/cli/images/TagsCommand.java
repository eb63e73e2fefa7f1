package io.leengine.cli.images;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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
            .size("SIZE", "sizeBytes")
            .age("PUSHED", "pushedAt").field("BY", "pushedBy").field("USED BY", "versions");
    }

    @Command(name = "delete-tag", description = "Deletes a tag.")
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
}
