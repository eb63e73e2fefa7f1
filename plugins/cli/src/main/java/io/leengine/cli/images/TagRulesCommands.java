package io.leengine.cli.images;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.ReadCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The rules that tags live by. */
final class TagRulesCommands {
    private TagRulesCommands() {
    }

    private static Columns rules(String at) {
        return new Columns().value("Immutable", it -> Values.text(rules(it, at).path("immutable")))
            .value("Keep last", it -> Values.text(rules(it, at).path("keepLast")))
            .value("Keep days", it -> Values.text(rules(it, at).path("keepDays")))
            .value("Keep pulled days", it -> Values.text(rules(it, at).path("keepPulledDays")))
            .value("Keep matching", it -> Values.text(rules(it, at).path("keepMatching")))
            .value("Untagged days", it -> Values.text(rules(it, at).path("untaggedDays")));
    }

    private static JsonNode rules(JsonNode answer, String at) {
        return at.isEmpty() ? answer : answer.path(at);
    }

    @Command(name = "rules", description = "Shows the rules that are in force for an image's tags.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.images().getTagRules(repository).json(), rules("rules").field("Its own", "own")
                .field("From group", "group"));
        }
    }

    @Command(name = "set-rules", description = "Gives an image rules of its own for its tags, in the place of its group's; "
        + "what is not given is no rule.")
    static final class Set extends ChangeCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Mixin
        private TagRuleOptions options;

        @Option(names = "--as-group", description = "Takes its own rules away: those of its group are in force then.")
        private boolean asGroup;

        @Override
        protected void run(EngineApi engine) {
            done("the rules of " + repository + " are set", asGroup ? engine.images().deleteTagRules(repository)
                : engine.images().setTagRules(repository, options.rules()));
        }
    }

    @Command(name = "retention", description = "Tells of each tag, and each manifest without one, whether the rules keep it, "
        + "and why; with rules that are given, what those would do. Removes nothing.")
    static final class Retention extends ReadCommand {
        @Parameters(paramLabel = "REPOSITORY", description = "The image.")
        private String repository;

        @Mixin
        private TagRuleOptions options;

        @Override
        protected void run(EngineApi engine) {
            JsonNode told = options.none() ? engine.images().getRetention(repository).json()
                : engine.images().tryRetention(repository, options.rules()).json();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.set("items", told.path("verdicts"));
            body.set("freedBytes", told.path("freedBytes"));
            output().list(body, new Columns().field("TAG", "tag").value("DIGEST", it -> Values.digest(it.path("digest")))
                .field("STAYS", "stays").field("WHY", "reason"));
        }
    }

    @Command(name = "rules", description = "Shows the rules for the tags of a group's images.")
    static final class ShowGroup extends ReadCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "The image group.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.imageGroups().getGroupTagRules(name).json(), rules(""));
        }
    }

    @Command(name = "set-rules", description = "Sets the rules for the tags of a group's images that have none of their own; "
        + "what is not given is no rule.")
    static final class SetGroup extends ChangeCommand {
        @Parameters(paramLabel = "IMAGE-GROUP", description = "The image group.")
        private String name;

        @Mixin
        private TagRuleOptions options;

        @Override
        protected void run(EngineApi engine) {
            done("the rules of the image group " + name + " are set",
                engine.imageGroups().setGroupTagRules(name, options.rules()));
        }
    }
}
